"""A life event's items, ticked for this citizen and taken into the visit together."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.counter.pages.bundle_lines import BundleLine
from tui.counter.words import said
from tui.locale import N_, Words, _
from tui.widgets import Cell, Modal, Phrase, PickList, Piece, Plain, row_pieces
from tui.widgets.cells import width
from tui.widgets.pick_row import Role

__all__ = ["BundleModal"]


class BundleModal(Modal[list[str]]):
    """Gives back the codes that were ticked, in the bundle's order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("Tick"), show=False),
        Binding("f2", "tick_all", N_("All that apply")),
        Binding("f12", "take", N_("Take over"), priority=True),
    ]
    FIRST = ("choose", "tick_all", "take")
    HELP = N_(
        "What this event in life calls for. Enter ticks an item, F2 all that apply, F12 takes what is ticked into the "
        "visit. ✗ is not possible for this citizen, and below stands why."
    )
    DEFAULT_CSS = """
    BundleModal {
        & > .modal--frame { width: 96; }
        & PickList { margin: 1 0 0 0; }
        & #why { height: 2; margin-top: 1; color: $text-muted; }
    }
    """
    MOST_ROWS: ClassVar[int] = 11

    def __init__(self, heading: Words, lines: Sequence[BundleLine]) -> None:
        super().__init__(heading)
        self.ticked: set[str] = set()
        self.list: PickList[BundleLine] = PickList(list(lines), paint=self._paint, counted=False, enter=N_("Tick"))
        self.list.styles.height = max(1, min(len(lines), self.MOST_ROWS))
        self.why = Plain(id="why")

    def inside(self) -> ComposeResult:
        words = N_("Tick what this citizen came for. What the items share is asked once.")
        yield Phrase(words, classes="dim")
        yield self.list
        yield self.why

    def on_mount(self) -> None:
        self.list.move_to(next((place for place, line in enumerate(self.list.rows) if line.open), 0))
        self.list.focus()
        self._explain()

    def _paint(self, line: BundleLine, cells: int) -> list[Piece]:
        role: Role = "" if line.open else "dim"
        mark = "✓" if line.taken or line.code in self.ticked else "·" if line.open else "✗"
        columns = [Cell(mark, 1, "mark" if line.code in self.ticked else role), Cell(line.code, 7, role)]
        states = max(width(_state(line)) for line in self.list.rows)
        return row_pieces(
            [*columns, Cell(said(line.name), None, role), Cell(_state(line), states, "dim", "right")], cells
        )

    def _explain(self) -> None:
        line = self.list.current
        self.why.say("" if line is None or line.ruled_out is None else line.ruled_out)

    def on_pick_list_moved(self, event: PickList.Moved[BundleLine]) -> None:
        event.stop()
        self._explain()

    def on_pick_list_chosen(self, event: PickList.Chosen[BundleLine]) -> None:
        event.stop()
        self.action_tick()

    def action_tick(self) -> None:
        """Tick the item at the cursor, or take its tick back; the cursor goes on to the next."""
        line = self.list.current
        if line is None or not line.open:
            return
        self.ticked ^= {line.code}
        self.list.redraw()
        self.list.action_move(1)

    def action_tick_all(self) -> None:
        self.ticked = {line.code for line in self.list.rows if line.open}
        self.list.redraw()

    def action_take(self) -> None:
        if self.ticked:
            self.dismiss([line.code for line in self.list.rows if line.code in self.ticked])
        else:
            self.why.say(lambda: _("Nothing is ticked yet."))


def _state(line: BundleLine) -> str:
    if line.taken:
        return _("in this visit")
    if not line.guided:
        return _("ask a specialist")
    return _("not possible") if line.ruled_out is not None else ""

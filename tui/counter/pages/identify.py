"""The first step: a card is laid on the reader, or a number is typed; visits that were put aside wait below.

Imported before anything is known, so it knows nothing of cards, items or the node.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from tui.locale import N_, _
from tui.widgets import Cell, FieldInput, Phrase, PickList, Piece, Plain, row_pieces
from tui.widgets.cells import width


@dataclass(frozen=True)
class KeptVisit:
    """A visit put aside at this station, as one line."""

    visit: str
    who: str
    what: str
    when: str
    unsent: bool = False


def paint_kept(kept: KeptVisit, cells: int) -> list[Piece]:
    state = _("not sent yet") if kept.unsent else kept.when
    who = min(30, max(12, cells // 4))  # a masked name is short, an organisation's is not
    return row_pieces([Cell(kept.who, who), Cell(kept.what), Cell(state, width(state), "dim", "right")], cells)


class NumberField(FieldInput):
    """Enter leads on where something was typed, or where a visit waits to be gone on with."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", N_("Next"))]
    visit_waits = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.visit_waits or bool(self.value) if action == "submit" else True


class IdentifyPage(Vertical):
    """`Typed`: a number, of a person or of a case, or a name and a year. `Resumed`, `Dropped`: a visit put aside.
    `WentOn`: with the visit at the window.
    """

    HELP = N_(
        "Who is it? Lay the card on the reader; what it tells stands at the left. Without a card type the ID number; "
        "who does not know it is looked for by the whole name and the year of birth, such as 王小明 1964, among those "
        "served at this hall before. An organisation begins with its credit code. A case number opens its case. Visits "
        "put aside wait below: ↓ and Enter go on with one, Del forgets one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "drop", N_("Forget draft")),
        Binding("ctrl+g", "screen.switch_language", N_("中文/English")),
    ]
    DEFAULT_CSS = """
    IdentifyPage {
        & > #sentence { height: auto; max-height: 4; margin: 1 1 0 1; text-style: bold; }
        & > #sentence.-bad { color: $text-error; }
        & > #detail { height: auto; max-height: 3; margin: 0 1; color: $text-muted; }
        & > .identify--label { margin: 1 1 0 1; color: $text-muted; height: auto; max-height: 2; }
        & > FieldInput { margin: 0 1; width: 48; max-width: 100%; }
        & > #kept-title { margin: 1 1 0 1; text-style: bold; height: 1; }
        & > PickList { margin: 0 1 0 0; height: 1fr; }
    }
    """

    @dataclass(repr=False)
    class Typed(Message):
        text: str

    @dataclass
    class Resumed(Message):
        visit: str

    class WentOn(Message):
        """Back to the visit at the window."""

    @dataclass
    class Dropped(Message):
        visit: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sentence = Plain(id="sentence")
        self._detail = Plain(id="detail")
        self.number = NumberField(max_length=70)
        self._at_window = False
        self.kept: PickList[KeptVisit] = PickList(paint=paint_kept, nothing="", counted=False)
        self._title = Phrase(N_("Visits put aside: ↓ and Enter go on with one"), id="kept-title")

    def compose(self) -> ComposeResult:
        yield self._sentence
        yield self._detail
        yield Phrase(N_("No card? ID number, name and birth year (王小明 1964), credit code or case number:"),
                     classes="identify--label")  # fmt: skip
        yield self.number

    def say(self, sentence: str, detail: str = "", role: str = "") -> None:
        """How the reader is doing: what to do now, and why."""
        self._sentence.say(sentence)
        self._sentence.set_class(role == "bad", "-bad")
        self._detail.say(detail)
        self._detail.display = bool(detail)

    def show_kept(self, visits: Sequence[KeptVisit], *, at_window: bool = False) -> None:
        """The list is put in place when there is something in it for the first time. `at_window`: a visit is there."""
        self._at_window = at_window
        self.number.visit_waits = at_window or bool(visits)
        self.refresh_bindings()
        if visits and self.is_attached and not self.kept.is_attached:
            self.mount(self._title, self.kept)
        self.kept.set_rows(list(visits))
        self._title.display = self.kept.display = bool(visits)

    def focus_work(self) -> None:
        self.number.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if text:
            self.post_message(self.Typed(text))
        elif self._at_window:
            self.post_message(self.WentOn())
        elif self.kept.current is not None:
            self.post_message(self.Resumed(self.kept.current.visit))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.kept.has_focus and self.kept.current is not None if action == "drop" else True

    def on_pick_list_chosen(self, event: PickList.Chosen[KeptVisit]) -> None:
        event.stop()
        self.post_message(self.Resumed(event.row.visit))

    def on_key(self, event: events.Key) -> None:
        if event.key == "down" and self.number.has_focus and self.kept.rows:
            self.kept.focus()
            event.stop()
        elif event.key == "up" and self.kept.has_focus and self.kept.cursor == 0:
            self.number.focus()
            event.stop()

    def action_drop(self) -> None:
        if self.kept.current is not None:
            self.post_message(self.Dropped(self.kept.current.visit))

"""A table filled in by hand: rows and their cells, one after the other."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from backend.guide.declared import Fact
from tui.counter.words import said
from tui.locale import N_, Words, _
from tui.widgets import Cell, FieldInput, Modal, PickList, Piece, Plain, row_pieces
from tui.widgets.cells import columns, width


class TableModal(Modal[list[list[str]]]):
    """Rows of a table fact: typed cell by cell, Enter to the next; F12 takes the table over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "add", N_("Add row")),
        Binding("delete", "remove", N_("Remove row"), show=False),
        Binding("ctrl+x", "remove", N_("Remove row"), priority=True),
        Binding("f12", "take", N_("Take over"), priority=True),
    ]
    FIRST: ClassVar[tuple[str, ...]] = ("add", "take")
    NOTHING: ClassVar[str] = N_("No row yet")
    HELP = N_(
        "A table, cell by cell: Enter goes to the next cell, and on a row opens it to be changed. F12 takes the table "
        "over; until then nothing is changed."
    )
    DEFAULT_CSS = """
    TableModal {
        & > .modal--frame { width: 100; }
        & #heads { height: 1; margin-top: 1; color: $text-muted; }
        & PickList { height: 10; }
        & #cell { height: 1; color: $text-muted; margin-top: 1; }
    }
    """

    def __init__(self, fact: Fact, rows: Sequence[Sequence[str]], *, note: Words = "") -> None:
        super().__init__(lambda: said(fact.label), note)
        self._fact = fact
        self._columns = fact.columns
        self._rows = [list(row) for row in rows]
        self._before = [list(row) for row in rows]
        self._warned = False
        self._place: tuple[int, int] | None = None
        self.list: PickList[list[str]] = PickList(self._rows, paint=self._paint, nothing=self.NOTHING, counted=False)
        self.prompt = Plain(id="cell")
        self.field = FieldInput(max_length=max(fact.longest, 20), enter=N_("Next"))

    def inside(self) -> ComposeResult:
        yield Plain(self._heads, id="heads")
        yield self.list
        yield self.prompt
        yield self.field

    def on_mount(self) -> None:
        self._begin()

    def _begin(self) -> None:
        if not self._rows:
            self.action_add()
        else:
            self._rest()

    def _heads(self) -> str:
        return "  " + columns([said(column.label) for column in self._columns], self._widths, gap=2)

    @property
    def _widths(self) -> list[int]:
        return [max(column.width, 4, width(said(column.label))) for column in self._columns]

    def _paint(self, row: list[str], cells: int) -> list[Piece]:
        return row_pieces([Cell(text, size) for text, size in zip(row, self._widths, strict=False)], cells, gap=2)

    def _rest(self) -> None:
        """No cell is open: the cursor is on the rows."""
        self._place = None
        self.field.display = False
        self.prompt.say(lambda: _("Enter changes a row, F2 adds one, Ctrl+X removes it, F12 takes the table over."))
        self.list.focus()

    def _open(self, row: int, column: int) -> None:
        self._place = (row, column)
        self._warned = False
        self.prompt.say(partial(said, self._columns[column].label))
        self.field.display = True
        self.field.value = self._rows[row][column]
        self.field.cursor_position = len(self.field.value)
        self.field.focus()
        self.list.move_to(row)

    def on_pick_list_chosen(self, event: PickList.Chosen[list[str]]) -> None:
        event.stop()
        self._open(self.list.cursor, 0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._keep()
        if self._place is None:
            return
        row, column = self._place
        if column + 1 < len(self._columns):
            self._open(row, column + 1)
        else:
            self._rest()

    def _keep(self) -> None:
        if self._place is not None:
            row, column = self._place
            self._rows[row][column] = self.field.value.strip()
            self.list.redraw()

    def action_add(self) -> None:
        self._keep()
        self._rows.append([""] * len(self._columns))
        self.list.set_rows(self._rows)
        self._open(len(self._rows) - 1, 0)

    def action_remove(self) -> None:
        if self._rows:
            del self._rows[self.list.cursor]
            self.list.set_rows(self._rows)
        self._rest()

    def action_cancel(self) -> None:
        """Rows that were typed are let go only when it is meant."""
        self._keep()
        changed = self._filled() != self._before
        if not changed or self._warned:
            super().action_cancel()
        else:
            self._rest()
            self._warned = True
            self.prompt.say(lambda: _("F12 takes the table over. Esc once more leaves it as it was."))

    def action_take(self) -> None:
        self._keep()
        self.dismiss(self._filled())

    def _filled(self) -> list[list[str]]:
        return [row for row in self._rows if any(row)]

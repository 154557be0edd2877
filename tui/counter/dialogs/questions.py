"""Small questions put over the counter; each gives back one typed answer and does nothing itself."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from tui.counter.digit_keys import digit_keys
from tui.locale import N_, Words, _, in_words
from tui.widgets import Cell, FieldInput, Modal, PickList, Piece, row_pieces

Option = tuple[str, Words]
"""What is given back, and what stands on the screen."""

REASONS: Final = (
    N_("The citizen shows a newer document"),
    N_("The record is out of date, says the citizen"),
    N_("The record has a slip of the pen"),
)
"""Why a value of data is not right, as it is usually put."""


def _paint_option(option: tuple[int, Option], cells: int) -> list[Piece]:
    digit, (_value, label) = option
    return row_pieces([Cell(str(digit), 1, "strong"), Cell(in_words(label))], cells)


class ChoiceModal(Modal[str]):
    """One of a few: by its digit, or with the arrows and Enter."""

    BINDINGS: ClassVar[list[BindingType]] = digit_keys("digit")
    HELP = N_("One of these: by its digit, or with ↑ and ↓ and Enter. Escape leaves all as it was.")
    DEFAULT_CSS = """
    ChoiceModal PickList { height: auto; min-height: 3; margin: 1 0; }
    """

    def __init__(self, heading: Words, body: Words, options: Sequence[Option]) -> None:
        super().__init__(heading, body)
        self._options = tuple(options)
        self.list: PickList[tuple[int, Option]] = PickList(
            list(enumerate(self._options, start=1)), paint=_paint_option, counted=False
        )
        self.list.styles.height = max(3, len(self._options))

    def inside(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.focus()

    def on_pick_list_chosen(self, event: PickList.Chosen[tuple[int, Option]]) -> None:
        event.stop()
        self.dismiss(event.row[1][0])

    def action_digit(self, digit: int) -> None:
        if digit <= len(self._options):
            self.dismiss(self._options[digit - 1][0])


class WordsModal(Modal[str]):
    """A few words: picked from a list (marked with N_), or typed. What is typed goes before what is picked."""

    HELP = N_("Type the words, or pick a line where some are listed; Enter keeps them. Escape leaves all as it was.")
    DEFAULT_CSS = """
    WordsModal PickList { height: 4; margin: 1 0; }
    """

    def __init__(self, heading: Words, body: Words, suggestions: Sequence[str], *, longest: int = 200) -> None:
        super().__init__(heading, body)
        self.list: PickList[str] = PickList(
            list(suggestions), paint=lambda words, cells: row_pieces([Cell(_(words))], cells), counted=False
        )
        self.list.can_focus = False
        self.field = FieldInput(max_length=longest, enter=N_("Choose"))
        self.retranslate()

    def inside(self) -> ComposeResult:
        yield self.list
        yield self.field

    def retranslate(self) -> None:
        self.field.placeholder = _("or in your own words") if self.list.rows else ""

    def on_mount(self) -> None:
        self.list.display = bool(self.list.rows)
        self.field.steers = self.list
        self.field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if words := event.value.strip():
            self.dismiss(words)
        elif (picked := self.list.current) is not None:
            self.dismiss(_(picked))

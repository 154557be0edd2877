"""A page of plain text over the screen, closed with Escape."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.locale import N_, Words, in_words
from tui.widgets.modal import Modal
from tui.widgets.paged_text import PagedText


class Reader(Modal[bool]):
    """Shows a text as it is; nothing in it is markup. Gives True when a `printable` one is wanted on paper."""

    HELP = N_("A page to read: ↑, ↓ and the page keys move in it, Escape closes it.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "cancel", N_("Close"), show=False),
        Binding("ctrl+p", "print", N_("Print"), priority=True),
    ]
    DEFAULT_CSS = """
    Reader {
        & > .modal--frame { width: 100%; max-width: 100; height: 100%; padding: 0 2; }
        & PagedText { height: 1fr; margin-top: 1; }
    }
    """

    def __init__(self, title: Words, words: Words, *, printable: bool = False) -> None:
        super().__init__(title)
        self._words = words
        self._printable = printable

    @property
    def text(self) -> str:
        return in_words(self._words)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._printable if action == "print" else True

    def action_print(self) -> None:
        self.dismiss(True)

    def inside(self) -> ComposeResult:
        yield PagedText(self._words)


class HelpPage(Reader):
    """Closed by the key that opened it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "cancel", N_("Close"), show=False)]
    ALWAYS = ("escape",)

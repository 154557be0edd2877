"""Questions put over the screen; each gives back one typed answer and does nothing itself."""

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.locale import N_, Words, in_words
from tui.widgets.bindings import described
from tui.widgets.key_bar import KeyBar
from tui.widgets.notice import Level, Notice
from tui.widgets.plain import Plain
from tui.widgets.size_guard import GuardedScreen

Answer = TypeVar("Answer")


class Modal(GuardedScreen[Answer | None], ModalScreen[Answer | None]):
    """Base of all modals: `push_screen_wait` gives the answer, or None when the operator went back.

    A scan answers no question and gets into no field, and its Enter sends nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", N_("Back")),
    ]
    DEFAULT_CSS = """
    Modal {
        align: center middle;
        background: $background 60%;
        & > .modal--frame {
            width: 64;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 1 2 0 2;
            background: $surface;
            border: round $border;
        }
        & .modal--heading { text-style: bold; height: auto; max-height: 3; }
        & Notice { margin-top: 1; }
        & .modal--body { height: auto; max-height: 12; margin-top: 1; }
        & KeyBar { dock: bottom; margin-top: 1; background: $surface; }
    }
    """

    FIRST: ClassVar[tuple[str, ...]] = ()
    ALWAYS: ClassVar[tuple[str, ...]] = ("escape", "f1")
    """Actions and keys for the key bar."""

    def __init__(self, heading: Words, body: Words = "") -> None:
        super().__init__()
        self._heading = heading
        self._body = body

    @property
    def heading(self) -> str:
        return in_words(self._heading)

    def compose(self) -> ComposeResult:
        with Vertical(classes="modal--frame"):
            yield Plain(self._heading, classes="modal--heading")
            if self._body:
                yield Plain(self._body, classes="modal--body")
            yield from self.inside()
            yield KeyBar(first=self.FIRST, always=self.ALWAYS)

    def inside(self) -> ComposeResult:
        """What stands between the words and the keys."""
        yield from ()

    def speak(self, text: Words, level: Level = "info") -> None:
        """In its own notice where it has one, else in one that is put at its end."""
        if not self.query(Notice):
            self.query_one(".modal--frame").mount(Notice())
        super().speak(text, level)

    def action_cancel(self) -> None:
        self.dismiss(None)


class ConfirmModal(Modal[bool]):
    """Asks before something that cannot be taken back. Enter says what `yes` says, Escape goes back.

    With `grave` Enter does nothing: the answer is F12, which nobody presses by habit.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "confirm", N_("Yes"), priority=True),
        Binding("f12", "confirm_grave", N_("Yes"), priority=True),
    ]
    FIRST = ("confirm", "confirm_grave")

    def __init__(self, heading: Words, body: Words = "", *, yes: Words = "", grave: bool = False) -> None:
        super().__init__(heading, body)
        self._yes = yes
        self._grave = grave

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The key that confirms says what it will do, not just yes."""
        bindings = super().active_bindings
        for key, active in bindings.items():
            if self._yes and active.binding.action in ("confirm", "confirm_grave"):
                bindings[key] = active._replace(binding=described(active.binding, in_words(self._yes)))
        return bindings

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        wanted = "confirm_grave" if self._grave else "confirm"
        return action == wanted if action in ("confirm", "confirm_grave") else True

    def action_confirm(self) -> None:
        self.dismiss(True)

    def action_confirm_grave(self) -> None:
        self.dismiss(True)

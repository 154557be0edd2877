"""The locked counter: nothing of any citizen is on it, and only the PIN takes it away."""

from collections.abc import Awaitable, Callable
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui.locale import N_, _
from tui.widgets import FieldInput, KeyBar, Notice, Phrase, Scanned, WorkScreen

_SHORTEST_PIN: Final = 4
_LONGEST_PIN: Final = 12


class LockScreen(WorkScreen[bool]):
    """Gives back whether it was unlocked; False: sign in again. `unlock` answers what is wrong, or nothing.

    `demo_pin`: of the demo realm, where it protects nothing and is shown.
    """

    TITLE = N_("Locked")
    HELP = N_(
        "The counter is locked. Type your PIN and press Enter. After three wrong PINs you sign in again with password "
        "and code; whatever was being done is kept."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f10", "sign_in_again", N_("Sign in again"))]
    DEFAULT_CSS = """
    LockScreen {
        align: center middle;
        & > Vertical { width: 50; height: auto; }
        & #title { text-style: bold; height: 1; margin-bottom: 1; }
        & #why { height: auto; color: $text-muted; margin-bottom: 1; }
        & .demo { height: auto; color: $text-muted; margin-top: 1; }
        & FieldInput { width: 20; }
        & Notice { margin-top: 1; }
    }
    """

    def __init__(self, unlock: Callable[[str], Awaitable[str | None]], *, demo_pin: str | None = None) -> None:
        super().__init__()
        self._unlock = unlock
        self._demo_pin = demo_pin
        self.pin = FieldInput(password=True, restrict=r"[0-9]*", max_length=_LONGEST_PIN, enter=N_("Unlock"))
        self.notice = Notice()
        self._trying = False

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Phrase(N_("This counter is locked."), id="title")
            yield Phrase(N_("Everything typed is kept. PIN:"), id="why")
            yield self.pin
            if self._demo_pin is not None:
                yield Phrase(N_("In the demo it is {pin}."), classes="demo", pin=self._demo_pin)
            yield self.notice
        yield KeyBar()

    def on_mount(self) -> None:
        self.pin.focus()

    def is_scan(self, text: str) -> bool:
        """Whether it can be no PIN: a number pad may type one as fast as a scanner types a code."""
        return not text.isdigit() or len(text) > _LONGEST_PIN

    def on_scanned(self, event: Scanned) -> None:
        event.stop()
        self.notice.say(_("A code was scanned: nothing is opened while it is locked. Unlock first, then scan again."))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value and len(event.value) < _SHORTEST_PIN:
            self.notice.say(_("A PIN has 4 to 12 digits."), "problem")
        elif event.value and not self._trying:
            self._trying = True
            self.run_worker(self._try(event.value), exclusive=True)

    async def _try(self, pin: str) -> None:
        self.notice.say(_("One moment …"))
        try:
            problem = await self._unlock(pin)
        finally:
            self._trying = False
        self.pin.value = ""
        if problem is None:
            self.dismiss(True)
        else:
            self.notice.say(problem, "problem")

    def action_sign_in_again(self) -> None:
        self.dismiss(False)

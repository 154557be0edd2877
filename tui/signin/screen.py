"""Signing in: account, password and the code of the moment."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from tui.client import ConnectionState, Distrusted, Reach, Unreachable, told_certificate
from tui.locale import N_, _, sentences
from tui.widgets import FieldInput, KeyBar, Notice, Phrase, WorkScreen

_CODE_DIGITS: Final = 6
_LINES: Final = 9
"""Nothing stands below the fields: why nobody comes in is read whole."""


@dataclass(frozen=True, slots=True)
class SignInTrouble:
    """Why nobody is signed in, in words; `wrong` when it was what had been typed."""

    words: str
    wrong: bool


SignIn = Callable[[str, str, str], Awaitable[SignInTrouble | None]]


class SignInScreen(WorkScreen[None]):
    """`sign_in` takes account, password and code; when it answers nothing this screen goes away."""

    TITLE = N_("Signing in")
    HELP = N_(
        "Sign in with your own account: password, then the six digits your code device shows now. A code works once. "
        "After five failures signing in is locked for ten minutes."
    )
    CAPTURES_SCANS = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+g", "switch_language", N_("中文/English"))]
    DEFAULT_CSS = """
    SignInScreen {
        align: center middle;
        & > Vertical { width: 60; height: auto; }
        & #title { text-style: bold; height: 1; }
        & #place { color: $text-muted; height: 1; margin-bottom: 1; }
        & Horizontal { height: 1; }
        & Horizontal > Phrase { width: 14; }
        & Horizontal > FieldInput { width: 36; }
        & Notice { margin-top: 1; }
    }
    """

    def __init__(self, sign_in: SignIn, *, window: str, account: str = "") -> None:
        super().__init__()
        self._sign_in = sign_in
        self._window = window
        self.account = FieldInput(account, max_length=40, enter=N_("Next"))
        self.password = FieldInput(password=True, max_length=200, enter=N_("Next"))
        self.code = FieldInput(restrict=r"[0-9]*", max_length=8, enter=N_("Sign in"))
        self.notice = Notice(most_lines=_LINES)
        self._trying = False
        self._away = ""
        """What was said of a node that cannot be reached."""

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Phrase(N_("One Window"), id="title")
            yield Phrase(N_("Window {window}"), id="place", window=self._window)
            for label, field in self._fields():
                with Horizontal():
                    yield Phrase(label)
                    yield field
            yield self.notice
        yield KeyBar()

    def _fields(self) -> list[tuple[str, FieldInput]]:
        return [(N_("Account"), self.account), (N_("Password"), self.password), (N_("Code"), self.code)]

    def on_mount(self) -> None:
        (self.password if self.account.value else self.account).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter leads to the next empty field, and signs in when there is none."""
        event.stop()
        empty = [field for _label, field in self._fields() if not field.value.strip()]
        if empty:
            empty[0].focus()
        elif len(self.code.value) < _CODE_DIGITS:
            self.notice.say(_("The code has six digits."), "problem")
        elif not self._trying:
            self._trying = True
            self.run_worker(self._try(), exclusive=True)

    def node_is(self, state: ConnectionState) -> None:
        """Said before anything is typed for nothing; what was typed stays."""
        away = away_words(state.why) if state.reach is Reach.OFFLINE else ""
        if away and away != self._away and not self._trying:
            self.notice.say(away, "caution")
        elif self._away and not away:
            self.notice.say(_("The node answers: sign in."), "done")
        self._away = away

    async def _try(self) -> None:
        self.notice.say(_("Signing in …"))
        try:
            trouble = await self._sign_in(self.account.value.strip(), self.password.value, self.code.value)
        finally:
            self._trying = False
        self.code.value = ""
        if trouble is None or trouble.wrong:
            self.password.value = ""
        if trouble is None:
            self.dismiss(None)
        else:
            self.notice.say(trouble.words, "problem")
            (self.code if self.password.value else self.password).focus()


def away_words(why: Unreachable | None) -> str:
    """Before anybody has signed in: what cannot be done, and what can."""
    if isinstance(why, Distrusted):
        return sentences(told_certificate(why), _("Nobody can sign in until that is put right: call support."))
    return _(
        "The node does not answer: nobody can sign in, and nothing can be taken in yet. Look to the network cable, "
        "then call support; ask the citizen to wait or to leave a telephone number."
    )

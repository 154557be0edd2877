"""The screen all our screens are made from."""

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.reactive import Reactive
from textual.widget import Widget

from tui.keyboard import SteadyKeys
from tui.locale import N_, _
from tui.widgets.frame import Frame
from tui.widgets.help import help_text
from tui.widgets.reader import Reader
from tui.widgets.scan_capture import Scanned
from tui.widgets.size_guard import GuardedScreen

Result = TypeVar("Result")


class WorkScreen(GuardedScreen[Result]):
    """Explains itself with F1 and takes scans.

    Subclasses set `TITLE` and `HELP` with `N_` and override `retranslate` when they hold texts made earlier.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", N_("Help")),
    ]
    DEFAULT_CSS = """
    WorkScreen { overflow: hidden; }
    """
    # Textual paints the whole screen when the focus moves; the widgets that lose and gain it are styled anew anyway.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    HELP: ClassVar[str] = ""
    """What this screen is for and how to work it; marked with N_."""

    CAPTURES_SCANS: ClassVar[bool] = True
    """Bursts of a scanner become `Scanned` messages; off where passwords are typed in by machines."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._compositor = Frame()

    def is_scan(self, text: str) -> bool:
        """Whether a finished burst is taken as a scan; what is not goes to the focused field as if typed."""
        return True

    def help_words(self) -> str:
        """What F1 says about this screen before it lists the keys."""
        return _(self.HELP)

    def came_up(self) -> None:
        """Something is shown that no key has called for: keys pressed in this moment were meant for what was there."""
        if isinstance(self.app, SteadyKeys):
            self.app.came_up()

    def on_scanned(self, event: Scanned) -> None:
        """Left to the application, which opens the case; screens override to take codes themselves."""

    def action_help(self) -> None:
        title = self.TITLE or N_("Help")
        self.app.push_screen(Reader(lambda: _(title), lambda: help_text(self.help_words(), self.active_bindings)))

"""The screen all our screens are made from."""

from typing import TypeVar

from textual.reactive import Reactive
from textual.widget import Widget

from tui.keyboard import SteadyKeys
from tui.widgets.frame import Frame
from tui.widgets.scan_capture import Scanned
from tui.widgets.size_guard import GuardedScreen

Result = TypeVar("Result")


class WorkScreen(GuardedScreen[Result]):
    """Paints the lines that changed and no others.

    Subclasses set `TITLE` and `HELP` with `N_` and override `retranslate` when they hold texts made earlier.
    """

    DEFAULT_CSS = """
    WorkScreen { overflow: hidden; }
    """
    # Textual paints the whole screen when the focus moves; the widgets that lose and gain it are styled anew anyway.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._compositor = Frame()

    def came_up(self) -> None:
        """Something is shown that no key has called for: keys pressed in this moment were meant for what was there."""
        if isinstance(self.app, SteadyKeys):
            self.app.came_up()

    def on_scanned(self, event: Scanned) -> None:
        """Left to the application, which opens the case; screens override to take codes themselves."""

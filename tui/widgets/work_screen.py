"""The screen all our screens are made from."""

from typing import ClassVar, TypeVar

from textual.binding import ActiveBinding, Binding, BindingType
from textual.dom import DOMNode
from textual.reactive import Reactive
from textual.widget import Widget

from tui.keyboard import SteadyKeys
from tui.locale import N_, _, language, other_language, set_language
from tui.widgets.bindings import translated
from tui.widgets.frame import Frame
from tui.widgets.help import help_text
from tui.widgets.reader import Reader
from tui.widgets.scan_capture import Scanned
from tui.widgets.size_guard import GuardedScreen

Result = TypeVar("Result")


class WorkScreen(GuardedScreen[Result]):
    """Translates its keys, explains itself with F1, switches the language.

    Subclasses set `TITLE` and `HELP` with `N_` and override `retranslate` when they hold texts made earlier.
    Ctrl+G switches the language: input methods take Ctrl+Space, Ctrl+Shift and Ctrl+Period, browsers Ctrl+T,
    Ctrl+N and Ctrl+W, terminals and multiplexers Ctrl+S, Ctrl+Q, Ctrl+B and Ctrl+A; none of them takes Ctrl+G.
    F11 draws the screen again, wanted after noise on a line: a terminal that keeps F11 for itself changes its size,
    and all is drawn again too.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", N_("Help")),
        Binding("ctrl+g", "switch_language", N_("中文/English"), show=False),
        Binding("f11", "redraw", N_("Draw the screen again"), show=False),
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
        self._spoken = language()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The one place where the words of keys are translated."""
        return translated(super().active_bindings)

    def is_scan(self, text: str) -> bool:
        """Whether a finished burst is taken as a scan; what is not goes to the focused field as if typed."""
        return True

    def help_words(self) -> str:
        """What F1 says about this screen before it lists the keys."""
        return _(self.HELP)

    def retranslate(self) -> None:
        """The language has changed: make again the texts that were made when the screen was built."""

    def came_up(self) -> None:
        """Something is shown that no key has called for: keys pressed in this moment were meant for what was there."""
        if isinstance(self.app, SteadyKeys):
            self.app.came_up()

    def on_screen_resume(self) -> None:
        if self._spoken != language():
            self._speak_again()

    def on_scanned(self, event: Scanned) -> None:
        """Left to the application, which opens the case; screens override to take codes themselves."""

    def action_help(self) -> None:
        words = help_text(self.help_words(), self.active_bindings)
        title = _(self.TITLE) if self.TITLE else _("Help")
        self.app.push_screen(Reader(title, words))

    def action_switch_language(self) -> None:
        set_language(other_language())
        self._speak_again()

    def action_redraw(self) -> None:
        self.refresh(layout=True)

    def _speak_again(self) -> None:
        self._spoken = language()
        for widget in self.walk_children(Widget):
            _retranslate(widget)
        self.retranslate()
        self.refresh_bindings()
        self.refresh(layout=True)


def _retranslate(widget: DOMNode) -> None:
    again = getattr(widget, "retranslate", None)
    if callable(again):
        again()
    elif isinstance(widget, Widget):
        widget.refresh()

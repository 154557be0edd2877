"""A screen that speaks: in its notice, in either language, of what a field did not take, and on F1 of itself."""

from typing import ClassVar

from textual.binding import ActiveBinding, Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from tui.locale import N_, Words, _, other_language, set_language
from tui.widgets.bindings import translated
from tui.widgets.field_input import FieldInput
from tui.widgets.help import help_text
from tui.widgets.notice import Level, Notice
from tui.widgets.refusals import refusal_sentence


class SpeakingScreen(Screen[ScreenResultType]):
    """Why a text was not taken stands there until one is, unless something else was said since.

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
    HELP: ClassVar[str] = ""
    """What this is for and how to work it; marked with N_."""

    CAPTURES_SCANS: ClassVar[bool] = True
    """Bursts of a scanner become `Scanned` messages, and get into no field; off where passwords are typed in by
    machines."""

    _refusal = ""

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The one place where the words of keys are translated."""
        return translated(super().active_bindings)

    def speak(self, text: Words, level: Level = "info") -> None:
        """An empty text takes the notice away; a screen without one says nothing."""
        for notice in self.query(Notice):
            notice.say(text, level)

    def is_scan(self, text: str) -> bool:
        """Whether a finished burst is taken as a scan; what is not goes to the focused field as if typed."""
        return True

    def help_words(self) -> str:
        """What F1 says before it lists the keys."""
        return _(self.HELP) if self.HELP else ""

    def action_help(self) -> None:
        from tui.widgets.reader import HelpPage  # itself such a screen

        title = self.TITLE or N_("Help")
        self.app.push_screen(HelpPage(lambda: _(title), lambda: help_text(self.help_words(), self.active_bindings)))

    def withdraw(self, text: str) -> None:
        """Take the notice away if it still says this."""
        if any(notice.text == text for notice in self.query(Notice)):
            self.speak("")

    def on_field_input_refused(self, event: FieldInput.Refused) -> None:
        event.stop()
        self._refusal = refusal_sentence(event.reason, event.params)
        self.speak(self._refusal, "caution")

    def on_field_input_taken(self, event: FieldInput.Taken) -> None:
        event.stop()
        self.withdraw(self._refusal)

    def retranslate(self) -> None:
        """The language has changed: make again the texts that were made when the screen was built."""

    def action_switch_language(self) -> None:
        """Also of the screens below, which a dialog leaves in view."""
        set_language(other_language())
        for screen in self.app.screen_stack:
            if isinstance(screen, SpeakingScreen):
                screen._speak_again()

    def action_redraw(self) -> None:
        self.refresh(layout=True)

    def _speak_again(self) -> None:
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

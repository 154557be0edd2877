"""A screen that says what it has to say in its notice, and why one of its fields did not take a text."""

from textual.screen import Screen, ScreenResultType

from tui.widgets.field_input import FieldInput
from tui.widgets.notice import Level, Notice
from tui.widgets.refusals import refusal_sentence


class SpeakingScreen(Screen[ScreenResultType]):
    """Why a text was not taken stands there until one is, unless something else was said since."""

    _refusal = ""

    def speak(self, text: str, level: Level = "info") -> None:
        """An empty text takes the notice away; a screen without one says nothing."""
        for notice in self.query(Notice):
            notice.say(text, level)

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

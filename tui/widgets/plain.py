"""Texts on the screen that are never markup."""

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from tui.locale import Words, _, in_words
from tui.widgets.cells import clean, wrap


class _Wrapped(Static):
    """Broken into lines as everything here is: anywhere in Chinese, which Textual takes for one long word."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(markup=False, id=id, classes=classes)
        self._text = ""

    def _tell(self, text: str) -> None:
        self._text = printable(text)
        self.update(Content(self._text))

    def render(self) -> Content:
        room = self.content_size.width
        return Content("\n".join(wrap(self._text, room)) if room else self._text)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(wrap(self._text, width)) if width else 0


class Plain(_Wrapped):
    """Shows data as it is: `[red]` in a name stays `[red]`."""

    def __init__(self, words: Words = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.say(words)

    def say(self, words: Words) -> None:
        self._words = words
        self.retranslate()

    def retranslate(self) -> None:
        self._tell(in_words(self._words))


class Phrase(_Wrapped):
    """A text of ours that follows the language: give it the source marked with N_, and its parameters."""

    def __init__(self, source: str, *, id: str | None = None, classes: str | None = None, **params: object) -> None:
        super().__init__(id=id, classes=classes)
        self._source = source
        self._params = params
        self.retranslate()

    def fill(self, **params: object) -> None:
        """Replace the parameters, keep the sentence."""
        self._params = params
        self.retranslate()

    def retranslate(self) -> None:
        text = _(self._source)
        self._tell(text.format(**self._params) if self._params else text)


def printable(text: str) -> str:
    """Every line made safe, line breaks kept."""
    return "\n".join(clean(line) for line in text.split("\n"))

"""Texts on the screen that are never markup."""

from textual.content import Content
from textual.widgets import Static

from tui.locale import Words, _, in_words
from tui.widgets.cells import clean


class Plain(Static):
    """Shows data as it is: `[red]` in a name stays `[red]`."""

    def __init__(self, words: Words = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(printable(in_words(words)), markup=False, id=id, classes=classes)
        self._words = words

    def say(self, words: Words) -> None:
        self._words = words
        self.retranslate()

    def retranslate(self) -> None:
        self.update(Content(printable(in_words(self._words))))


class Phrase(Static):
    """A text of ours that follows the language: give it the source marked with N_, and its parameters."""

    def __init__(self, source: str, *, id: str | None = None, classes: str | None = None, **params: object) -> None:
        super().__init__(markup=False, id=id, classes=classes)
        self._source = source
        self._params = params
        self.retranslate()

    def fill(self, **params: object) -> None:
        """Replace the parameters, keep the sentence."""
        self._params = params
        self.retranslate()

    def retranslate(self) -> None:
        text = _(self._source)
        self.update(Content(printable(text.format(**self._params) if self._params else text)))


def printable(text: str) -> str:
    """Every line made safe, line breaks kept."""
    return "\n".join(clean(line) for line in text.split("\n"))

"""Where a screen speaks to the operator: whole sentences, as many lines as they need, none when nothing is said."""

from typing import ClassVar, Final, Literal

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.locale import N_, Words, _, in_words, language, said_again
from tui.widgets.cells import width, wrap

Level = Literal["info", "done", "caution", "problem"]

WORDS: Final[dict[Level, str]] = {"info": "", "done": N_("Done:"), "caution": N_("Note:"), "problem": N_("Problem:")}
_MOST_LINES: Final = 4
_NARROWEST: Final = 8


class Notice(Widget):
    """The level stands in words before the text, never in colour alone. Nothing blinks, nothing goes by itself."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"notice--done", "notice--caution", "notice--problem"}
    DEFAULT_CSS = """
    Notice {
        height: 1;
        display: none;
        & > .notice--done { color: $text-success; text-style: bold; }
        & > .notice--caution { color: $text-warning; text-style: bold; }
        & > .notice--problem { color: $text-error; text-style: bold; }
    }
    """

    def __init__(self, *, most_lines: int = _MOST_LINES, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._most_lines = most_lines
        self._words: Words = ""
        self._text = ""
        self._level: Level = "info"
        self._spoken = language()

    @property
    def text(self) -> str:
        """The whole text, also where there is no room for its end."""
        return self._text

    @property
    def level(self) -> Level:
        return self._level

    def say(self, words: Words, level: Level = "info") -> None:
        """An empty text takes the lines away. Words of the catalogue follow the language only if told how to."""
        self._words, self._text = words, in_words(words)
        self._level, self._spoken = level, language()
        self.display = bool(self._text)
        self._take_height()
        self.refresh()

    def clear(self) -> None:
        self.say("")

    def retranslate(self) -> None:
        again = said_again(self._text, self._spoken) if isinstance(self._words, str) else self._words
        self.say(again, self._level)

    def on_resize(self) -> None:
        self._take_height()

    def _take_height(self) -> None:
        room = self.size.width or (self.screen.size.width if self.is_attached else 0)
        lines = max(1, min(self._most_lines, len(self._lines(room)))) if room else 1
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines

    @property
    def _lead(self) -> str:
        word = _(WORDS[self._level])
        return f" {word}{'' if word.endswith('：') else ' '}" if word else " "  # a full-width colon brings its blank

    def _lines(self, room: int) -> list[str]:
        return wrap(self._text, max(_NARROWEST, room - width(self._lead) - 1))

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        lines = self._lines(self.size.width)
        if y >= len(lines):
            return Strip.blank(self.size.width, base)
        lead = self._lead if y == 0 else " " * width(self._lead)
        told = base if self._level == "info" else self.get_component_rich_style(f"notice--{self._level}")
        return Strip([Segment(lead, told), Segment(lines[y], base)]).adjust_cell_length(self.size.width, base)

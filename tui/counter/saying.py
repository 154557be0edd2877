"""What a screen says to the operator, whole: as many lines as the sentences need, and none when nothing is said."""

from typing import ClassVar, Final

from tui.counter.sheet import Row, Sheet
from tui.locale import _, language, said_again
from tui.widgets import Level
from tui.widgets.cells import width, wrap
from tui.widgets.notice import WORDS

_MOST_LINES: Final = 4
_ROLES: Final[dict[Level, str]] = {"info": "", "done": "ok", "caution": "warn", "problem": "bad"}


class Saying(Sheet):
    """The level stands in words before the text, never in colour alone. Nothing blinks, nothing goes by itself."""

    can_focus = False
    DEFAULT_CSS: ClassVar[str] = """
    Saying { height: 1; display: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = ""
        self._level: Level = "info"
        self._spoken = language()

    @property
    def text(self) -> str:
        return self._text

    @property
    def level(self) -> Level:
        return self._level

    def say(self, text: str, level: Level = "info") -> None:
        """An empty text takes the lines away."""
        self._text, self._level, self._spoken = text, level, language()
        self.display = bool(text)
        self._take_height()
        self.redraw_all()

    def clear(self) -> None:
        self.say("")

    def retranslate(self) -> None:
        self.say(said_again(self._text, self._spoken), self._level)

    def on_resize(self) -> None:
        self._take_height()
        super().on_resize()

    def _take_height(self) -> None:
        room = self.size.width or (self.screen.size.width if self.is_attached else 0)
        lines = max(1, min(_MOST_LINES, len(self.rows(room)))) if room else 1
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines

    def rows(self, room: int) -> list[Row]:
        word = _(WORDS[self._level])
        lead = f" {word} " if word else " "
        lines = wrap(self._text, max(8, room - width(lead) - 1))
        blanks = " " * width(lead)
        return [Row(((lead if n == 0 else blanks, _ROLES[self._level]), (line, ""))) for n, line in enumerate(lines)]

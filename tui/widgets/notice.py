"""The one line where a screen speaks to the operator."""

from typing import ClassVar, Final, Literal

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.locale import N_, _, language, said_again
from tui.widgets.cells import fit, width

Level = Literal["info", "done", "caution", "problem"]

WORDS: Final[dict[Level, str]] = {"info": "", "done": N_("Done:"), "caution": N_("Note:"), "problem": N_("Problem:")}


class Notice(Widget):
    """One calm line: the level stands in words before the text, never in colour alone. Nothing blinks or vanishes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"notice--done", "notice--caution", "notice--problem"}
    DEFAULT_CSS = """
    Notice {
        height: 1;
        & > .notice--done { color: $text-success; text-style: bold; }
        & > .notice--caution { color: $text-warning; text-style: bold; }
        & > .notice--problem { color: $text-error; text-style: bold reverse; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = ""
        self._level: Level = "info"
        self._spoken = language()

    @property
    def text(self) -> str:
        """The whole text, also where the line is too short for it."""
        return self._text

    @property
    def level(self) -> Level:
        return self._level

    def say(self, text: str, level: Level = "info") -> None:
        self._text, self._level, self._spoken = text, level, language()
        self.refresh()

    def clear(self) -> None:
        self.say("")

    def retranslate(self) -> None:
        self.say(said_again(self._text, self._spoken), self._level)

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        word = _(WORDS[self._level])
        segments = [Segment(" ", base)]
        if word:
            segments += [Segment(word, self.get_component_rich_style(f"notice--{self._level}")), Segment(" ", base)]
        room = self.size.width - sum(width(segment.text) for segment in segments) - 1
        segments.append(Segment(fit(self._text, room), base))
        return Strip(segments).adjust_cell_length(self.size.width, base)

"""A picture in the cells of a terminal: a cell has two dots, the upper half block and the ground below it."""

from typing import Any

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.strip import Strip
from textual.widget import Widget

from tui.preview.picture import Colour, Picture

_HALF = "▀"
_WHITE: Colour = (255, 255, 255)


def shows_pictures(app: App[Any]) -> bool:
    """Not where the terminal knows no colours at all (`TERM=dumb`); with `NO_COLOR` the colours come as greys."""
    return app.console.color_system is not None


class PictureView(Widget):
    """Shows one picture in the middle of its room, or nothing; of one higher than the room a part."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PictureView { width: 1fr; height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.picture: Picture | None = None
        self._rows: list[list[Segment]] = []
        self.top = 0

    def show(self, picture: Picture | None) -> None:
        self.picture = picture
        self._rows = [] if picture is None else [_row(picture, y) for y in range(0, picture.height, 2)]
        self.top = 0
        self.refresh()

    @property
    def is_higher(self) -> bool:
        """Whether it does not fit into the room."""
        return len(self._rows) > self.size.height

    def move(self, rows: int) -> None:
        self.top = max(0, min(self.top + rows, len(self._rows) - self.size.height))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        size, picture = self.size, self.picture
        place = self.top + y - max(0, size.height - len(self._rows)) // 2
        if picture is None or not 0 <= place < len(self._rows):
            return Strip.blank(size.width, self.rich_style)
        left = max(0, size.width - picture.width) // 2
        strip = Strip([Segment(" " * left, self.rich_style), *self._rows[place]], left + picture.width)
        return strip.adjust_cell_length(size.width, self.rich_style)


def _row(picture: Picture, y: int) -> list[Segment]:
    """One row of cells; neighbours alike are one segment."""
    segments: list[Segment] = []
    length, before = 0, (_WHITE, _WHITE)
    for x in range(picture.width):
        below = picture.dot(x, y + 1) if y + 1 < picture.height else _WHITE
        dots = picture.dot(x, y), below
        if dots != before and length:
            segments.append(_segment(before, length))
            length = 0
        before, length = dots, length + 1
    segments.append(_segment(before, length))
    return segments


def _segment(dots: tuple[Colour, Colour], length: int) -> Segment:
    above, below = dots
    return Segment(_HALF * length, Style(color=Color.from_rgb(*above), bgcolor=Color.from_rgb(*below)))

"""What a terminal shows at one moment, cell by cell."""

from dataclasses import dataclass
from typing import NamedTuple

import pyte
from wcwidth import wcwidth


class Glyph(NamedTuple):
    """What stands in a cell. A wide character takes its cell and the next one, whose text is empty.

    Colours are names (`default`, `red`, `brightblue`) or six hexadecimal digits, as pyte gives them.
    """

    text: str = " "
    wide: bool = False
    foreground: str = "default"
    background: str = "default"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    reverse: bool = False


@dataclass(frozen=True)
class Snapshot:
    columns: int
    rows: tuple[tuple[Glyph, ...], ...]
    cursor: tuple[int, int] | None
    """Column and line of the visible cursor."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The text of each line, blanks at its end removed."""
        return tuple("".join(glyph.text for glyph in row).rstrip() for row in self.rows)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def take_snapshot(screen: pyte.Screen) -> Snapshot:
    cursor = None if screen.cursor.hidden else (min(screen.cursor.x, screen.columns - 1), screen.cursor.y)
    rows = tuple(_row(screen.buffer[y], screen.columns) for y in range(screen.lines))
    return Snapshot(screen.columns, rows, cursor)


def _row(line: "dict[int, pyte.screens.Char]", columns: int) -> tuple[Glyph, ...]:
    """A half of a wide character whose other half was written over is blank, as every terminal shows it."""
    glyphs: list[Glyph] = []
    while len(glyphs) < columns:
        x = len(glyphs)
        glyph = _glyph(line[x])
        if glyph.wide and x + 1 < columns and line[x + 1].data == "":
            glyphs += [glyph, glyph._replace(text="", wide=False)]
        else:
            glyphs.append(glyph._replace(text=" ", wide=False) if glyph.wide or not glyph.text else glyph)
    return tuple(glyphs)


def _glyph(cell: "pyte.screens.Char") -> Glyph:
    return Glyph(
        text=cell.data,
        wide=bool(cell.data) and wcwidth(cell.data[0]) == 2,
        foreground=cell.fg,
        background=cell.bg,
        bold=cell.bold,
        italic=cell.italics,
        underline=cell.underscore,
        strike=cell.strikethrough,
        reverse=cell.reverse,
    )

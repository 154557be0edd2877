"""Lines of a page that is read: columns side by side, and wrapped text, from spans with roles.

A role says what a text is, never how it looks.
"""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from tui.widgets.cells import Align, fit, pad, width, wrap

Span = tuple[str, str]


class Row(NamedTuple):
    """One line of a page. `key` names the thing it belongs to, so that the cursor and the mouse can find it."""

    spans: tuple[Span, ...] = ()
    key: str = ""


class Cell(NamedTuple):
    """A column of a row: `cells` None takes what is left."""

    text: str
    cells: int | None = None
    role: str = ""
    align: Align = "left"


def row(*spans: Span | str, key: str = "") -> Row:
    return Row(tuple((span, "") if isinstance(span, str) else span for span in spans), key)


BLANK: Final = Row()


def columns_row(cells: Sequence[Cell], room: int, *, key: str = "") -> Row:
    """Columns side by side in `room` cells; the one without a width takes what the others leave."""
    left = room - sum(cell.cells or 0 for cell in cells) - (len(cells) - 1)
    spans: list[Span] = []
    for place, cell in enumerate(cells):
        if place:
            spans.append((" ", ""))
        spans.append((pad(cell.text, left if cell.cells is None else cell.cells, cell.align), cell.role))
    return Row(tuple(spans), key)


def columns_rows(cells: Sequence[Cell], room: int, *, key: str = "") -> list[Row]:
    """As `columns_row`, with nothing cut: a text longer than its column goes on below."""
    left = room - sum(cell.cells or 0 for cell in cells) - (len(cells) - 1)
    wrapped = [_column(cell.text, left if cell.cells is None else cell.cells) for cell in cells]
    return [
        columns_row([cell._replace(text=text) for cell, text in zip(cells, line, strict=True)], room, key=key)
        for line in zip_longest(*wrapped, fillvalue="")
    ]


def _column(text: str, cells: int) -> list[str]:
    """Lines of a column, those after the first indented as it is."""
    bare = text.lstrip(" ")
    indent = " " * (len(text) - len(bare))
    return [indent + line for line in wrap(bare, cells - len(indent))]


def paragraph(text: str, room: int, role: str = "", *, indent: int = 0, key: str = "", lead: str = "") -> list[Row]:
    """Wrapped text; `lead` stands before the first line and is as wide as the indent of the others."""
    lead = lead[:-1] if lead.endswith("： ") else lead  # a full-width colon brings its blank
    indent = max(indent, width(lead))
    lines = wrap(text, max(8, room - indent))
    first = lead + " " * (indent - width(lead))
    return [Row(((first if n == 0 else " " * indent, role), (line, role)), key) for n, line in enumerate(lines)]


def fitted(line: Row, room: int, more: str) -> list[Span]:
    """The spans cut to the room there is; `more` stands behind them, only its arrow where they leave it no room."""
    if more and width("".join(text for text, _role in line.spans).rstrip(" ")) + width(more) > room:
        more = more.strip()[:1]
    spans: list[Span] = []
    left = room - width(more)
    for text, role in line.spans:
        part = fit(text.rstrip(" ") if width(text) > left else text, left)
        spans.append((part, role))
        left -= width(part)
    return [*spans, (" " * left, ""), (more, "dim")] if more else spans

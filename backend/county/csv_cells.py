"""CSV cells that cannot turn into formulas: a text a spreadsheet would calculate gets an apostrophe before it."""

import csv
import io
from collections.abc import Iterable, Sequence

__all__ = ["guarded", "read_rows", "unguarded", "written"]

_CALCULATED = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "utf-8-sig"
LARGEST_CELL = 20_000


def guarded(text: str) -> str:
    """``text`` with an apostrophe before it if it, or what follows its own apostrophe, could be calculated."""
    risky = text.startswith(_CALCULATED) or (text.startswith("'") and text[1:].startswith((*_CALCULATED, "'")))
    return f"'{text}" if risky else text


def unguarded(cell: str) -> str:
    """What `guarded` was given. An unguarded formula stays what it is: text."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_CALCULATED, "'")) else cell


def read_rows(content: bytes) -> list[list[str]]:
    """Cells of a CSV file in UTF-8, with or without a byte order mark. Raises ValueError for what is none."""
    text = content.decode(BYTE_ORDER_MARK)
    if "\0" in text:
        raise ValueError("holds a NUL")
    csv.field_size_limit(LARGEST_CELL)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as error:
        raise ValueError("is not CSV") from error
    return [[unguarded(cell) for cell in row] for row in rows]


def written(rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded("" if cell is None else str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode(BYTE_ORDER_MARK)

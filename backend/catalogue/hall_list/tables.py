"""A hall's list as it comes: the sheets of an XLSX file, or a CSV file of any usual kind, row by row."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from backend.catalogue.hall_list.columns import Column, heading_of
from backend.catalogue.hall_list.problems import CellProblem

__all__ = ["Cell", "Sheet", "read_sheets"]

LARGEST_FILE: Final = 20_000_000
MOST_ROWS: Final = 20_000
_HEADING_WITHIN: Final = 12  # rows: lists begin with titles and notes
_EXCEL: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".xlsb"})
_ENCODINGS: Final = ("utf-8-sig", "gb18030")  # what office programs in China write
_KEY: Final = "code"


@dataclass(frozen=True, slots=True)
class Cell:
    """`row` counts from 1, as the office program shows it; `column` is its letter with its heading."""

    sheet: str
    row: int
    column: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """A sheet that lists items. `ignored` are its headings this program has no use for."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[dict[str, Cell], ...]
    ignored: tuple[str, ...]


def read_sheets(path: Path) -> tuple[list[Sheet], list[CellProblem]]:
    """Every sheet with a column of codes; why nothing, or not all, could be read."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return [], [CellProblem("too_large", params={"most": LARGEST_FILE // 1_000_000})]
        grids = _workbook(path) if path.suffix.lower() in _EXCEL else [("", _csv(path.read_bytes()))]
    except OSError as error:
        return [], [CellProblem("no_file", params={"why": error.strerror or ""})]
    except _Unreadable:
        return [], [CellProblem("unreadable")]
    found = [_sheet(name, grid) for name, grid in grids]
    problems = [] if any(found) else [CellProblem("no_heading")]
    problems += [
        CellProblem("too_many_rows", name, params={"most": MOST_ROWS}) for name, g in grids if len(g) > MOST_ROWS
    ]
    return [sheet for sheet in found if sheet is not None], problems


class _Unreadable(Exception):
    pass


def _workbook(path: Path) -> list[tuple[str, list[list[str]]]]:
    from python_calamine import CalamineError, CalamineWorkbook  # only who imports a workbook needs it

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except CalamineError:
        raise _Unreadable from None
    return [(name, [[_as_text(value) for value in row] for row in rows[: MOST_ROWS + 1]]) for name, rows in sheets]


def _as_text(value: Any) -> str:
    """A cell as a person reads it: office programs keep 20 as 20.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _tidy(str(value))


def _tidy(text: str) -> str:
    """Blanks off; the letters stay as they are written, wide or narrow: they may be a name."""
    return " ".join(text.split())


def _csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    head = text[:4096]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error:
        raise _Unreadable from None
    return [[_tidy(cell) for cell in row] for row in rows]


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _Unreadable


def _sheet(name: str, grid: Sequence[Sequence[str]]) -> Sheet | None:
    for place, cells in enumerate(grid[:_HEADING_WITHIN]):
        columns = {number: column for number, cell in enumerate(cells) if (column := heading_of(cell)) is not None}
        if any(column.key == _KEY for column in columns.values()):
            ignored = tuple(cell for number, cell in enumerate(cells) if cell and number not in columns)
            rows = tuple(_rows(name, grid, place, columns))
            return Sheet(name, tuple(columns.values()), rows, ignored)
    return None


def _rows(name: str, grid: Sequence[Sequence[str]], head: int, columns: dict[int, Column]) -> Iterator[dict[str, Cell]]:
    headings = {number: f"{_letter(number)} {grid[head][number]}" for number in columns}
    for number, cells in enumerate(grid[head + 1 : MOST_ROWS], head + 2):
        if any(cells):
            yield {
                column.key: Cell(name, number, headings[place], cells[place] if place < len(cells) else "")
                for place, column in columns.items()
            }


def _letter(number: int) -> str:
    """A, B … Z, AA: as office programs name columns."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

"""From cells to what they say of items: each row a change of one item's head, or a new line of the index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.catalogue.hall_list.columns import COLUMNS, WrongValue, plain
from backend.catalogue.hall_list.problems import CellProblem
from backend.catalogue.hall_list.tables import Cell, Sheet
from backend.catalogue.rules.wording import cells
from backend.guide.bundle import Bundle, Department, DepartmentSystem

__all__ = ["HeadRow", "read_rows"]

_NEEDED: Final = ("name", "name_en", "department", "system")
_LONGEST_NAME: Final = 76  # columns, as `catalogue check` has it
_READERS: Final = {column.key: column.read for column in COLUMNS if column.read is not None}


@dataclass(frozen=True)
class HeadRow:
    """What a list says of one item: the values it gives, and the cell each stands in."""

    code: str
    values: dict[str, object]
    cells: dict[str, Cell]

    @property
    def first(self) -> Cell:
        return self.cells["code"]


def read_rows(sheets: Sequence[Sheet], base: Bundle) -> tuple[list[HeadRow], list[CellProblem]]:
    """Every row that makes sense, and everything wrong with the others."""
    rows: list[HeadRow] = []
    problems: list[CellProblem] = []
    seen: dict[str, Cell] = {}
    known = {brief.code for brief in base.briefs}
    for cells_of_row in (row for sheet in sheets for row in sheet.rows):
        before = len(problems)
        row = _row(cells_of_row, base, problems)
        if row is None:
            continue
        if row.code in seen:
            problems.append(_problem("code_twice", row.first, first=seen[row.code].row))
        seen.setdefault(row.code, row.first)
        if row.code not in known:
            problems += _lacking(row)
        if len(problems) == before:
            rows.append(row)
    return rows, problems


def _row(given: Mapping[str, Cell], base: Bundle, problems: list[CellProblem]) -> HeadRow | None:
    values: dict[str, object] = {}
    for key, cell in given.items():
        reader = _READERS.get(key)
        if reader is None or (not cell.text and key != "code"):  # an empty cell says nothing
            continue
        try:
            values[key] = reader(cell.text)
        except WrongValue as error:
            problems.append(_wrong(error, cell))
    problems += _names(given)
    problems += _owners(values, given, base)
    code = values.get("code")
    return HeadRow(str(code), values, dict(given)) if code else None


def _wrong(error: WrongValue, cell: Cell) -> CellProblem:
    kind = "code_missing" if error.kind == "not_a_code" and not cell.text else error.kind
    return _problem(kind, cell, **({"allowed": error.allowed} if error.allowed else {}))


def _names(given: Mapping[str, Cell]) -> Iterator[CellProblem]:
    for key in ("name", "name_en"):
        cell = given.get(key)
        if cell is not None and cells(cell.text) > _LONGEST_NAME:
            yield _problem("too_wide", cell, most=_LONGEST_NAME)


def _owners(values: dict[str, object], given: Mapping[str, Cell], base: Bundle) -> Iterator[CellProblem]:
    """Departments and systems by their codes, whatever they were called; a system belongs to its department, where
    the item has not been with another's all along."""
    for key, entries in (("department", base.departments), ("system", base.systems)):
        name = values.get(key)
        if name is None:
            continue
        code = _code_called(plain(str(name)).lower(), entries)
        if code is None:
            yield _problem(f"unknown_{key}", given[key], allowed=_listed(entries))
        values[key] = code
    department, system = values.get("department"), base.systems.get(str(values.get("system")))
    there = base.find_brief(str(values.get("code")))
    as_it_is = there is not None and (there.department, there.system) == (department, values.get("system"))
    if department is not None and system is not None and system.department != department and not as_it_is:
        yield _problem("foreign_system", given["system"], owner=system.department)


def _code_called(name: str, entries: Mapping[str, Department] | Mapping[str, DepartmentSystem]) -> str | None:
    """`name` as plain small letters."""
    for code, entry in entries.items():
        called = [code, entry.name.zh, entry.name.en]
        if isinstance(entry, Department):
            called += [entry.category.zh, entry.counterpart.zh]
        if name in (plain(words).lower() for words in called):
            return code
    whole = [code for code, entry in entries.items() if plain(entry.name.zh).lower() in name]  # “某县公安局”
    return whole[0] if len(whole) == 1 else None


def _listed(entries: Mapping[str, Department] | Mapping[str, DepartmentSystem]) -> str:
    """Codes, of departments with their names: there are few."""
    return "、".join(
        f"{code} {entry.name.zh}" if isinstance(entry, Department) else code for code, entry in sorted(entries.items())
    )


def _lacking(row: HeadRow) -> Iterable[CellProblem]:
    for key in _NEEDED:
        if key not in row.values:
            yield _problem("needed", row.cells.get(key, row.first), code=row.code)


def _problem(kind: str, cell: Cell, **params: str | int) -> CellProblem:
    return CellProblem(kind, cell.sheet, cell.row, cell.column, {"text": cell.text, **params})

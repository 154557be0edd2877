"""Taking a list in: made beside its place, checked as a whole, and put there by one renaming, or not at all."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from backend.catalogue.check import faults_of
from backend.catalogue.faults import CatalogueError, Fault
from backend.catalogue.hall_list.applying import Applied, apply_rows
from backend.catalogue.hall_list.heads import key_at
from backend.catalogue.hall_list.problems import CellProblem
from backend.catalogue.hall_list.rows import HeadRow, read_rows
from backend.catalogue.hall_list.tables import Cell, read_sheets
from backend.catalogue.load import bundle_of, load, read
from backend.catalogue.source import write_source

__all__ = ["AlreadyThere", "Imported", "ListRefused", "import_folder", "import_list"]

Step = Callable[[str], None]
_BEING_MADE: Final = ".importing"


class AlreadyThere(CatalogueError):
    """The folder to make is there already: an import never writes over one."""


class ListRefused(CatalogueError):
    """`problems` stand in the list, `faults` in files it does not speak of. Nothing was made."""

    def __init__(self, problems: Sequence[CellProblem], faults: Sequence[Fault] = ()) -> None:
        super().__init__(f"{len(problems) + len(faults)} problems")
        self.problems = list(problems)
        self.faults = list(faults)


@dataclass(frozen=True)
class Imported:
    version: str
    applied: Applied | None = None
    ignored: tuple[str, ...] = ()
    unmentioned: tuple[str, ...] = field(default=())
    """Items of the base the list says nothing of: they stay as they were."""


def import_list(path: Path, base: bytes, target: Path, step: Step = lambda _name: None) -> Imported:
    """A CSV or XLSX list over the packed files of a catalogue, into a new folder. Raises the errors above.

    `step` is told what is done: `base`, `read`, `write`, `check`.
    """
    with _Making(target) as made:
        step("base")
        write_source(base, made.folder)
        bundle = load(made.folder)
        step("read")
        sheets, problems = read_sheets(path)
        rows, wrong = read_rows(sheets, bundle)
        if problems or wrong:
            raise ListRefused([*problems, *wrong])
        step("write")
        applied = apply_rows(made.folder, rows, bundle)
        step("check")
        version = _checked(made.folder, rows)
        made.put()
    said = {row.code for row in rows}
    ignored = tuple(dict.fromkeys(name for sheet in sheets for name in sheet.ignored))
    return Imported(version, applied, ignored, tuple(one.code for one in bundle.briefs if one.code not in said))


def import_folder(source: bytes, target: Path, step: Step = lambda _name: None) -> Imported:
    """The packed files of a whole catalogue, into a new folder."""
    with _Making(target) as made:
        step("write")
        write_source(source, made.folder)
        step("check")
        version = _checked(made.folder, ())
        made.put()
    return Imported(version)


class _Making:
    """A folder beside the target until it is put there; gone when it is not, and made anew after a kill."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self.folder = target.with_name(f".{target.name}{_BEING_MADE}")

    def __enter__(self) -> "_Making":
        if self._target.exists():
            raise AlreadyThere(str(self._target))
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        return self

    def put(self) -> None:
        self.folder.rename(self._target)

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _checked(folder: Path, rows: Sequence[HeadRow]) -> str:
    """The version of the folder. Raises `ListRefused`: what a row brought about is told at its cell."""
    reading = read(folder)
    faults = faults_of(reading)
    if not faults:
        return bundle_of(reading).version
    by_code = {row.code: row for row in rows}
    problems, others = [], []
    for fault in faults:
        cell = _cell_of(fault, folder, by_code)
        if cell is None:
            others.append(fault)
        else:
            params = {"what": fault.what, "remedy": fault.remedy}
            problems.append(CellProblem("fault", cell.sheet, cell.row, cell.column, params))
    raise ListRefused(problems, others)


def _cell_of(fault: Fault, folder: Path, rows: Mapping[str, HeadRow]) -> Cell | None:
    """The cell that says what stands at the fault's line; of a row that is meant without one, its code."""
    path = folder / fault.file
    key = key_at(path.read_text(encoding="utf-8"), fault.line) if path.is_file() else None
    if fault.file == "index.yaml":
        return rows[key].first if key is not None and key in rows else None
    row = rows.get(path.stem) if path.parent.name == "items" else None
    return None if row is None else row.cells.get(key or "")

"""The visits a catalogue is rehearsed with: a hall's own, stored beside its items, and those its answers make."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from backend.catalogue.faults import Fault, FaultyCatalogue
from backend.catalogue.rehearsal.rows import rows_of
from backend.catalogue.rehearsal.walking import known_to_all, nothing_known, said
from backend.catalogue.tree import Tree, read_tree
from backend.guide import FactBook, Source, Trust
from backend.guide.bundle import Bundle
from backend.guide.checks import find_problem
from backend.guide.facts import Value
from backend.guide.item import Item
from backend.guide.text import Text

__all__ = [
    "VISITS_FILE", "ItemVisit", "StoredVisit", "generated_visits", "read_visits", "stored_visits", "visit_faults",
]  # fmt: skip

VISITS_FILE: Final = "visits.yaml"


class StoredVisit(BaseModel):
    """`known`: what card and systems tell; `says`: what the applicant answers when asked. Never a real person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    items: tuple[str, ...]
    known: dict[str, Value] = {}
    says: dict[str, Value] = {}


@dataclass(frozen=True)
class ItemVisit:
    """One applicant at one item. ``name`` is that of a stored visit."""

    item: str
    answers: tuple[tuple[str, Value], ...]
    told: tuple[tuple[str, Value], ...] | None = None
    """What the systems tell; None: everything they could, in the sense of the answers."""
    is_known: bool = False
    name: Text | None = None

    def row(self) -> dict[str, Value]:
        return {**dict(self.answers), **dict(self.told or ())}

    def book(self, item: Item) -> FactBook:
        """What is known when the applicant comes to the window; facts the item has no use for are left out."""
        if self.told is not None:
            told = {code: said(value, Source.SHARED, Trust.A) for code, value in self.told if code in item.facts}
            return nothing_known(item).learn_all(told)
        return known_to_all(item, self.row()) if self.is_known else nothing_known(item)


def generated_visits(item: Item) -> Iterator[ItemVisit]:
    """Each row of answers twice: of somebody no system has heard of, and of somebody they know everything about."""
    for row in rows_of(item):
        answers = tuple(sorted(row.items()))
        yield ItemVisit(item.code, answers)
        yield ItemVisit(item.code, answers, is_known=True)


def stored_visits(visits: dict[str, StoredVisit]) -> Iterator[ItemVisit]:
    for visit in visits.values():
        for code in visit.items:
            answers, told = tuple(sorted(visit.says.items())), tuple(sorted(visit.known.items()))
            yield ItemVisit(code, answers, told, name=visit.name)


def read_visits(folder: Path) -> dict[str, StoredVisit]:
    """Those in the catalogue's folder; it may have none. Raises `FaultyCatalogue`."""
    path = folder / VISITS_FILE
    faults: list[Fault] = []
    tree = read_tree(path, VISITS_FILE, faults) if path.is_file() else Tree({}, VISITS_FILE, 1)
    found = {}
    for code, entry in tree.branch().items():
        try:
            found[code] = StoredVisit.model_validate(entry.plain())
        except ValidationError as error:
            faults += [_fault(entry, detail["loc"], detail["msg"]) for detail in error.errors()]
    if faults:
        raise FaultyCatalogue(faults)
    return found


def visit_faults(visits: dict[str, StoredVisit], bundle: Bundle) -> Iterator[Fault]:
    """Visits nobody could make: of items or data that are not in the catalogue, with values they cannot have."""
    for code, visit in visits.items():
        remedy = f"Correct the visit “{code}”."
        items = [item for item in map(bundle.find_item, visit.items) if item is not None]
        for unknown in (item for item in visit.items if bundle.find_item(item) is None):
            yield Fault(VISITS_FILE, 1, f"There is no item “{unknown}”.", remedy)
        for fact, value in {**visit.known, **visit.says}.items():
            declared = next((item.facts[fact] for item in items if fact in item.facts), None)
            if declared is None:
                yield Fault(
                    VISITS_FILE, 1, f"The item does not refer to the fact “{fact}”.", f"Correct the visit “{code}”."
                )
            elif find_problem(declared, value) is not None:
                yield Fault(
                    VISITS_FILE, 1, f"“{fact}” cannot have the value {value!r}.", f"Correct the visit “{code}”."
                )


def _fault(entry: Tree, loc: tuple[int | str, ...], message: str) -> Fault:
    last = loc[-1] if loc else "the entry"
    return entry.at(loc).fault(f"“{last}”: {message}.", "A visit has `name`, `items`, `known` and `says`.")

"""The visits a catalogue is rehearsed with: a hall's own, stored beside its items, and those its answers make."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from backend.catalogue.faults import Fault, FaultyCatalogue
from backend.catalogue.rehearsal.rows import rows_of
from backend.catalogue.rehearsal.walking import known_to_all, nothing_known, said
from backend.catalogue.tree import Tree, read_tree_if_any
from backend.guide import FactBook, Source, Trust
from backend.guide.checks import find_problem
from backend.guide.facts import Value
from backend.guide.item import Item
from backend.guide.text import Text

__all__ = [
    "VISITS_FILE", "ItemVisit", "StoredVisit", "generated_visits", "read_visits", "stored_visits", "visit_faults",
]  # fmt: skip

VISITS_FILE: Final = "visits.yaml"

FindItem = Callable[[str], Item | None]
Said = tuple[tuple[str | int, ...], str]
"""Where in a visit, and what is wrong there."""


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
    faults: list[Fault] = []
    found = _visits(read_tree_if_any(folder, VISITS_FILE, faults), faults)
    if faults:
        raise FaultyCatalogue(faults)
    return found


def visit_faults(folder: Path, find_item: FindItem) -> Iterator[Fault]:
    """Visits that cannot be read, and visits nobody could make: of items or data that are not in the catalogue, with
    values they cannot have."""
    faults: list[Fault] = []
    tree = read_tree_if_any(folder, VISITS_FILE, faults)
    visits = _visits(tree, faults)
    yield from faults
    for code, visit in visits.items():
        for place, what in (*_unknown_items(visit, find_item), *_impossible_values(visit, find_item)):
            yield tree.at((code, *place)).fault(what, f"Correct the visit “{code}”.")


def _unknown_items(visit: StoredVisit, find_item: FindItem) -> Iterator[Said]:
    for number, code in enumerate(visit.items):
        if find_item(code) is None:
            yield ("items", number), f"There is no item “{code}”."


def _impossible_values(visit: StoredVisit, find_item: FindItem) -> Iterator[Said]:
    items = [item for item in map(find_item, visit.items) if item is not None]
    for part, values in (("known", visit.known), ("says", visit.says)):
        for fact, value in values.items():
            declared = next((item.facts[fact] for item in items if fact in item.facts), None)
            if declared is None:
                yield (part, fact), f"The item does not refer to the fact “{fact}”."
            elif find_problem(declared, value) is not None:
                yield (part, fact), f"“{fact}” cannot have the value {value!r}."


def _visits(tree: Tree, faults: list[Fault]) -> dict[str, StoredVisit]:
    found = {}
    for code, entry in tree.branch().items():
        try:
            found[code] = StoredVisit.model_validate(entry.plain())
        except ValidationError as error:
            faults += [_fault(entry, detail["loc"], detail["msg"]) for detail in error.errors()]
    return found


def _fault(entry: Tree, loc: tuple[int | str, ...], message: str) -> Fault:
    last = loc[-1] if loc else "the entry"
    return entry.at(loc).fault(f"“{last}”: {message}.", "A visit has `name`, `items`, `known` and `says`.")

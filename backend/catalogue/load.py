"""Loading a catalogue folder into the bundle a node serves, with a compiled copy so that it is quick the next time."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backend import collector
from backend.catalogue.compiled import can_keep, compile_apart, find_compiled
from backend.catalogue.faults import Fault, FaultyCatalogue
from backend.guide.bundle import Bundle, ItemBrief
from backend.guide.item import Item
from backend.guide.search import SearchEntry

if TYPE_CHECKING:  # a node with a compiled copy starts without what reads files
    from backend.catalogue.build import BuiltItem, Lists
    from backend.catalogue.vocabulary import Vocabulary

__all__ = ["DATA", "Reading", "load", "read"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder as read: what could be built, and the faults met on the way."""

    lists: "Lists"
    shared: "Vocabulary"
    items: "dict[str, BuiltItem]"
    faults: list[Fault]


@collector.resting()
def read(directory: Path) -> Reading:
    """Everything the folder's files say; never raises for what is written in them."""
    from backend.catalogue.build import build_item, build_lists
    from backend.catalogue.vocabulary import read_vocabulary

    faults: list[Fault] = []
    lists = build_lists(directory, faults)
    shared = read_vocabulary(directory, faults)
    items: dict[str, BuiltItem] = {}
    for path in sorted((directory / "items").glob("*.yaml")):
        built = build_item(path, f"items/{path.name}", shared, lists, faults)
        if built is None:
            continue
        if built.item.code in items:
            remedy = "Codes are never used twice: give one of them another."
            faults.append(built.tree.fault(f"Another file describes {built.item.code} already.", remedy))
        items[built.item.code] = built
    return Reading(lists, shared, items, faults)


def load(directory: Path = DATA, *, caches: Sequence[Path] = (), checked: bool = False) -> Bundle:
    """The catalogue in ``directory``. ``caches`` are folders a compiled copy is looked for in, in this order; where
    there is none, the last of them that can be written is given one. ``checked``: a copy is made, and without one the
    catalogue is built, only of what every rule was applied to; the ``caches`` hold nothing else.

    Raises `FaultyCatalogue` with every fault that keeps a part from being built; ``checked``, with every fault.
    """
    return _found(directory, caches) or _compiled(directory, caches[::-1], checked) or _built(directory, checked)


def _found(directory: Path, caches: Sequence[Path]) -> Bundle | None:
    return next(filter(None, (find_compiled(directory, cache) for cache in caches)), None)


def _compiled(directory: Path, caches: Sequence[Path], checked: bool) -> Bundle | None:
    writable = next((cache for cache in caches if can_keep(cache)), None)
    return None if writable is None else compile_apart(directory, writable, checked=checked)


def _built(directory: Path, checked: bool) -> Bundle:
    reading = read(directory)
    faults = _faults(reading, checked)
    if faults:
        raise FaultyCatalogue(faults)
    return bundle_of(reading)


def _faults(reading: Reading, checked: bool) -> list[Fault]:
    if not checked:
        return sorted(reading.faults)
    from backend.catalogue.check import faults_of  # brings every rule in

    return faults_of(reading)


@collector.resting()
def bundle_of(reading: Reading) -> Bundle:
    from backend.catalogue.pinyin import proof_entries, search_entries  # brings pypinyin in

    lists = reading.lists
    items = {code: built.item for code, built in reading.items.items()}
    briefs = _briefs(lists, items)
    bundle = Bundle(
        version="",
        items=tuple(items.values()),
        briefs=briefs,
        search_keys=search_entries(briefs, items, lists.departments, lists.life_events, lists.everyday),
        departments=lists.departments,
        systems=lists.systems,
        documents=lists.documents,
        life_events=lists.life_events,
        village=lists.village.model_copy(update={"search_keys": proof_entries(lists.village)}),
    )
    return bundle.model_copy(update={"version": _version(bundle)})


def _briefs(lists: "Lists", items: dict[str, Item]) -> tuple[ItemBrief, ...]:
    """Every item of the index, those with a file marked as guided, and items the index does not know yet."""
    known = {code: brief.model_copy(update={"guided": code in items}) for code, brief in lists.briefs.items()}
    for code, item in items.items():
        known[code] = ItemBrief(
            code=code,
            name=item.name,
            department=item.department,
            system=item.system,
            frequency=item.frequency,
            guided=True,
            applicant=item.applicant,
            intake_level=item.intake_level,
        )
    return tuple(known.values())


def _version(bundle: Bundle) -> str:
    """The hash of what the catalogue says, and of the words its items are found by; how these are read aloud does
    not count: that is the dictionary's, which differs from one station's program to the next."""
    village = bundle.village.model_copy(update={"search_keys": ()})
    said = bundle.model_copy(update={"version": "", "search_keys": (), "village": village}).encoded()
    found_by = json.dumps(list(_found_by(bundle.search_keys)), ensure_ascii=False)
    return hashlib.sha256(said + found_by.encode()).hexdigest()[:32]


def _found_by(entries: Iterable[SearchEntry]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for entry in entries:
        yield entry.code, list(dict.fromkeys((name.kind.value, name.text) for name in entry.names))

"""From trees to models: the shared lists and the items, each validation error turned into a fault with its line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from backend.catalogue.everyday import everyday_words, read_everyday
from backend.catalogue.expand import expand_fact, expand_item, reword
from backend.catalogue.faults import Fault
from backend.catalogue.tree import Branch, Tree, read_tree
from backend.catalogue.village import build_village, read_village
from backend.catalogue.vocabulary import FACT_KEYS, SharedFact, Vocabulary
from backend.guide.bundle import Department, DepartmentSystem, DocumentType, ItemBrief, LifeEvent
from backend.guide.declared import Computed
from backend.guide.item import Item
from backend.guide.village import VillageLists

__all__ = ["BuiltItem", "Lists", "build_item", "build_lists"]

Model = TypeVar("Model", bound=BaseModel)

_WRONG = {
    "missing": ("is missing.", "Add it."),
    "extra_forbidden": (
        "is not a key of this entry.", "Remove it, or correct its spelling; docs/catalogue-format.md lists every key."
    ),
    "enum": ("is none of the words it may be.", "Use one of: {choices}."),
    "int_type": ("is no whole number.", "Write digits only."),
    "int_parsing": ("is no whole number.", "Write digits only."),
    "bool_parsing": ("is neither true nor false.", "Write true or false."),
    "tuple_type": ("is no list.", "Write it in brackets: [one, another]."),
}  # fmt: skip
"""What is wrong with a value and what to do, by pydantic's name for it."""


@dataclass(frozen=True, slots=True)
class BuiltItem:
    """An item with the tree it was built from, so that rules can say where something stands."""

    item: Item
    tree: Tree


@dataclass(frozen=True, slots=True)
class Lists:
    """The catalogue's lists, each entry with the place it was written at."""

    departments: dict[str, Department]
    systems: dict[str, DepartmentSystem]
    documents: dict[str, DocumentType]
    life_events: dict[str, LifeEvent]
    briefs: dict[str, ItemBrief]
    everyday: dict[str, tuple[str, ...]]
    village: VillageLists
    trees: dict[str, Tree]


def build_lists(directory: Path, faults: list[Fault]) -> Lists:
    files = ("departments", "systems", "documents", "life_events", "index")
    trees = {
        name: read_tree(directory / f"{name}.yaml", f"{name}.yaml", faults) for name in files if _is(directory, name)
    }
    for name in files:
        if name not in trees:
            faults.append(Fault(f"{name}.yaml", 1, "The file is missing.", "Every catalogue needs it."))
            trees[name] = Tree({}, f"{name}.yaml", 1)
    trees["everyday"] = read_everyday(directory, faults)
    trees["village"] = read_village(directory, faults)
    return Lists(
        departments=_entries(Department, trees["departments"], faults),
        systems=_entries(DepartmentSystem, trees["systems"], faults),
        documents=_entries(DocumentType, trees["documents"], faults),
        life_events=_entries(LifeEvent, trees["life_events"], faults),
        briefs=_entries(ItemBrief, trees["index"], faults),
        everyday=everyday_words(trees["everyday"], faults),
        village=build_village(trees["village"], faults),
        trees=trees,
    )


def _is(directory: Path, name: str) -> bool:
    return (directory / f"{name}.yaml").is_file()


def _entries(model: type[Model], tree: Tree, faults: list[Fault]) -> dict[str, Model]:
    found: dict[str, Model] = {}
    for code, entry in tree.branch().items():
        whole = entry.replaced({"code": Tree(code, entry.file, entry.line), **entry.branch()})
        built = _validated(model, whole, faults)
        if built is not None:
            found[code] = built
    return found


def build_item(path: Path, name: str, shared: Vocabulary, lists: Lists, faults: list[Fault]) -> BuiltItem | None:
    """The item of one file, complete with every fact it refers to; None when it cannot be built."""
    before = len(faults)
    tree = read_tree(path, name, faults)
    code = tree.word("code")
    if code is None and len(faults) > before:
        return None
    if code is None:
        faults.append(tree.fault("The item has no code.", "Begin the file with `code:`."))
        return None
    whole = _completed(expand_item(tree, code, shared, faults), code, shared, lists, faults)
    item = _validated(Item, whole, faults)
    return None if item is None or len(faults) > before else BuiltItem(item, whole)


def _completed(tree: Tree, code: str, shared: Vocabulary, lists: Lists, faults: list[Fault]) -> Tree:
    """The tree with the shared facts it refers to, its life events, and the names of its systems."""
    own = tree.find("facts")
    facts: Branch = dict(own.branch()) if own is not None else {}
    systems = _systems_in(tree)
    wanted = [*_references(tree, skip="facts"), *_references_of(facts.values())]
    while wanted:
        reference = wanted.pop()
        fact = reference.value
        if not isinstance(fact, str) or fact in facts:
            continue
        found = _shared_fact(fact, shared, faults)
        if found is None:
            faults.append(_unknown_fact(reference))
            continue
        facts[fact] = found.tree
        systems |= found.systems
        wanted += found.references
    branch = {**tree.branch(), "facts": Tree(facts, tree.file, own.line if own else tree.line, own.keys if own else {})}
    events = [event.code for event in lists.life_events.values() if code in event.items]
    branch.setdefault(
        "life_events", Tree([Tree(event, tree.file, tree.line) for event in events], tree.file, tree.line)
    )
    branch["systems"] = _system_names(systems, lists, tree)
    return tree.replaced(branch)


def _shared_fact(code: str, shared: Vocabulary, faults: list[Fault]) -> SharedFact | None:
    """Its faults are told once, at the first item that refers to it."""
    entry = shared.find("facts", code)
    if entry is not None and code not in shared.facts:
        whole = reword(expand_fact(entry, code, shared, faults), shared, faults)
        shared.facts[code] = SharedFact(whole, tuple(_references_of([whole])), frozenset(_systems_in(whole)))
    return shared.facts.get(code)


def _unknown_fact(reference: Tree) -> Fault:
    return reference.fault(
        f"Nobody declares the fact “{reference.value}”.", "Declare it under `facts:`, or in shared/facts.yaml."
    )


def _references(tree: Tree, skip: str = "") -> Iterable[Tree]:
    """Every place that names a fact."""
    for key, child in tree.branch().items():
        if key in FACT_KEYS:
            yield child
        elif key == "sends":
            yield from child.twigs()
        elif key != skip and child.is_inner:
            yield from _references(child)
    for child in tree.twigs():
        if child.is_inner:
            yield from _references(child)


def _references_of(facts: Iterable[Tree]) -> list[Tree]:
    found: list[Tree] = []
    for fact in facts:
        found += _references(fact)
        computed = fact.word("computed")
        if computed in {kind.value for kind in Computed}:
            found += [Tree(code, fact.file, fact.line) for code in Computed(computed).evidence]
    return found


def _systems_in(tree: Tree) -> set[str]:
    """Every word under a key ``system``."""
    word = tree.word("system")
    found = set() if word is None else {word}
    for child in tree.branch().values() or tree.twigs():
        if child.is_inner:
            found |= _systems_in(child)
    return found


def _system_names(systems: set[str], lists: Lists, tree: Tree) -> Tree:
    names: Branch = {}
    for code in sorted(systems & lists.systems.keys()):
        name = lists.systems[code].name
        texts = {"zh": Tree(name.zh, tree.file, tree.line), "en": Tree(name.en, tree.file, tree.line)}
        names[code] = Tree(dict(texts), tree.file, tree.line)
    return Tree(names, tree.file, tree.line)


def _validated(model: type[Model], tree: Tree, faults: list[Fault]) -> Model | None:
    try:
        return model.model_validate(tree.plain())
    except ValidationError as error:
        faults += [_fault(tree, detail) for detail in error.errors()]
        return None


def _fault(tree: Tree, detail: ErrorDetails) -> Fault:
    loc, kind = detail["loc"], detail["type"]
    place = tree.at(loc)
    last = str(loc[-1]) if loc else "the entry"
    if kind not in _WRONG:
        what = f"“{last}”: {detail['msg']}."
        return place.fault(what, "Correct the value; docs/catalogue-format.md explains every key.")
    wrong, remedy = _WRONG[kind]
    if kind == "extra_forbidden" and place.value is None:
        remedy = "If it is the rest of a text with a comma, put quotes around the whole text."
    choices = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
    return place.fault(f"“{last}” {wrong}", remedy.replace("{choices}", ", ".join(choices)))

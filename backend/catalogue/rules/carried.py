"""What an item collects can be carried to the systems its stages name, and one of its own system decides."""

import re
from collections.abc import Iterable, Iterator

from backend.catalogue.build import BuiltItem
from backend.catalogue.faults import Fault
from backend.guide.condition import facts_in
from backend.guide.item import Item, StageKind
from backend.guide.sending import bare_code

__all__ = ["carried_faults"]

_DECIDES = frozenset({StageKind.DECISION, StageKind.ISSUE})
_ON_THE_WIRE = re.compile(r"[a-z][a-z0-9_]*")


def carried_faults(built: BuiltItem) -> Iterable[Fault]:
    yield from _own_system(built)
    yield from _lead(built)
    yield from _codes(built)
    yield from _sent(built)


def _own_system(built: BuiltItem) -> Iterator[Fault]:
    item = built.item
    if item.stages and not any(stage.system == item.system and stage.kind in _DECIDES for stage in item.stages):
        yield built.tree.at(("stages",)).fault(
            f"No stage of {item.system} decides, so nobody answers for the item.",
            "Give the item's own system a stage of kind `decision`.",
        )


def _lead(built: BuiltItem) -> Iterator[Fault]:
    leads = [place for place, stage in enumerate(built.item.stages) if stage.lead]
    for place in leads[1:]:
        yield built.tree.at(("stages", place)).fault("A second stage leads.", "Leave `lead` at one stage.")
    for place in leads[:1]:
        if built.item.stages[place].kind not in _DECIDES:
            yield built.tree.at(("stages", place)).fault(
                "The stage that leads does not decide.", "Put `lead` where the item is decided."
            )


def _codes(built: BuiltItem) -> Iterator[Fault]:
    """Departments know a fact by its short code, in XML, JSON and CSV alike."""
    for code in dict.fromkeys((*_asked(built.item), *_sent_facts(built.item))):
        short = bare_code(code)
        if not _ON_THE_WIRE.fullmatch(short):
            yield built.tree.at(("facts", code)).fault(
                f"No system takes a fact called “{short}”.", "Use small letters, digits and _."
            )


def _sent(built: BuiltItem) -> Iterator[Fault]:
    known = {*_asked(built.item), *_looked_up(built.item)}
    for place, stage in enumerate(built.item.stages):
        for number, code in enumerate(stage.sends or ()):
            fact = built.item.facts.get(code)
            if fact is not None and code not in known and not (fact.card or fact.computed):
                yield built.tree.at(("stages", place, "sends", number)).fault(
                    f"The stage “{stage.code}” is sent “{code}”, which the item never learns.",
                    "Put it on the form, or leave it out of `sends`.",
                )


def _asked(item: Item) -> Iterator[str]:
    yield from (field.fact for field in item.fields)
    yield from (situation.fact for situation in item.situations)


def _looked_up(item: Item) -> Iterator[str]:
    yield from (waiver.fact for material in item.materials for waiver in material.waivers if waiver.fact)
    for requirement in item.requirements:
        yield from facts_in(requirement.must) | facts_in(requirement.when)


def _sent_facts(item: Item) -> Iterator[str]:
    yield from (fact for stage in item.stages for fact in stage.sends or ())

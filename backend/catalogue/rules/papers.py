"""Papers and form lines can be satisfied, once each, and nothing is tolerated that must not be."""

from collections import Counter
from collections.abc import Iterable

from backend.catalogue.build import BuiltItem
from backend.catalogue.faults import Fault
from backend.guide.declared import FactKind
from backend.guide.facts import Trust
from backend.guide.item import CaseType, Item, Material, MaterialSource, Necessity, Waiver

__all__ = ["paper_faults"]


def paper_faults(built: BuiltItem) -> Iterable[Fault]:
    yield from _twice(built)
    for place, material in enumerate(built.item.materials):
        for key, what, remedy in _findings(material, built.item):
            yield built.tree.at(("materials", place, key)).fault(what, remedy)


def _twice(built: BuiltItem) -> Iterable[Fault]:
    item = built.item
    named = (
        ("materials", [material.code for material in item.materials]),
        ("stages", [stage.code for stage in item.stages]),
        ("requirements", [requirement.code for requirement in item.requirements]),
        ("situations", [situation.fact for situation in item.situations]),
        ("fields", [field.fact for field in item.fields]),
    )
    for kind, codes in named:
        for code, times in Counter(codes).items():
            if times > 1:
                last = len(codes) - 1 - codes[::-1].index(code)
                yield built.tree.at((kind, last)).fault(f"“{code}” is in {kind} {times} times.", "Keep one of them.")


def _findings(material: Material, item: Item) -> Iterable[tuple[str, str, str]]:
    if material.necessity is Necessity.MAY_FOLLOW and material.tolerance is None:
        yield "necessity", "A paper that may follow says within how many days.", "Add `tolerance: {days: …}`."
    if material.tolerance is not None and item.case_type is CaseType.INSTANT:
        yield (
            "tolerance",
            "Nothing follows a case that ends at the counter.",
            "Take `tolerance` away, or let a scan do.",
        )
    if material.tolerance is not None and (material.signature or material.source is MaterialSource.PRINTED):
        yield "tolerance", "A signature is never tolerated to follow.", "Take `tolerance` away."
    if material.least_trust is Trust.A and not material.waivers:
        yield "least_trust", "Nobody can bring a paper of trust level A.", "Add a waiver, or lower `least_trust`."
    if not material.originals and not material.copies:
        yield "originals", "A paper of no originals and no copies is no paper.", "Ask for one, or drop it."
    if material.valid_until is not None:
        yield from _validity_findings(material, material.valid_until, item)
    for waiver in material.waivers:
        yield from _waiver_findings(waiver, item)


def _validity_findings(material: Material, fact: str, item: Item) -> Iterable[tuple[str, str, str]]:
    declared = item.facts.get(fact)
    if declared is None or declared.kind is not FactKind.DATE:
        yield "valid_until", f"“{fact}” is no date this item knows.", "Name a fact of kind `date`, or drop it."
    if material.keeps_as is None:
        yield "valid_until", "Only what the library keeps is valid until a day.", "Add `keeps_as`, or drop it."


def _waiver_findings(waiver: Waiver, item: Item) -> Iterable[tuple[str, str, str]]:
    if (waiver.fact is None) == (waiver.document is None):
        yield "waivers", "A waiver rests on one fact or on one document.", "Give `fact` or `document`, not both."
    elif waiver.fact and waiver.fact in item.facts and not item.told_by[waiver.fact]:
        yield "waivers", f"No system tells “{waiver.fact}”, so it waives nothing.", "Use a shared fact."

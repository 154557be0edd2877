"""The three lists of a village hold together, and no item asks a village for what it must not be asked."""

import re
from collections.abc import Iterable, Mapping

from backend.catalogue.build import BuiltItem, Lists
from backend.catalogue.faults import Fault
from backend.guide.item import Item, Level, Material, MaterialSource
from backend.guide.village import RefusedProof

__all__ = ["asked_of_village_faults", "village_faults"]

_FROM_VILLAGE = re.compile(r"村|居委|社区")


def village_faults(lists: Lists, items: Mapping[str, Item]) -> Iterable[Fault]:
    yield from _assists(lists, items)
    yield from _proofs(lists)


def _assists(lists: Lists, items: Mapping[str, Item]) -> Iterable[Fault]:
    for code in lists.village.assists:
        tree = lists.trees["village"].at(("assists", code))
        if code in items and items[code].intake_level is Level.VILLAGE:
            what = f"A village takes {code} in itself: it does not assist somebody else with it."
            yield tree.fault(what, "Drop it here, or raise the item's intake_level.")


def _proofs(lists: Lists) -> Iterable[Fault]:
    for code, proof in lists.village.not_asked.items():
        if not any(word.strip() for word in proof.words):
            tree = lists.trees["village"].at(("not_asked", code))
            yield tree.fault("Nobody finds a proof without words.", "Write `words: [亲属关系证明]`.")


def asked_of_village_faults(built: BuiltItem, lists: Lists) -> Iterable[Fault]:
    """Papers of the item that are proofs no village issues."""
    for place, material in enumerate(built.item.materials):
        proof = _find_refused(material, lists.village.not_asked)
        if proof is not None:
            tree = built.tree.at(("materials", place, "name"))
            yield tree.fault(
                f"A village must not be asked for this: {proof.name.zh}.",
                f"village.yaml says what serves instead: {proof.instead.zh}",
            )


def _find_refused(material: Material, proofs: Mapping[str, RefusedProof]) -> RefusedProof | None:
    name = material.name.zh
    if material.source is not MaterialSource.OTHER or not _FROM_VILLAGE.search(name):
        return None
    return next((proof for proof in proofs.values() if any(word in name for word in proof.words if word)), None)

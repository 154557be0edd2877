"""An item asks its own kind of applicant: no card of a person answers for an organisation, and no code for a person."""

from collections.abc import Iterable

from backend.catalogue.build import BuiltItem
from backend.catalogue.faults import Fault
from backend.guide.card import AGENT, ORGANISATION
from backend.guide.declared import Fact
from backend.guide.item import ApplicantKind

__all__ = ["applicant_faults"]


def applicant_faults(built: BuiltItem) -> Iterable[Fault]:
    for code, fact in built.item.facts.items():
        whose = _whose_card(fact)
        if whose is not None and whose is not built.item.applicant:
            yield built.tree.at(("facts", code)).fault(
                f"“{code}” is told by the papers of a {whose}, and the item is for a {built.item.applicant}.",
                "Take the fact for this kind of applicant, or correct `applicant:`.",
            )


def _whose_card(fact: Fact) -> ApplicantKind | None:
    """Who must apply so that a card can tell the fact; none when it does not matter."""
    if fact.card is None:
        return None
    whose = fact.card.rpartition(".")[0]
    if whose == AGENT:
        return None
    return ApplicantKind.ORGANISATION if whose == ORGANISATION else ApplicantKind.PERSON

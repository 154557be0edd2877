"""An organisation as applicant: what is known of it as soon as its credit code is, before any item is chosen.

Who an organisation is stands in a public register; the system that tells its name tells the rest that is open. What
names a person, such as the legal representative, is asked for an item only.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from backend.guide.declared import Fact
from backend.guide.item import ApplicantKind, Item
from backend.guide.masking import is_personal

__all__ = ["CREDIT_CODE", "NAME", "applicant_kind", "identity_facts", "items_for", "registers_of"]

CREDIT_CODE: Final = "credit_code"
"""The kind of document, and of number, by which an organisation is known."""

NAME: Final = "org_name"
"""The fact that names the organisation."""


def applicant_kind(document_kind: str) -> ApplicantKind:
    return ApplicantKind.ORGANISATION if document_kind == CREDIT_CODE else ApplicantKind.PERSON


def items_for(kind: ApplicantKind, items: Iterable[Item]) -> list[Item]:
    return [item for item in items if item.applicant is kind]


def identity_facts(items: Iterable[Item]) -> dict[str, Fact]:
    """Of the facts these items refer to, those that say openly who the organisation is."""
    facts = {code: fact for item in items for code, fact in item.facts.items()}
    registers = registers_of(facts)
    return {
        code: fact
        for code, fact in facts.items()
        if ":" not in code and not is_personal(fact) and any(datum.system in registers for datum in fact.shared)
    }


def registers_of(facts: Mapping[str, Fact]) -> frozenset[str]:
    """The systems that tell the name of an organisation."""
    named = facts.get(NAME)
    return frozenset() if named is None else frozenset(datum.system for datum in named.shared)

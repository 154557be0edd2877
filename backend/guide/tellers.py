"""Which department systems can tell a fact."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from backend.guide.condition import facts_in

if TYPE_CHECKING:
    from backend.guide.declared import Fact

__all__ = ["systems_for"]


def systems_for(code: str, facts: Mapping[str, "Fact"]) -> frozenset[str]:
    """Department systems that can tell ``code``, by itself or through the facts it follows from."""
    found: set[str] = set()
    open_codes, seen = [code], set[str]()
    while open_codes:
        current = open_codes.pop()
        fact = facts.get(current)
        if fact is None or current in seen:
            continue
        seen.add(current)
        found |= {datum.system for datum in fact.shared}
        open_codes += fact.computed.evidence if fact.computed else ()
        open_codes += [part for case in fact.derived for part in facts_in(case.when)]
        open_codes += [fact.same_as] if fact.same_as else []
    return frozenset(found)

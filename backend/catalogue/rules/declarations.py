"""Facts are declared so that every value they promise is one they accept."""

import re
from collections.abc import Iterable

from backend.catalogue.build import BuiltItem
from backend.catalogue.faults import Fault
from backend.guide.checks import find_problem
from backend.guide.condition import facts_in
from backend.guide.declared import Fact, FactKind
from backend.guide.facts import Value
from backend.guide.item import Item

__all__ = ["fact_faults"]

Finding = tuple[str, str, str]
"""Key of the declaration, what is wrong, what to do."""


def fact_faults(built: BuiltItem) -> Iterable[Fault]:
    for code, fact in built.item.facts.items():
        for key, what, remedy in _findings(fact):
            yield built.tree.at(("facts", code, key)).fault(what, remedy)
        if _leads_back(code, built.item):
            yield built.tree.at(("facts", code, "derived")).fault(
                f"“{code}” is derived from itself.", "Break the circle: one of its facts must be learnt otherwise."
            )


def _findings(fact: Fact) -> Iterable[Finding]:
    yield from _shape(fact)
    yield from _pattern(fact)
    if fact.default is not None:
        yield from _value("default", fact.default, fact)
    for case in fact.derived:
        yield from _value("derived", case.value, fact)
    for datum in fact.shared:
        for value in datum.values.values():
            yield from _value("shared", value, fact)
    if fact.kind is FactKind.YES_NO and any(not datum.values for datum in fact.shared):
        yield "shared", f"“{fact.code}” is yes or no, and the system's words are not translated.", "Add `values:`."


def _shape(fact: Fact) -> Iterable[Finding]:
    values = [choice.value for choice in fact.choices]
    if (fact.kind is FactKind.CHOICE) != bool(values):
        yield "kind", f"“{fact.code}” has choices if and only if its kind is `choice`.", "Add the choices, or the kind."
    if len(set(values)) < len(values):
        yield "choices", f"“{fact.code}” has a choice twice.", "Keep one of them."
    if fact.kind is FactKind.TABLE and not fact.columns:
        yield "kind", f"The table “{fact.code}” has no columns.", "Add `columns:`."


def _pattern(fact: Fact) -> Iterable[Finding]:
    if fact.pattern is not None:
        try:
            re.compile(fact.pattern)
        except re.error as error:
            yield "pattern", f"The pattern of “{fact.code}” is no regular expression: {error}.", "Correct it."


def _value(key: str, value: Value, fact: Fact) -> Iterable[Finding]:
    try:
        problem = find_problem(fact, value)
    except re.error:
        return
    if problem is not None:
        yield key, f"“{fact.code}” cannot have the value {value!r} ({problem}).", "Give a value of its kind."


def _leads_back(code: str, item: Item) -> bool:
    seen: set[str] = set()
    ahead = [part for case in item.facts[code].derived for part in facts_in(case.when)]
    while ahead:
        current = ahead.pop()
        if current == code:
            return True
        if current not in seen and current in item.facts:
            seen.add(current)
            ahead += [part for case in item.facts[current].derived for part in facts_in(case.when)]
    return False

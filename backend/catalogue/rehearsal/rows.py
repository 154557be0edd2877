"""Synthetic applicants of one item: rows of answers in which every answer, and every two of them, meet.

Nobody's data: values are made from the item's own choices, limits and examples.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from backend.catalogue.rehearsal.walking import Row, Walker, sample, stranger, usual
from backend.catalogue.rules.conditions import conditions_of
from backend.guide.condition import AllOf, AnyOf, Condition, Not, Test, facts_in
from backend.guide.declared import FactKind
from backend.guide.facts import Value
from backend.guide.item import Item, Requirement

__all__ = ["Row", "accepted_row", "options", "rows_of"]


def rows_of(item: Item, walker: Walker | None = None) -> tuple[Row, ...]:
    """An accepted applicant's answers; each with one changed, or those one requirement looks at; and rows in which
    every two answers to different questions meet. ``walker``: as for `accepted_row`."""
    good, asked = accepted_row(item, walker), _questions_of(item)
    single = [good | {fact: value} for fact, values in asked.items() for value in values]
    together = [
        good | dict(zip(facts, values, strict=True))
        for facts in (_settling(item, requirement) for requirement in item.requirements)
        for values in product(*(asked[fact] for fact in facts))
    ]
    return (good, *single, *together, *(good | row for row in _covering(asked)))


def _questions_of(item: Item) -> dict[str, tuple[Value, ...]]:
    """What may be asked, and what requirements look at, with the answers."""
    codes = [situation.fact for situation in item.situations]
    codes += [fact for requirement in item.requirements for fact in sorted(_looked_at(requirement))]
    return {code: options(item, code) for code in codes}


def options(item: Item, code: str) -> tuple[Value, ...]:
    """The answers that may make a difference."""
    fact = item.facts[code]
    if fact.kind is FactKind.YES_NO:
        return (True, False)
    if fact.kind is FactKind.INTEGER:
        return _numbers(item, code)
    if fact.choices:
        return tuple(choice.value for choice in fact.choices)
    return (sample(fact),)


def accepted_row(item: Item, walker: Walker | None = None) -> Row:
    """Answers no requirement speaks against, or as few as can be: a question's answer is changed where another
    declines less. ``walker``: a `stranger` of the item, from whoever goes on walking with it."""
    walker = walker or stranger(item)
    asked = _questions_of(item)
    rows = [_nearer(walker, asked, {fact: values[place] for fact, values in asked.items()}) for place in (0, -1)]
    return min(rows, key=walker.declining)


def _nearer(walker: Walker, asked: Mapping[str, tuple[Value, ...]], row: Row) -> Row:
    for _ in range(2):
        for fact, values in asked.items():
            row[fact] = min((row[fact], *values), key=lambda value: walker.declining(row | {fact: value}))
    return row


def _numbers(item: Item, code: str) -> tuple[int, ...]:
    """A usual number, and those on both sides of every limit a condition of the item sets."""
    tests = list(_comparisons(item, code))
    limits = [limit for test in tests for limit in (test.at_least, test.below) if isinstance(limit, int)]
    named = {value for test in tests for value in (test.in_ or (test.is_,)) if isinstance(value, int)}
    near = {limit - step for limit in limits for step in (0, 1)} | named
    common = usual(item.facts[code])
    return (common, *sorted(near - {common}))


def _comparisons(item: Item, code: str) -> Iterator[Test]:
    parts: list[Condition] = [condition for condition, _ in conditions_of(item)]
    while parts:
        match parts.pop():
            case Test() as test if test.fact == code:
                yield test
            case Not(not_=inner):
                parts.append(inner)
            case AllOf(all_=inner) | AnyOf(any_=inner):
                parts.extend(inner)


def _looked_at(requirement: Requirement) -> frozenset[str]:
    return facts_in(requirement.must) | facts_in(requirement.when)


def _settling(item: Item, requirement: Requirement) -> list[str]:
    """The facts a requirement looks at, and those that decide whether these are asked."""
    facts = _looked_at(requirement)
    gates = [facts_in(situation.when) for situation in item.situations if situation.fact in facts]
    return sorted(facts.union(*gates) & _questions_of(item).keys())


def _covering(asked: dict[str, tuple[Value, ...]]) -> list[Row]:
    """Few rows that hold every pair of answers: each pair joins the first row it does not contradict."""
    rows: list[Row] = []
    for pair in _pairs(asked):
        row = next((row for row in rows if all(row.get(fact, value) == value for fact, value in pair.items())), None)
        if row is None:
            rows.append(pair)
        else:
            row.update(pair)
    return rows


def _pairs(asked: dict[str, tuple[Value, ...]]) -> Iterable[Row]:
    for one, other in combinations(asked, 2):
        yield from ({one: left, other: right} for left, right in product(asked[one], asked[other]))

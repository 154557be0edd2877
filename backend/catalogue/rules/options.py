"""Every option of a question can be reached, differs from the others, and is asked only where it matters."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from backend.catalogue.build import BuiltItem
from backend.catalogue.faults import Fault
from backend.catalogue.rules.cases import Cases, negated, truth
from backend.catalogue.rules.conditions import conditions_of
from backend.catalogue.rules.reach import demands_of
from backend.guide.condition import Condition, Scalar, Test, facts_in
from backend.guide.declared import FactKind
from backend.guide.item import Item, Situation

__all__ = ["option_faults"]

_CLOSED = frozenset({FactKind.CHOICE, FactKind.YES_NO})


def option_faults(built: BuiltItem) -> Iterable[Fault]:
    cases = Cases(built.item, (condition for condition, _ in conditions_of(built.item)))
    told = {field.fact for field in built.item.fields} | {fact for s in built.item.stages for fact in s.sends or ()}
    for place, situation in enumerate(built.item.situations):
        tree = built.tree.at(("situations", place))
        for value in _unreachable(situation, built.item, cases):
            yield tree.fault(
                f"No case reaches the answer {value!r} to “{situation.fact}”.",
                "Take the answer out, or widen `when` of the question.",
            )
        if situation.fact not in told:
            for values in _alike(situation.fact, built.item, cases):
                yield built.tree.at(("facts", situation.fact, "choices")).fault(
                    f"The choices {', '.join(values)} of “{situation.fact}” all do the same.",
                    "Make them one choice, or let a condition depend on them.",
                )
        if situation.when is not None and _asked_elsewhere(situation, built.item, cases):
            yield tree.fault(
                f"Something hangs on “{situation.fact}” where its question is not asked.",
                "Put the `when` of the question before what hangs on it, or leave it out of the question.",
            )


def _unreachable(situation: Situation, item: Item, cases: Cases) -> Iterator[Scalar]:
    fact = item.facts[situation.fact]
    if fact.kind not in _CLOSED:
        return
    when = () if situation.when is None else (situation.when,)
    if when and cases.find(*when) is None:
        return  # told of the condition itself
    for value in cases.domain(fact.code):
        if not isinstance(value, list) and cases.find(*when, Test.model_construct(fact=fact.code, is_=value)) is None:
            yield value


def _alike(fact: str, item: Item, cases: Cases) -> Iterator[list[str]]:
    """Choices of the item's own no comparison tells apart, of a question something hangs on."""
    tests = cases.tests.get(fact, [])
    if not fact.startswith(f"{item.code}:") or item.facts[fact].kind is not FactKind.CHOICE or not tests:
        return
    groups: dict[tuple[bool, ...], list[str]] = defaultdict(list)
    for choice in item.facts[fact].choices:
        groups[tuple(test.holds(choice.value) for test in tests)].append(choice.value)
    yield from (values for values in groups.values() if len(values) > 1)


def _asked_elsewhere(situation: Situation, item: Item, cases: Cases) -> bool:
    """Whether the guide would put the bare label as a question: something hangs on the answer, and the form asks none.

    What a card or the program tells is never asked, nor is anything of who is declined already.
    """
    fact, when = item.facts[situation.fact], situation.when
    if fact.card or fact.computed or fact.default is not None or when is None:
        return False
    if any(field.fact == fact.code and field.when is None for field in item.fields):
        return False
    hanging = [condition for condition in _deciding(item) if fact.code in facts_in(condition)]
    return any(_hangs(condition, fact.code, when, item, cases) for condition in hanging)


def _deciding(item: Item) -> Iterator[Condition]:
    yield from demands_of(item)
    for parts in (item.situations, item.fields, item.materials, item.stages):
        yield from (part.when for part in parts if part.when is not None)


def _hangs(condition: Condition, fact: str, when: Condition, item: Item, cases: Cases) -> bool:
    others = [demand for demand in demands_of(item) if fact not in facts_in(demand)]
    touched = facts_in(condition) | facts_in(when)
    accepted = [demand for demand in others if facts_in(demand) & touched]
    beside = sorted(facts_in(condition) - {fact}) + [origin for origin in cases.origins(fact) if origin != fact]
    for values in cases.each((negated(when), *accepted), beside):
        values.pop(fact, None)
        if cases.is_free(fact, values):
            verdicts = {truth(condition, values | {fact: value}) for value in cases.domain(fact)}
            if len(verdicts) > 1:
                return True
    return False

"""Conditions look at facts they may look at, compare like with like, and matter."""

from collections.abc import Iterable

from backend.catalogue.build import BuiltItem
from backend.catalogue.faults import Fault
from backend.guide.condition import AllOf, AnyOf, Condition, Not, Test, facts_in
from backend.guide.declared import Fact, FactKind
from backend.guide.item import Item
from backend.guide.masking import is_withheld

__all__ = ["Path", "condition_faults", "conditions_of"]

Path = tuple[str | int, ...]

_ORDERED = frozenset({FactKind.INTEGER, FactKind.DATE})


def condition_faults(built: BuiltItem) -> Iterable[Fault]:
    for condition, path in conditions_of(built.item):
        for test, place in _tests(condition, path):
            fact = built.item.facts.get(test.fact)
            if fact is not None:
                yield from (built.tree.at(place).fault(what, remedy) for what, remedy in _faults_of(test, fact))
    yield from _idle_questions(built)
    yield from _idle_facts(built)


def conditions_of(item: Item) -> Iterable[tuple[Condition, Path]]:
    """Every condition of the item, with the way to it."""
    for place, requirement in enumerate(item.requirements):
        yield requirement.must, ("requirements", place, "must")
    for kind in ("requirements", "situations", "fields", "materials", "stages", "proposes"):
        for place, part in enumerate(getattr(item, kind)):
            if part.when is not None:
                yield part.when, (kind, place, "when")
    for place, material in enumerate(item.materials):
        for number, waiver in enumerate(material.waivers):
            if waiver.when is not None:
                yield waiver.when, ("materials", place, "waivers", number, "when")
    for code, fact in item.facts.items():
        for place, case in enumerate(fact.derived):
            if case.when is not None:
                yield case.when, ("facts", code, "derived", place, "when")


def _tests(condition: Condition, path: Path) -> Iterable[tuple[Test, Path]]:
    match condition:
        case Test():
            yield condition, path
        case Not():
            yield from _tests(condition.not_, (*path, "not"))
        case AllOf():
            for place, part in enumerate(condition.all_):
                yield from _tests(part, (*path, "all", place))
        case AnyOf():
            for place, part in enumerate(condition.any_):
                yield from _tests(part, (*path, "any", place))


def _faults_of(test: Test, fact: Fact) -> Iterable[tuple[str, str]]:
    if is_withheld(fact):
        yield (
            f"A condition looks at “{fact.code}”, which is personal ({fact.data_class.value}).",
            "Conditions run where the value is not: use a fact of class D0 or D1, or a choice, a yes or no, a number.",
        )
    if test.at_least is not None or test.below is not None:
        limit = test.at_least if test.at_least is not None else test.below
        if fact.kind not in _ORDERED or isinstance(limit, str) != (fact.kind is FactKind.DATE):
            yield (
                f"“{fact.code}” cannot be compared with {limit!r} by size.",
                "Only whole numbers and dates have an order.",
            )
        return
    for value in test.in_ if test.in_ is not None else (test.is_,):
        yield from _value_faults(value, fact)


def _value_faults(value: bool | int | str | None, fact: Fact) -> Iterable[tuple[str, str]]:
    match fact.kind:
        case FactKind.YES_NO if not isinstance(value, bool):
            yield f"“{fact.code}” is yes or no, not {value!r}.", "Write true or false, without quotes."
        case FactKind.INTEGER if isinstance(value, bool) or not isinstance(value, int):
            yield f"“{fact.code}” is a number, not {value!r}.", "Write the number without quotes."
        case FactKind.CHOICE:
            choices = [choice.value for choice in fact.choices]
            if value not in choices or not isinstance(value, str):
                yield f"“{fact.code}” has no choice {value!r}.", f"Use one of: {', '.join(choices)}."
        case FactKind.TABLE:
            yield f"“{fact.code}” is a table and cannot be compared.", "Ask a question of its own for what matters."


def _idle_questions(built: BuiltItem) -> Iterable[Fault]:
    """A question whose answer changes nothing is a key pressed for nothing."""
    item = built.item
    mentioned = _mentioned(item)
    form = {field.fact for field in item.fields}
    for place, situation in enumerate(item.situations):
        tree = built.tree.at(("situations", place))
        if situation.fact in form:
            continue
        if situation.fact not in mentioned:
            yield tree.fault(f"Nothing depends on the answer to “{situation.fact}”.", "Drop the question, or use it.")


def _mentioned(item: Item) -> set[str]:
    """Facts conditions look at."""
    return {fact for condition, _ in conditions_of(item) for fact in facts_in(condition)}


def _idle_facts(built: BuiltItem) -> Iterable[Fault]:
    item = built.item
    used = {field.fact for field in item.fields} | {situation.fact for situation in item.situations}
    used |= _mentioned(item)
    used |= {waiver.fact for material in item.materials for waiver in material.waivers if waiver.fact}
    used |= {material.valid_until for material in item.materials if material.valid_until}
    used |= {fact.same_as for fact in item.facts.values() if fact.same_as}
    used |= {fact for stage in item.stages for fact in stage.sends or ()}
    for code in item.facts:
        if code.startswith(f"{item.code}:") and code not in used:
            yield built.tree.at(("facts", code)).fault(f"Nothing uses the fact “{code}”.", "Drop it, or use it.")

"""Which cases an item's conditions can tell apart, and whether one of them is such and such.

Every fact a condition looks at has a handful of values that matter: its choices, yes and no, or the numbers on both
sides of every limit. A search over these, cut short as soon as a condition fails, settles whether conditions can hold
together; derived facts take the value their cases give, and any value where no case holds, for then they are asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from backend.guide.condition import AllOf, AnyOf, Condition, Not, Test, facts_in
from backend.guide.declared import Computed, DerivedCase, Fact, FactKind
from backend.guide.facts import Value
from backend.guide.item import Item

__all__ = ["Cases", "negated", "truth"]

Values = dict[str, Value]
_FREE: tuple[DerivedCase, ...] = ()
_LOWEST_DATE = "0001-01-01"


def truth(condition: Condition | None, values: Values) -> bool | None:
    """The verdict over ``values``; None while it hangs on something not among them."""
    match condition:
        case None:
            return True
        case Test():
            value = values.get(condition.fact)
            return None if value is None else condition.holds(value)
        case Not():
            inner = truth(condition.not_, values)
            return None if inner is None else not inner
        case AllOf():
            return _joined(condition.all_, values, settles=False)
        case AnyOf():
            return _joined(condition.any_, values, settles=True)


def _joined(parts: Iterable[Condition], values: Values, *, settles: bool) -> bool | None:
    found: bool | None = not settles
    for part in parts:
        verdict = truth(part, values)
        if verdict is settles:
            return settles
        if verdict is None:
            found = None
    return found


def negated(condition: Condition) -> Condition:
    return Not.model_construct(not_=condition)


class Cases:
    """The cases of one item."""

    def __init__(self, item: Item, conditions: Iterable[Condition]) -> None:
        """``conditions`` are all of the item: their limits say which numbers matter."""
        self._facts = item.facts
        self._derived = {code: fact.derived for code, fact in item.facts.items() if fact.derived}
        if {Computed.REGISTERED_HERE, Computed.REGISTERED_IN} <= {fact.computed for fact in item.facts.values()}:
            self._derived |= _registration(item.facts)
        self._tests: dict[str, list[Test]] = {}
        for condition in conditions:
            for test in tests_in(condition):
                self._tests.setdefault(test.fact, []).append(test)
        self._domains: dict[str, tuple[Value, ...]] = {}
        self._origins: dict[str, tuple[str, ...]] = {}

    def find(self, *conditions: Condition) -> Values | None:
        """A case in which all ``conditions`` hold."""
        return next(self.each(conditions), None)

    def each(self, conditions: Sequence[Condition], beside: Iterable[str] = ()) -> Iterator[Values]:
        """Cases in which ``conditions`` hold, each with its value of every fact these and ``beside`` rest on."""
        wanted = [fact for condition in conditions for fact in sorted(facts_in(condition))]
        order = list(dict.fromkeys(origin for fact in (*wanted, *beside) for origin in self.origins(fact)))
        whole = bool(tuple(beside))
        yield from self._search(conditions, order, 0, {}, whole=whole)

    def _search(
        self, conditions: Sequence[Condition], order: Sequence[str], place: int, values: Values, *, whole: bool
    ) -> Iterator[Values]:
        verdicts = [truth(condition, values) for condition in conditions]
        if False in verdicts:
            return
        if place == len(order) or (not whole and None not in verdicts):
            yield dict(values)
            return
        fact = order[place]
        open_ones = [condition for condition, verdict in zip(conditions, verdicts, strict=True) if verdict is None]
        for value in self.values_of(fact, values):
            values[fact] = value
            yield from self._search(open_ones, order, place + 1, values, whole=whole)
        values.pop(fact, None)

    def values_of(self, fact: str, values: Values) -> tuple[Value, ...]:
        """What ``fact`` may be, given those it is derived from."""
        for case in self._derived.get(fact, _FREE):
            if truth(case.when, values):
                return (case.value,)
        return self.domain(fact)

    def is_free(self, fact: str, values: Values) -> bool:
        """Whether nothing but an answer settles ``fact``."""
        return not any(truth(case.when, values) for case in self._derived.get(fact, _FREE))

    def origins(self, fact: str) -> tuple[str, ...]:
        """The facts ``fact`` is derived from, each after its own origins, and ``fact`` itself."""
        if fact not in self._origins:
            self._origins[fact] = (fact,)  # a circle of derived facts is a fault of its own
            above = (part for case in self._derived.get(fact, _FREE) for part in sorted(facts_in(case.when)))
            found = dict.fromkeys(origin for part in above for origin in self.origins(part))
            self._origins[fact] = (*(origin for origin in found if origin != fact), fact)
        return self._origins[fact]

    def domain(self, fact: str) -> tuple[Value, ...]:
        if fact not in self._domains:
            self._domains[fact] = _domain(self._facts[fact], self._tests.get(fact, []))
        return self._domains[fact]

    @cached_property
    def tests(self) -> dict[str, list[Test]]:
        """The comparisons of every fact."""
        return self._tests


def tests_in(condition: Condition | None) -> Iterator[Test]:
    match condition:
        case Test():
            yield condition
        case Not():
            yield from tests_in(condition.not_)
        case AllOf():
            for part in condition.all_:
                yield from tests_in(part)
        case AnyOf():
            for part in condition.any_:
                yield from tests_in(part)


def _domain(fact: Fact, tests: Iterable[Test]) -> tuple[Value, ...]:
    if fact.kind is FactKind.YES_NO:
        return (True, False)
    if fact.choices:
        return tuple(choice.value for choice in fact.choices)
    limits = {limit for test in tests for limit in (test.at_least, test.below) if limit is not None}
    named = {value for test in tests for value in (*(test.in_ or ()), test.is_) if value is not None}
    if fact.kind is FactKind.INTEGER:
        return _numbers(fact, {value for value in limits | named if isinstance(value, int)})
    words = sorted({str(value) for value in limits | named})
    return (*words, _LOWEST_DATE) if fact.kind is FactKind.DATE else (*words, "\0")


def _numbers(fact: Fact, limits: set[int]) -> tuple[Value, ...]:
    near = {limit + step for limit in limits or {0} for step in (-1, 0, 1)}
    least = fact.least if fact.least is not None else min(near)
    most = fact.most if fact.most is not None else max(near)
    return tuple(sorted(number for number in near | {least} if least <= number <= most))


def _registration(facts: dict[str, Fact]) -> dict[str, tuple[DerivedCase, ...]]:
    """Registered here means: in this hall's area."""
    here = next(code for code, fact in facts.items() if fact.computed is Computed.REGISTERED_HERE)
    where = next(code for code, fact in facts.items() if fact.computed is Computed.REGISTERED_IN)
    in_the_hall = Test.model_validate({"fact": where, "is": "hall"})
    return {here: (DerivedCase(value=True, when=in_the_hall), DerivedCase(value=False))}

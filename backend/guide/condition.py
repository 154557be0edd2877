"""The condition language: small, typed, declarative data, with three answers (yes, no, not yet known).

    when: {fact: age, at_least: 60}
    when: {all: [{fact: group, in: [dibao, tekun]}, {not: {fact: in_school, is: true}}]}

A language of our own rather than CEL, because the guide needs the third answer: "unknown, and these facts would
settle it" is what makes the next question. See docs/architecture.md.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import ConfigDict, Discriminator, Field, Tag, model_validator

from backend.guide.facts import Value
from backend.guide.model import Model

__all__ = ["AllOf", "AnyOf", "Condition", "Not", "Test", "Verdict", "evaluate", "facts_in"]

Scalar = bool | int | str


class Verdict(NamedTuple):
    """``truth`` is None while unknown; then ``missing`` names the facts that could settle it."""

    truth: bool | None
    missing: frozenset[str] = frozenset()


class _Node(Model):
    model_config = ConfigDict(populate_by_name=True)


class Test(_Node):
    """One comparison of one fact; exactly one comparison is given."""

    __test__ = False  # not a test case for pytest

    fact: str
    is_: Scalar | None = Field(default=None, alias="is")
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in")
    at_least: int | str | None = None
    below: int | str | None = None

    @model_validator(mode="after")
    def _one_comparison(self) -> "Test":
        given = [c for c in (self.is_, self.in_, self.at_least, self.below) if c is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of: is, in, at_least, below")
        return self

    def holds(self, value: Value) -> bool:
        if self.is_ is not None:
            return _same(value, self.is_)
        if self.in_ is not None:
            return any(_same(value, one) for one in self.in_)
        limit = self.at_least if self.at_least is not None else self.below
        if type(value) is not type(limit):  # a yes is no number
            raise TypeError(f"fact {self.fact} cannot be ordered against its limit")
        above = value >= limit  # type: ignore[operator]  # both are int, or both are str: checked above
        return above if self.at_least is not None else not above


def _same(value: Value, wanted: Scalar) -> bool:
    """Equality without Python's habit of taking yes for 1."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


class AllOf(_Node):
    all_: tuple["Condition", ...] = Field(alias="all", min_length=1)


class AnyOf(_Node):
    any_: tuple["Condition", ...] = Field(alias="any", min_length=1)


class Not(_Node):
    not_: "Condition" = Field(alias="not")


def _kind(data: Any) -> str:
    keys = data if isinstance(data, Mapping) else type(data).model_fields
    for key, kind in (
        ("all", "all"),
        ("all_", "all"),
        ("any", "any"),
        ("any_", "any"),
        ("not", "not"),
        ("not_", "not"),
    ):
        if key in keys:
            return kind
    return "test"


Condition = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Test, Tag("test")],
    Discriminator(_kind),
]

for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()

YES, NO = Verdict(truth=True), Verdict(truth=False)


def evaluate(condition: "Condition | None", facts: Mapping[str, Value]) -> Verdict:
    """The verdict of ``condition`` over what is known; no condition holds always.

    Raises TypeError when a fact of the wrong type is ordered, which `catalogue check` rules out beforehand.
    """
    match condition:
        case None:
            return YES
        case Test():
            if condition.fact not in facts:
                return Verdict(truth=None, missing=frozenset({condition.fact}))
            return YES if condition.holds(facts[condition.fact]) else NO
        case Not():
            inner = evaluate(condition.not_, facts)
            return inner if inner.truth is None else (NO if inner.truth else YES)
        case AllOf():
            return _join((evaluate(part, facts) for part in condition.all_), settles=False)
        case AnyOf():
            return _join((evaluate(part, facts) for part in condition.any_), settles=True)


def _join(verdicts: Iterable[Verdict], *, settles: bool) -> Verdict:
    """Kleene's and (settled by a no) or or (settled by a yes)."""
    missing: frozenset[str] = frozenset()
    for verdict in verdicts:
        if verdict.truth is settles:
            return YES if settles else NO
        missing |= verdict.missing
    if missing:
        return Verdict(truth=None, missing=missing)
    return NO if settles else YES


def facts_in(condition: "Condition | None") -> frozenset[str]:
    """Every fact a condition looks at."""
    match condition:
        case None:
            return frozenset()
        case Test():
            return frozenset({condition.fact})
        case Not():
            return facts_in(condition.not_)
        case AllOf():
            return frozenset().union(*(facts_in(part) for part in condition.all_))
        case AnyOf():
            return frozenset().union(*(facts_in(part) for part in condition.any_))

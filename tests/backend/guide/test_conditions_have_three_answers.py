"""Kleene's logic: unknown is unknown until what is known settles it."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from backend.guide import Condition, Value, evaluate, facts_in

READ: TypeAdapter[Condition] = TypeAdapter(Condition)
NAMES = "abc"

truths = st.dictionaries(st.sampled_from(NAMES), st.booleans())
conditions = st.recursive(
    st.sampled_from(NAMES).map(lambda name: {"fact": name, "is": True}),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
).map(READ.validate_python)


def truth(condition: object, facts: Mapping[str, Value]) -> bool | None:
    return evaluate(READ.validate_python(condition), facts).truth


@given(conditions, truths)
def test_denying_twice_changes_nothing(condition: Condition, facts: dict[str, bool]) -> None:
    assert truth({"not": {"not": condition}}, facts) == truth(condition, facts)


@given(conditions, conditions, truths)
def test_de_morgan_holds_with_unknowns(one: Condition, other: Condition, facts: dict[str, bool]) -> None:
    assert truth({"not": {"all": [one, other]}}, facts) == truth({"any": [{"not": one}, {"not": other}]}, facts)


@given(conditions, conditions, truths)
def test_order_does_not_matter(one: Condition, other: Condition, facts: dict[str, bool]) -> None:
    assert truth({"all": [one, other]}, facts) == truth({"all": [other, one]}, facts)
    assert truth({"any": [one, other]}, facts) == truth({"any": [other, one]}, facts)


@given(conditions, truths, st.sampled_from(NAMES), st.booleans())
def test_what_is_settled_stays_settled(condition: Condition, facts: dict[str, bool], name: str, value: bool) -> None:
    before = truth(condition, facts)
    if before is not None:
        assert truth(condition, {name: value, **facts}) == before


@given(conditions, truths)
def test_unknown_names_only_unknown_facts_and_they_settle_it(condition: Condition, facts: dict[str, bool]) -> None:
    verdict = evaluate(condition, facts)
    assert (verdict.truth is None) == bool(verdict.missing)
    assert verdict.missing <= facts_in(condition) - facts.keys()
    assert evaluate(condition, {**facts, **dict.fromkeys(facts_in(condition) - facts.keys(), True)}).truth is not None


def test_numbers_and_dates_are_ordered_and_yes_is_not_one() -> None:
    assert truth({"fact": "age", "at_least": 60}, {"age": 60}) is True
    assert truth({"fact": "age", "below": 60}, {"age": 60}) is False
    assert truth({"fact": "since", "at_least": "2026-01-01"}, {"since": "2025-12-31"}) is False
    assert truth({"fact": "homes", "is": 1}, {"homes": True}) is False
    assert truth({"fact": "homes", "in": [1, 2]}, {"homes": True}) is False
    assert truth({"fact": "group", "in": ["x", "y"]}, {"group": "y"}) is True


@pytest.mark.parametrize("value", [True, "60"])
def test_what_is_of_another_kind_is_not_ordered(value: Value) -> None:
    with pytest.raises(TypeError, match="cannot be ordered"):
        truth({"fact": "age", "at_least": 60}, {"age": value})

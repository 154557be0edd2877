"""Properties over random items and random knowledge: the promises of the guide, each checked by its own reckoning."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.guide import (
    Assessment,
    DecisionKind,
    FactBook,
    FieldState,
    InHand,
    Item,
    Known,
    PaperState,
    Source,
    assess,
    evaluate,
)
from backend.guide.derive import condition_values, derive
from tests.backend.guide.builders import PLACE, choice, fact, field, item, known, paper, requirement, situation, yes_no

SYSTEMS = ("S", "T")
FACTS = (
    yes_no("a"),
    yes_no("b", "S"),
    choice("c", "xyz"),
    choice("d", "xyz", "S", "T"),
    choice("e", "xy", "T", default="x"),
    choice("f", "xy", derived=[{"value": "x", "when": {"fact": "b", "is": True}}, {"value": "y"}]),
    fact("t"),
    fact("u", shared=[{"system": "S", "datum": "u"}]),
    fact("v", same_as="u", earlier=True),
)
VALUES: dict[str, list[Any]] = {
    "a": [True, False],
    "b": [True, False, "rubbish"],
    "c": ["x", "y", "z", "rubbish"],
    "d": ["x", "y", "z"],
    "e": ["x", "y"],
    "f": ["x", "y"],
    "t": ["word", "", " "],
    "u": ["word", None],
    "v": ["word"],
}
RIGHT = {code: [value for value in values if value not in ("rubbish", "", " ")] for code, values in VALUES.items()}

tests_of_facts = st.sampled_from("abcdef").flatmap(
    lambda code: st.sampled_from(RIGHT[code]).map(lambda value: {"fact": code, "is": value})
)
conditions = st.recursive(
    tests_of_facts,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=5,
)
whens = st.none() | conditions


def some(build: Any, names: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Up to three parts with different names."""
    one = st.tuples(st.sampled_from(names), st.fixed_dictionaries(more)).map(lambda made: build(made[0], **made[1]))
    return st.lists(one, max_size=3, unique_by=lambda part: part.get("code") or part["fact"])


waivers = st.sampled_from([[], [{"fact": "u"}], [{"fact": "f"}], [{"fact": "d"}, {"fact": "u"}]])
items: st.SearchStrategy[Item] = st.builds(
    lambda situations, fields, papers, rules: item(
        *FACTS, situations=situations, fields=fields, materials=papers, requirements=rules
    ),
    some(situation, "abcdef", when=whens),
    some(field, "abcdeftuv", when=whens, required=st.booleans()),
    some(
        paper,
        "pqr",
        when=whens,
        waivers=waivers,
        tolerance=st.sampled_from([None, {"days": 5}]),
        necessity=st.sampled_from(["required", "optional"]),
    ),
    some(requirement, "kl", must=conditions, when=whens),
)


def said(code: str) -> st.SearchStrategy[Known]:
    """A value of a fact as somebody might say it."""
    sources = st.sampled_from([Source.EARLIER, Source.SHARED, Source.CARD, Source.ASKED, Source.TYPED])
    return st.builds(
        lambda value, source, minutes, confirmed: known(
            value,
            source,
            minutes=minutes,
            confirmed=confirmed,
            system="S" if source is Source.SHARED else None,
            withheld=value is None,
            shown="*" if value is None else None,
        ),
        st.sampled_from(VALUES[code]),
        sources,
        st.integers(0, 3),
        st.booleans(),
    )


sayings = st.lists(st.sampled_from(sorted(VALUES)).flatmap(lambda c: st.tuples(st.just(c), said(c))), max_size=10)
standings = st.fixed_dictionaries(
    {system: st.sampled_from(["", "pending", "unavailable", "answered"]) for system in SYSTEMS}
)
hands = st.dictionaries(
    st.sampled_from("pqr"),
    st.builds(InHand, original_seen=st.booleans(), undertaken=st.booleans(), absent=st.booleans()),
)


def book_of(told: list[tuple[str, Known]], standing: dict[str, str]) -> FactBook:
    book = FactBook()
    for code, value in told:
        book = book.learn(code, value)
    by_state = {state: {s for s in SYSTEMS if standing[s] == state} for state in set(standing.values()) - {""}}
    return book.model_copy(update={state: frozenset(systems) for state, systems in by_state.items()})


def judge(one: Item, book: FactBook, hand: dict[str, InHand]) -> Assessment:
    return assess(one, book, hand, (), PLACE)


@given(items, sayings, standings, hands, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_facts_learnt_in_any_order_give_the_same_assessment(
    one: Item, told: list[tuple[str, Known]], standing: dict[str, str], hand: dict[str, InHand], random: Any
) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)
    assert judge(one, book_of(told, standing), hand) == judge(one, book_of(shuffled + told, standing), hand)


@given(sayings)
@settings(max_examples=60)
def test_facts_told_together_or_by_a_system_are_weighed_like_those_told_one_by_one(
    told: list[tuple[str, Known]],
) -> None:
    one_by_one = together = heard = FactBook()
    for code, value in told:
        one_by_one = one_by_one.learn(code, value)
        together = together.learn_all({code: value})
        heard = heard.heard("S", {code: value})
    assert one_by_one.known == together.known == heard.known


@given(items, sayings, standings, hands)
@settings(max_examples=100)
def test_nothing_needed_is_ever_silently_missing(
    one: Item, told: list[tuple[str, Known]], standing: dict[str, str], hand: dict[str, InHand]
) -> None:
    book = book_of(told, standing)
    decision = judge(one, book, hand).decision
    if decision.kind is DecisionKind.DECLINE:
        return
    lacking = missing_by_hand(one, book, hand)
    listed = {reason.code for reason in decision.reasons}
    assert lacking <= listed
    if lacking:
        assert decision.kind is not DecisionKind.ACCEPT
    if decision.kind is DecisionKind.ACCEPT:
        assert not listed


def missing_by_hand(one: Item, book: FactBook, hand: dict[str, InHand]) -> set[str]:
    """What the item needs and the book does not hold, reckoned without the engine's own lines."""
    full = derive(one.facts, book, PLACE)
    values = condition_values(one.facts, full)
    lacking: set[str] = set()
    for asked in one.situations:
        if evaluate(asked.when, values).truth and not is_known(asked.fact, full, values):
            lacking.add(asked.fact)
    for line in one.fields:
        if line.required and evaluate(line.when, values).truth and not is_known(line.fact, full, values):
            lacking.add(line.fact)
    for needed in one.materials:
        if needed.necessity.value == "required" and evaluate(needed.when, values).truth:
            brought = hand.get(needed.code, InHand()).original_seen
            waived = any(waiver.fact and full.get(waiver.fact) is not None for waiver in needed.waivers)
            if not brought and not waived:
                lacking.add(needed.code)
    return lacking


def is_known(code: str, book: FactBook, values: dict[str, Any]) -> bool:
    held = book.get(code)
    return held is not None and not held.is_offer() and (held.withheld or code in values)


@given(items, sayings, standings, hands)
@settings(max_examples=60)
def test_undecided_rules_are_never_passed_over(
    one: Item, told: list[tuple[str, Known]], standing: dict[str, str], hand: dict[str, InHand]
) -> None:
    assessment = judge(one, book_of(told, standing), hand)
    settled = (DecisionKind.ACCEPT, DecisionKind.PROVISIONAL, DecisionKind.NOTIFY)
    if assessment.decision.kind not in settled:
        return
    values = condition_values(one.facts, derive(one.facts, book_of(told, standing), PLACE))
    for parts in (one.fields, one.materials, one.situations, one.stages):
        assert all(evaluate(part.when, values).truth is not None for part in parts)
    assert all(line.holds for line in assessment.requirements)


@given(items, sayings, standings, hands)
@settings(max_examples=60)
def test_nothing_known_is_ever_asked(
    one: Item, told: list[tuple[str, Known]], standing: dict[str, str], hand: dict[str, InHand]
) -> None:
    book = book_of(told, standing)
    values = condition_values(one.facts, derive(one.facts, book, PLACE))
    for code in asked_in(judge(one, book, hand)):
        assert code not in values


def asked_in(assessment: Assessment) -> set[str]:
    fields = (line.field.fact for line in assessment.fields if line.state in (FieldState.ASK, FieldState.WAITING))
    return {*fields, *(line.situation.fact for line in assessment.open_questions())}


@given(items, sayings, standings, hands, st.sampled_from(sorted(RIGHT)), st.data())
@settings(max_examples=60)
def test_more_knowledge_never_brings_a_question_about_what_is_known(
    one: Item,
    told: list[tuple[str, Known]],
    standing: dict[str, str],
    hand: dict[str, InHand],
    code: str,
    data: st.DataObject,
) -> None:
    book = book_of(told, standing)
    before = condition_values(one.facts, derive(one.facts, book, PLACE))
    answer = known(data.draw(st.sampled_from([v for v in RIGHT[code] if v is not None])), Source.TYPED, minutes=9)
    richer = book.learn(code, answer)
    derived = {"e", "f", "v"}  # what follows may change with what it follows from, and wait again for a system
    assert not asked_in(judge(one, richer, hand)) & ({code, *before} - derived)


@given(items, sayings, standings)
@settings(max_examples=100)
def test_every_paper_says_why(one: Item, told: list[tuple[str, Known]], standing: dict[str, str]) -> None:
    for line in judge(one, book_of(told, standing), {}).papers:
        assert line.reason.zh and line.reason.en
        assert line.waiting_for <= set(SYSTEMS)
        assert not line.waiting_for or line.state is PaperState.MISSING

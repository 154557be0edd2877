"""Every item walked from nothing known, over pairs of answers: each walk ends in a decision with its reasons."""

from datetime import UTC, date, datetime
from functools import cache
from itertools import combinations, product

import pytest

from backend.catalogue.rules.conditions import conditions_of
from backend.guide import (
    Assessment,
    DecisionKind,
    Fact,
    FactBook,
    FactKind,
    InHand,
    Item,
    Known,
    PaperState,
    Place,
    Provenance,
    Source,
    Trust,
    Value,
    assess,
    facts_in,
)
from backend.guide.condition import AllOf, AnyOf, Condition, Not, Test
from backend.guide.item import Requirement
from tests.parts.catalogue import shipped

ITEMS = {item.code: item for item in shipped().items}
CODES = sorted(ITEMS)
HALL = Place(division_code="999999101000", today=date(2026, 11, 22))
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
FEW = 7  # questions for somebody the systems know and nothing is special about

SAMPLES: dict[FactKind, Value] = {
    FactKind.PHONE: "13800000000",
    FactKind.ID_NUMBER: "999999198103071210",
    FactKind.BANK_CARD: "6225880000000001",
    FactKind.MONEY: "100.00",
    FactKind.DATE: "1981-03-07",
    FactKind.TEXT: "石门村",
    FactKind.YES_NO: False,
}

Row = dict[str, Value]


def options(item: Item, code: str) -> tuple[Value, ...]:
    fact = item.facts[code]
    if fact.kind is FactKind.YES_NO:
        return (True, False)
    if fact.kind is FactKind.INTEGER:
        return numbers(item, code)
    if fact.kind is FactKind.DATE:
        return (SAMPLES[FactKind.DATE],)
    return tuple(choice.value for choice in fact.choices)


def numbers(item: Item, code: str) -> tuple[int, ...]:
    """A usual number, and those on both sides of every limit a condition of the item sets."""
    limits = {test.at_least or test.below for test in comparisons_of(item, code)} - {None}
    named = {
        value for test in comparisons_of(item, code) for value in (test.in_ or (test.is_,)) if isinstance(value, int)
    }
    near = {limit - step for limit in limits if isinstance(limit, int) for step in (0, 1)} | named
    return (usual(item.facts[code]), *sorted(near - {usual(item.facts[code])}))


def comparisons_of(item: Item, code: str) -> list[Test]:
    parts: list[Condition] = [condition for condition, _ in conditions_of(item)]
    found = []
    while parts:
        match parts.pop():
            case Test() as test if test.fact == code:
                found.append(test)
            case Not(not_=inner):
                parts.append(inner)
            case AllOf(all_=inner) | AnyOf(any_=inner):
                parts.extend(inner)
    return found


def usual(fact: Fact) -> int:
    return 40 if fact.code == "age" else max(fact.least or 0, 1)


def sample(fact: Fact) -> Value:
    """Some right value of the fact."""
    if fact.choices:
        return fact.choices[0].value
    if fact.kind is FactKind.TABLE:
        return [["谭"] * len(fact.columns)]
    if fact.kind is FactKind.INTEGER:
        return usual(fact)
    if fact.kind is FactKind.TEXT and fact.pattern:
        return fact.example.zh if fact.example else "999999101201"
    return SAMPLES[fact.kind]


def questions(item: Item) -> dict[str, tuple[Value, ...]]:
    """What may be asked, and what requirements look at, with the answers."""
    codes = [situation.fact for situation in item.situations]
    codes += [fact for requirement in item.requirements for fact in sorted(looked_at(requirement))]
    return {code: options(item, code) for code in codes}


def looked_at(requirement: Requirement) -> frozenset[str]:
    return facts_in(requirement.must) | facts_in(requirement.when)


@cache
def rows_of(code: str) -> tuple[Row, ...]:
    """An accepted applicant's answers; each with one changed, or those one requirement looks at; and rows in which
    every two answers to different questions meet."""
    item = ITEMS[code]
    good, asked = accepted_row(code), questions(item)
    single = [good | {fact: value} for fact, values in asked.items() for value in values]
    together = [
        good | dict(zip(facts, values, strict=True))
        for facts in (settling(item, requirement) for requirement in item.requirements)
        for values in product(*(asked[fact] for fact in facts))
    ]
    return (good, *single, *together, *(good | row for row in covering(asked)))


def settling(item: Item, requirement: Requirement) -> list[str]:
    """The facts a requirement looks at, and those that decide whether these are asked."""
    facts = looked_at(requirement)
    gates = [facts_in(situation.when) for situation in item.situations if situation.fact in facts]
    return sorted(facts.union(*gates) & questions(item).keys())


def pairs(asked: dict[str, tuple[Value, ...]], one: str, other: str) -> list[Row]:
    return [{one: left, other: right} for left, right in product(asked[one], asked[other])]


def covering(asked: dict[str, tuple[Value, ...]]) -> list[Row]:
    """Few rows that hold every pair of answers: each pair joins the first row it does not contradict."""
    rows: list[Row] = []
    for pair in (pair for one, other in combinations(asked, 2) for pair in pairs(asked, one, other)):
        fitting = (row for row in rows if all(row.get(fact, value) == value for fact, value in pair.items()))
        row = next(fitting, None)
        if row is None:
            rows.append(pair)
        else:
            row.update(pair)
    return rows


@cache
def accepted_row(code: str) -> Row:
    """Answers that no requirement speaks against: a question's answer is changed where another declines less."""
    item = ITEMS[code]
    asked = questions(item)
    rows = (nearer(item, {fact: values[place] for fact, values in asked.items()}) for place in (0, -1))
    row = next((row for row in rows if not declined(item, row)), None)
    assert row is not None, f"nobody can be accepted for {code}"
    return row


def nearer(item: Item, row: Row) -> Row:
    for _ in range(2):
        for fact, values in questions(item).items():
            row[fact] = min((row[fact], *values), key=lambda value: declined(item, row | {fact: value}))
    return row


def declined(item: Item, row: Row) -> int:
    """How many requirements certainly fail."""
    assessment = walk(item, nothing_known(item), row)[0]
    return len(assessment.decision.reasons) if assessment.decision.kind is DecisionKind.DECLINE else 0


def said(value: Value, source: Source = Source.ASKED, trust: Trust = Trust.D) -> Known:
    return Known(value=value, provenance=Provenance(source=source, at=AT, trust=trust), confirmed=True)


def nothing_known(item: Item) -> FactBook:
    """The systems answer, and none of them has heard of this person."""
    book = FactBook()
    for system in {datum.system for fact in item.facts.values() for datum in fact.shared}:
        book = book.heard(system)
    return book


def known_to_all(item: Item, row: Row) -> FactBook:
    """Everything a card or a system can tell is told; of the row, what they tell."""
    book = nothing_known(item)
    for code, fact in item.facts.items():
        if fact.shared or fact.card or fact.computed:
            value = row.get(code, sample(fact))
            book = book.learn(code, said(value, Source.SHARED, Trust.A))
    return book


def walk(item: Item, book: FactBook, row: Row, *, at_once: int = 99) -> tuple[Assessment, FactBook, list[str]]:
    """Answer, ``at_once`` open questions at a time, and fill until nothing is open; also which were put, in order."""
    put: list[str] = []
    book = book.learn_all({code: said(value) for code, value in row.items() if item.facts[code].default is not None})
    for _ in range(40):
        assessment = assess(item, book, {}, (), HALL)
        open_questions = [line.situation.fact for line in assessment.open_questions()]
        lines = [line.field.fact for line in assessment.to_fill()]
        if assessment.decision.kind is not DecisionKind.UNDECIDED:
            return assessment, book, put
        assert open_questions or lines, f"{item.code} stays undecided with nothing to ask: {row}"
        put += open_questions[:at_once]
        for fact in open_questions[:at_once] or lines:
            book = book.learn(fact, said(row.get(fact, sample(item.facts[fact]))))
    raise AssertionError(f"{item.code} goes in circles: {row}")


@cache
def walks(code: str) -> tuple[tuple[Row, Assessment, FactBook, list[str]], ...]:
    item = ITEMS[code]
    return tuple((row, *walk(item, nothing_known(item), row)) for row in rows_of(code))


def everything_shown(assessment: Assessment) -> dict[str, InHand]:
    shown = InHand(original_seen=True, copies=9, signed=True)
    return {line.material.code: shown for line in assessment.papers}


def what_can_follow_promised(assessment: Assessment) -> dict[str, InHand]:
    hand = everything_shown(assessment)
    promise = InHand(undertaken=True)
    return hand | {line.material.code: promise for line in assessment.papers if line.material.tolerance}


@pytest.mark.parametrize("code", CODES)
def test_every_walk_ends_in_a_decision_with_reasons(code: str) -> None:
    item = ITEMS[code]
    for _, assessment, book, put in walks(code):
        assert len(put) == len(set(put)), f"{code} asks twice: {put}"
        decision = assessment.decision
        if decision.kind is DecisionKind.DECLINE:
            continue
        missing = {line.material.code for line in assessment.papers if line.state is PaperState.MISSING}
        assert {reason.code for reason in decision.reasons} == missing
        assert decision.kind is (DecisionKind.NOTIFY if missing else DecisionKind.ACCEPT)
        complete = assess(item, book, everything_shown(assessment), (), HALL).decision
        assert (complete.kind, complete.reasons) == (DecisionKind.ACCEPT, ())


@pytest.mark.parametrize("code", CODES)
def test_what_may_follow_is_accepted_provisionally_and_nothing_else_is(code: str) -> None:
    item = ITEMS[code]
    for _, assessment, book, _ in walks(code):
        if assessment.decision.kind is DecisionKind.DECLINE:
            continue
        needed = [line.material for line in assessment.papers if line.state is PaperState.MISSING]
        decision = assess(item, book, what_can_follow_promised(assessment), (), HALL).decision
        follows = {material.code for material in needed if material.tolerance}
        assert decision.kind is (DecisionKind.PROVISIONAL if follows else DecisionKind.ACCEPT)
        assert {reason.code for reason in decision.reasons} == follows


@pytest.mark.parametrize("code", CODES)
def test_each_refusal_has_its_reason_what_to_say_and_a_remedy(code: str) -> None:
    item = ITEMS[code]
    met: set[str] = set()
    for _, assessment, _, _ in walks(code):
        decision = assessment.decision
        if decision.kind is DecisionKind.DECLINE:
            assert decision.reasons
            met |= {reason.code for reason in decision.reasons}
    assert item.remedies
    for requirement in item.requirements:
        assert requirement.say is not None
        assert requirement.ground is not None or requirement.instead
    assert met >= {requirement.code for requirement in item.requirements}


@pytest.mark.parametrize("code", CODES)
def test_nothing_a_card_or_a_system_has_told_is_asked(code: str) -> None:
    item = ITEMS[code]
    for row in rows_of(code):
        book = known_to_all(item, row)
        assessment = assess(item, book, {}, (), HALL)
        asked = {line.situation.fact for line in assessment.open_questions()}
        filled = {line.field.fact for line in assessment.to_fill() if line.known is None}
        assert not (asked | filled) & book.known.keys()


@pytest.mark.parametrize("code", CODES)
def test_whom_the_systems_know_is_asked_little(code: str) -> None:
    item = ITEMS[code]
    row = accepted_row(code)
    assert len(walk(item, known_to_all(item, row), row, at_once=1)[2]) <= FEW


@pytest.mark.parametrize("code", CODES)
def test_every_answer_to_every_question_changes_something(code: str) -> None:
    """For each option there is another answer to the same question with another outcome, somewhere."""
    item = ITEMS[code]
    for situation in item.situations:
        values = options(item, situation.fact)
        counts = item.facts[situation.fact].kind in (FactKind.INTEGER, FactKind.DATE)
        differing: set[Value] = set()
        for row in ({}, *rows_of(code)):
            outcomes = [_outcome(item, row | {situation.fact: value}) for value in values]
            differing |= {
                value for value, outcome in zip(values, outcomes, strict=True) if outcomes.count(outcome) < len(values)
            }
            if counts or len(differing) == len(values):
                break
        assert counts or differing == set(values), situation.fact


def _outcome(item: Item, row: Row) -> tuple[object, ...]:
    book = FactBook(known={fact: said(value) for fact, value in ({"age": 40} | row).items()})
    assessment = assess(item, book, {}, (), HALL)
    return (
        tuple((line.requirement.code, line.holds) for line in assessment.requirements),
        tuple((line.field.fact, line.known and line.known.value) for line in assessment.fields),
        tuple(line.situation.fact for line in assessment.questions),
        tuple(line.material.code for line in assessment.papers),
        tuple(stage.code for stage in assessment.stages),
        tuple(code for code, _ in assessment.proposals),
    )

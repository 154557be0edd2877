"""Every item walked from nothing known, over pairs of answers: each walk ends in a decision with its reasons."""

from collections.abc import Callable

import pytest

from backend.catalogue.rehearsal import rows as product_rows
from backend.catalogue.rehearsal.rows import Row, options
from backend.catalogue.rehearsal.walking import HALL, Walk, Walker, known_to_all, said, stranger, walk
from backend.guide import Assessment, DecisionKind, FactBook, FactKind, InHand, Item, PaperState, Value, assess
from tests.parts.catalogue import shipped

ITEMS = {item.code: item for item in shipped().items}
CODES = sorted(ITEMS)
FEW = 7  # questions for somebody the systems know and nothing is special about


@pytest.fixture(scope="module", params=CODES)
def code(request: pytest.FixtureRequest) -> str:
    """All tests of one item follow each other: what they share is large, and let go before the next item."""
    code: str = request.param
    return code


@pytest.fixture(scope="module")
def item(code: str) -> Item:
    return ITEMS[code]


@pytest.fixture(scope="module")
def walker(item: Item) -> Walker:
    return stranger(item)


@pytest.fixture(scope="module")
def rows(item: Item, walker: Walker) -> tuple[Row, ...]:
    return product_rows.rows_of(item, walker)


@pytest.fixture(scope="module")
def accepted_row(code: str, rows: tuple[Row, ...], walker: Walker) -> Row:
    """Answers that no requirement speaks against."""
    assert not walker.declining(rows[0]), f"nobody can be accepted for {code}"
    return rows[0]


@pytest.fixture(scope="module")
def walks(walker: Walker, rows: tuple[Row, ...]) -> tuple[Walk, ...]:
    """Of each row, by somebody no system has heard of; rows that are asked and answer the same walk once."""
    return walker.different(rows)


def everything_shown(assessment: Assessment) -> dict[str, InHand]:
    shown = InHand(original_seen=True, copies=9, signed=True)
    return {line.material.code: shown for line in assessment.papers}


def what_can_follow_promised(assessment: Assessment) -> dict[str, InHand]:
    hand = everything_shown(assessment)
    promise = InHand(undertaken=True)
    return hand | {line.material.code: promise for line in assessment.papers if line.material.tolerance}


@pytest.mark.usefixtures("accepted_row")
def test_every_walk_ends_in_a_decision_with_reasons(code: str, item: Item, walks: tuple[Walk, ...]) -> None:
    for walked in walks:
        assessment, book, put = walked.assessment, walked.book, walked.put
        assert len(put) == len(set(put)), f"{code} asks twice: {put}"
        decision = assessment.decision
        if decision.kind is DecisionKind.DECLINE:
            continue
        missing = {line.material.code for line in assessment.papers if line.state is PaperState.MISSING}
        assert {reason.code for reason in decision.reasons} == missing
        assert decision.kind is (DecisionKind.NOTIFY if missing else DecisionKind.ACCEPT)
        complete = assess(item, book, everything_shown(assessment), (), HALL).decision
        assert (complete.kind, complete.reasons) == (DecisionKind.ACCEPT, ())


def test_what_may_follow_is_accepted_provisionally_and_nothing_else_is(item: Item, walks: tuple[Walk, ...]) -> None:
    for walked in walks:
        assessment, book = walked.assessment, walked.book
        if assessment.decision.kind is DecisionKind.DECLINE:
            continue
        needed = [line.material for line in assessment.papers if line.state is PaperState.MISSING]
        decision = assess(item, book, what_can_follow_promised(assessment), (), HALL).decision
        follows = {material.code for material in needed if material.tolerance}
        assert decision.kind is (DecisionKind.PROVISIONAL if follows else DecisionKind.ACCEPT)
        assert {reason.code for reason in decision.reasons} == follows


def test_each_refusal_has_its_reason_what_to_say_and_a_remedy(item: Item, walks: tuple[Walk, ...]) -> None:
    met: set[str] = set()
    for walked in walks:
        decision = walked.assessment.decision
        if decision.kind is DecisionKind.DECLINE:
            assert decision.reasons
            met |= {reason.code for reason in decision.reasons}
    assert item.remedies
    for requirement in item.requirements:
        assert requirement.say is not None
        assert requirement.ground is not None or requirement.instead
    assert met >= {requirement.code for requirement in item.requirements}


def test_nothing_a_card_or_a_system_has_told_is_asked(item: Item, rows: tuple[Row, ...]) -> None:
    for row in rows:
        book = known_to_all(item, row)
        assessment = assess(item, book, {}, (), HALL)
        asked = {line.situation.fact for line in assessment.open_questions()}
        filled = {line.field.fact for line in assessment.to_fill() if line.known is None}
        assert not (asked | filled) & book.known.keys()


def test_whom_the_systems_know_is_asked_little(item: Item, accepted_row: Row) -> None:
    known = known_to_all(item, accepted_row)
    assert len(walk(item, known, accepted_row, at_once=1).put) <= FEW


def test_every_answer_to_every_question_changes_something(item: Item, rows: tuple[Row, ...]) -> None:
    """For each option there is another answer to the same question with another outcome, somewhere."""
    outcome_of = _outcomes(item)
    for situation in item.situations:
        values = options(item, situation.fact)
        counts = item.facts[situation.fact].kind in (FactKind.INTEGER, FactKind.DATE)
        differing: set[Value] = set()
        for row in ({}, *rows):
            outcomes = [outcome_of(row | {situation.fact: value}) for value in values]
            differing |= {
                value for value, outcome in zip(values, outcomes, strict=True) if outcomes.count(outcome) < len(values)
            }
            if counts or len(differing) == len(values):
                break
        assert counts or differing == set(values), situation.fact


def _outcomes(item: Item) -> Callable[[Row], tuple[object, ...]]:
    """The outcome of a row; of the same answers, whatever rows they come from, it is found once."""
    found: dict[frozenset[tuple[str, str]], tuple[object, ...]] = {}

    def outcome_of(row: Row) -> tuple[object, ...]:
        answers = frozenset((fact, repr(value)) for fact, value in row.items())
        if answers not in found:
            found[answers] = _outcome(item, row)
        return found[answers]

    return outcome_of


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

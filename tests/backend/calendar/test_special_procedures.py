"""A special procedure stops the clocks the table names, for its own days and not one more, whatever the order."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.calendar import (
    OFFICIAL,
    PAUSE_RULES,
    PROMISE_RULE,
    Calendar,
    Clock,
    ClockKind,
    Override,
    Pause,
    ProcedurePlan,
    StepKind,
    add_working_days,
    due,
    expected_end,
    rule_on,
    within,
)

START = date(2026, 3, 2)  # a Monday
BOTH = frozenset(ClockKind)
PROMISED = frozenset({ClockKind.PROMISED})
NOTHING: frozenset[ClockKind] = frozenset()

offsets = st.integers(0, 60)
limits = st.none() | st.integers(0, 12)
clocks = st.sets(st.sampled_from(ClockKind)).map(frozenset)


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    """A pause as a case may hold it, open ones among them."""
    start = START + timedelta(days=draw(offsets))
    end = draw(st.none() | st.integers(0, 25).map(lambda length: start + timedelta(days=length)))
    expected = draw(st.none() | st.integers(0, 25).map(lambda length: start + timedelta(days=length)))
    return Pause(
        start, end, draw(st.sampled_from(sorted(PAUSE_RULES))), "", "department", draw(clocks),
        expected_end=expected, limit=draw(limits), natural_limit=draw(limits),
    )  # fmt: skip


def counted_day_by_day(clock: Clock, today: date | None) -> date:
    """An independent count: walk the calendar, and for every day ask every pause whether it holds it."""
    day, left = clock.started_on, clock.days
    while left:
        day += timedelta(days=1)
        if OFFICIAL.is_working(day) and not any(stops(pause, clock.kind, day, today) for pause in clock.pauses):
            left -= 1
    return day


def stops(pause: Pause, kind: ClockKind, day: date, today: date | None) -> bool:
    if kind not in pause.stops or day < pause.start:
        return False
    if day > (pause.end or max(filter(None, (pause.start, pause.expected_end, today)))):
        return False
    if pause.natural_limit is not None and (day - pause.start).days >= pause.natural_limit:
        return False
    before = sum(OFFICIAL.is_working(each) for each in days(pause.start, day))
    return pause.limit is None or not OFFICIAL.is_working(day) or before < pause.limit


def days(first: date, before: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range((before - first).days))


@given(
    st.sampled_from(ClockKind), st.integers(0, 40), st.lists(pauses(), max_size=6), st.none() | offsets, st.randoms()
)
def test_the_day_equals_a_count_day_by_day_and_the_order_of_pauses_does_not_matter(
    kind: ClockKind, length: int, held: list[Pause], passed: int | None, chance: Random
) -> None:
    today = None if passed is None else START + timedelta(days=passed)
    in_order = due(Clock(kind, length, START, tuple(held)), on=today)
    chance.shuffle(held)
    assert due(Clock(kind, length, START, tuple(held)), on=today) == in_order
    assert in_order.date == counted_day_by_day(Clock(kind, length, START, tuple(held)), today)


@given(st.sampled_from(ClockKind), st.integers(0, 40), st.lists(pauses(), max_size=5), pauses())
def test_one_pause_more_never_ends_earlier(kind: ClockKind, length: int, held: list[Pause], more: Pause) -> None:
    without = due(Clock(kind, length, START, tuple(held)))
    assert due(Clock(kind, length, START, (*held, more))).date >= without.date


@given(st.integers(1, 40), pauses())
def test_the_statutory_clock_never_moves_for_what_only_the_promise_stops_for(length: int, held: Pause) -> None:
    only_promised = Pause(held.start, held.end, held.ground, "", "department", PROMISED, held.expected_end)
    clock = Clock(ClockKind.STATUTORY, length, START, (only_promised,))
    assert due(clock).date == add_working_days(START, length).date


@pytest.mark.parametrize(
    ("ground", "plan", "permit", "awaits", "stopped"),
    [
        ("site_survey", ProcedurePlan(days=5), True, False, PROMISED),
        ("site_survey", ProcedurePlan(days=5, statutory=True, legal_basis="市办法 第三条"), True, False, BOTH),
        ("public_notice", ProcedurePlan(natural_days=7), False, False, PROMISED),
        ("hearing", ProcedurePlan(), True, False, BOTH),
        ("hearing", ProcedurePlan(), False, False, PROMISED),
        ("medical_exam", ProcedurePlan(), False, False, BOTH),
        ("medical_exam", ProcedurePlan(statutory=False), False, False, PROMISED),
        ("economic_check", ProcedurePlan(days=7), False, False, NOTHING),
        ("economic_check", ProcedurePlan(days=7), False, True, PROMISED),
        ("home_visit", ProcedurePlan(days=7, statutory=True), False, True, PROMISED),
        ("mediation", ProcedurePlan(), True, True, NOTHING),
        ("inspection", ProcedurePlan(promised=False), True, False, frozenset({ClockKind.STATUTORY})),
        # nobody planned it: only a law stops the clocks by itself
        ("hearing", None, True, False, BOTH),
        ("hearing", None, False, False, NOTHING),
        ("site_survey", None, True, False, NOTHING),
        ("cooling_off", None, False, False, BOTH),
        ("a_word_of_the_departments_own", ProcedurePlan(), True, True, NOTHING),
    ],
)
def test_what_a_procedure_stops_is_what_the_table_and_the_item_say(
    ground: str, plan: ProcedurePlan | None, permit: bool, awaits: bool, stopped: frozenset[ClockKind]
) -> None:
    assert rule_on(ground, plan, permit=permit, awaits=awaits).stops == stopped


@given(st.sampled_from(sorted(PAUSE_RULES)), st.booleans(), st.booleans())
def test_what_stops_a_clock_names_its_ground(ground: str, permit: bool, awaits: bool) -> None:
    ruling = rule_on(ground, ProcedurePlan(), permit=permit, awaits=awaits)
    assert bool(ruling.legal_basis) == bool(ruling.stops)
    assert ClockKind.STATUTORY not in ruling.stops or ruling.legal_basis != PROMISE_RULE


def test_a_notice_counts_natural_days_and_a_survey_working_days() -> None:
    notice = rule_on("public_notice", ProcedurePlan(days=5, natural_days=7), permit=False)
    survey = rule_on("site_survey", ProcedurePlan(days=5), permit=False)
    assert (notice.limit, notice.natural_limit) == (None, 7)
    assert (survey.limit, survey.natural_limit) == (5, None)
    assert expected_end(date(2026, 3, 6), notice) == date(2026, 3, 12)  # Friday and six days
    assert expected_end(date(2026, 3, 6), survey) == date(2026, 3, 12)  # Friday, then Monday to Thursday
    assert expected_end(START, rule_on("hearing", ProcedurePlan(days=5), permit=True)) is None


def test_a_notice_whose_term_nobody_wrote_down_is_held_to_its_planned_days() -> None:
    assert rule_on("public_notice", ProcedurePlan(days=5), permit=False).limit == 5
    assert rule_on("cooling_off", None, permit=False).natural_limit == 30


def test_a_survey_that_takes_longer_than_planned_moves_the_promise_by_the_planned_days_only() -> None:
    ruling = rule_on("site_survey", ProcedurePlan(days=2), permit=True)
    pause = Pause(
        date(2026, 3, 3), date(2026, 3, 31), "site_survey", ruling.legal_basis, "NY", ruling.stops, limit=ruling.limit
    )
    assert due(Clock(ClockKind.PROMISED, 5, START, (pause,))).date == add_working_days(START, 7).date
    assert due(Clock(ClockKind.STATUTORY, 20, START, (pause,))) == add_working_days(START, 20)


@given(offsets, st.none() | offsets, offsets, offsets)
@example(0, 0, 30, 30)
def test_days_a_department_tells_are_kept_between_the_hand_over_and_today(
    start: int, end: int | None, earliest: int, length: int
) -> None:
    first, last = START + timedelta(days=earliest), START + timedelta(days=earliest + length)
    told_end = None if end is None else START + timedelta(days=end)
    began, ended = within(START + timedelta(days=start), told_end, earliest=first, latest=last)
    assert first <= began <= last
    assert (ended is None) == (end is None)
    assert ended is None or began <= ended <= last


def test_a_day_of_the_divisions_own_calendar_is_told_as_its_own() -> None:
    calendar = Calendar(
        {
            date(2026, 3, 3): Override(working=False, name="州庆"),
            date(2026, 4, 6): Override(working=True, name="防汛值守"),
        }
    )
    [step] = add_working_days(START, 2, calendar).steps
    assert (step.kind, step.name, step.own) == (StepKind.HOLIDAY, "州庆", True)
    [added] = [step for step in add_working_days(date(2026, 4, 3), 1, calendar).steps if step.own]
    assert (added.kind, added.name) == (StepKind.MAKE_UP, "防汛值守")
    assert not any(step.own for step in add_working_days(START, 60).steps)

"""A case's clocks stop for what the law, or the promise, lets them stop for, and for nothing else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.calendar import (
    OFFICIAL,
    PAUSE_RULES,
    Clock,
    ClockKind,
    Pause,
    Step,
    StepKind,
    add_working_days,
    clocks_stopped_by,
    due,
    working_days_between,
)

START = date(2026, 3, 2)  # a Monday
BOTH = frozenset(ClockKind)
PROMISED_ONLY = frozenset({ClockKind.PROMISED})
STATUTORY_ONLY = frozenset({ClockKind.STATUTORY})


def pause(start: date, end: date | None, stops: frozenset[ClockKind] = BOTH, **more: date | int | None) -> Pause:
    return Pause(
        start,
        end,
        "hearing",
        "行政许可法 第四十五条",
        "staff-1",
        stops,
        expected_end=_date(more.get("expected_end")),
        limit=_int(more.get("limit")),
    )


def _date(value: date | int | None) -> date | None:
    return value if isinstance(value, date) else None


def _int(value: date | int | None) -> int | None:
    return value if isinstance(value, int) else None


starts = st.dates(date(2020, 1, 1), date(2025, 12, 31))
spans = st.lists(st.tuples(st.integers(-10, 120), st.integers(0, 30)), max_size=5)


@given(starts, st.integers(0, 45), spans)
def test_pauses_move_the_day_by_exactly_the_working_days_they_hold(
    start: date, days: int, spans: list[tuple[int, int]]
) -> None:
    pauses = tuple(
        pause(start + timedelta(days=after), start + timedelta(days=after + length)) for after, length in spans
    )
    found = due(Clock(ClockKind.STATUTORY, days, start, pauses)).date
    paused = {
        day
        for one in pauses
        if one.end
        for day in (one.start + timedelta(days=n) for n in range((one.end - one.start).days + 1))
        if start < day <= found and OFFICIAL.is_working(day)
    }
    assert found == add_working_days(start, days + len(paused)).date
    assert days == 0 or (OFFICIAL.is_working(found) and found not in paused)


@given(starts, st.integers(0, 45), spans)
def test_a_pause_more_never_ends_earlier(start: date, days: int, spans: list[tuple[int, int]]) -> None:
    pauses = tuple(
        pause(start + timedelta(days=after), start + timedelta(days=after + length)) for after, length in spans
    )
    reached = [due(Clock(ClockKind.PROMISED, days, start, pauses[:count])).date for count in range(len(pauses) + 1)]
    assert reached == sorted(reached)


@given(starts, st.integers(0, 45))
def test_a_pause_for_the_other_clock_changes_nothing(start: date, days: int) -> None:
    other = pause(start, start + timedelta(days=20), PROMISED_ONLY)
    assert due(Clock(ClockKind.STATUTORY, days, start, (other,))) == add_working_days(start, days)


def test_a_pause_is_explained_with_its_ground_and_its_working_days() -> None:
    deadline = due(Clock(ClockKind.STATUTORY, 5, START, (pause(date(2026, 3, 5), date(2026, 3, 10)),)))
    assert deadline.date == date(2026, 3, 13)
    assert deadline.steps == (Step(StepKind.PAUSE, date(2026, 3, 5), date(2026, 3, 10), "hearing", 4),)
    assert not deadline.stopped
    assert str(deadline.steps[0]) == ("2026-03-05 to 2026-03-10: clock stopped for hearing, 4 working days not counted")


def test_an_open_pause_counts_to_its_expected_end_or_today_whichever_is_later() -> None:
    opened = pause(date(2026, 3, 3), None, expected_end=date(2026, 3, 4))
    clock = Clock(ClockKind.STATUTORY, 2, START, (opened,))
    assert due(clock).date == date(2026, 3, 6)
    assert due(clock, on=date(2026, 3, 3)).date == date(2026, 3, 6)
    assert due(clock, on=date(2026, 3, 9)).date == date(2026, 3, 11)
    assert due(clock).stopped
    assert due(Clock(ClockKind.STATUTORY, 2, START, (pause(date(2026, 3, 3), None),))).date == date(2026, 3, 5)


def test_an_open_pause_that_began_too_late_stops_nothing() -> None:
    assert not due(Clock(ClockKind.STATUTORY, 2, START, (pause(date(2026, 3, 9), None),))).stopped


def test_a_survey_stops_the_promise_for_its_planned_days_at_most() -> None:
    survey = pause(date(2026, 3, 3), date(2026, 3, 20), PROMISED_ONLY, limit=3)
    deadline = due(Clock(ClockKind.PROMISED, 5, START, (survey,)))
    assert working_days_between(START, deadline.date) == 8


def test_impossible_pauses_and_clocks_are_refused() -> None:
    with pytest.raises(ValueError, match="ends before"):
        pause(date(2026, 3, 3), date(2026, 3, 2))
    with pytest.raises(ValueError, match="fewer than no days"):
        pause(date(2026, 3, 3), None, limit=-1)
    with pytest.raises(ValueError, match="fewer than no days"):
        Clock(ClockKind.PROMISED, -1, START)


@pytest.mark.parametrize(
    ("ground", "permit", "listed", "stopped"),
    [
        ("hearing", True, None, BOTH),
        ("hearing", False, None, PROMISED_ONLY),
        ("inspection", True, False, PROMISED_ONLY),
        ("exam", False, None, BOTH),
        ("exam", False, False, PROMISED_ONLY),
        ("site_survey", True, None, PROMISED_ONLY),
        ("site_survey", True, True, BOTH),
        ("public_notice", False, True, BOTH),
        ("home_visit", True, True, PROMISED_ONLY),
        ("mediation", True, True, frozenset()),
        ("cooling_off", False, False, BOTH),
    ],
)
def test_the_law_and_the_local_list_say_what_stops_which_clock(
    ground: str, permit: bool, listed: bool | None, stopped: frozenset[ClockKind]
) -> None:
    assert clocks_stopped_by(ground, permit=permit, listed=listed) == stopped


def test_every_special_procedure_of_the_catalogue_notes_has_a_rule() -> None:
    for_law = {"hearing", "expert_review", "inspection", "public_notice", "investigation", "cooling_off"}
    for_checks = {"disability_assessment", "capability_assessment", "medical_exam", "exam", "site_survey"}
    others = {"economic_check", "home_visit", "mediation"}
    assert for_law | for_checks | others <= PAUSE_RULES.keys()


def test_an_unknown_ground_is_an_error() -> None:
    with pytest.raises(KeyError):
        clocks_stopped_by("holiday", permit=True)

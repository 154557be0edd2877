"""Working days by the official schedule, the node's overrides, and plain weeks where nothing is known."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.calendar import (
    OFFICIAL,
    Calendar,
    CalendarFileWrong,
    DayKind,
    Override,
    Step,
    StepKind,
    add_working_days,
    find_missing_year,
    load_calendar,
    local_date,
    one_time_notice_due,
    working_days_between,
)

UNKNOWN_YEAR = 2100  # no schedule will be published for a while

days = st.dates(date(2015, 1, 1), date(2026, 12, 31))
counts = st.integers(0, 80)


@given(days, counts)
def test_between_undoes_adding(start: date, count: int) -> None:
    deadline = add_working_days(start, count)
    assert working_days_between(start, deadline.date) == count
    assert working_days_between(deadline.date, start) == -count
    assert count == 0 or OFFICIAL.is_working(deadline.date)


@given(days, counts, counts)
def test_more_days_end_later_and_can_be_added_in_two_steps(start: date, one: int, other: int) -> None:
    first = add_working_days(start, one).date
    assert add_working_days(start, one + other).date == add_working_days(first, other).date
    assert add_working_days(start, one + 1).date > first


@given(days, st.integers(0, 30), counts)
def test_a_later_start_never_ends_earlier(start: date, later: int, count: int) -> None:
    assert add_working_days(start + timedelta(days=later), count).date >= add_working_days(start, count).date


@given(days, counts)
def test_every_day_on_the_way_is_explained(start: date, count: int) -> None:
    deadline = add_working_days(start, count)
    skipped = {
        step.start + timedelta(days=ahead)
        for step in deadline.steps
        if step.kind in (StepKind.WEEKEND, StepKind.HOLIDAY)
        for ahead in range((step.end - step.start).days + 1)
    }
    way = {start + timedelta(days=ahead) for ahead in range(1, (deadline.date - start).days + 1)}
    assert skipped == {day for day in way if not OFFICIAL.is_working(day)}
    assert [step.start for step in deadline.steps] == sorted(step.start for step in deadline.steps)


def test_the_national_day_week_of_2025_is_explained_by_name() -> None:
    # accepted on Friday 26 September 2025; Sunday 28 was worked; 1 to 8 October off; Saturday 11 worked
    deadline = add_working_days(date(2025, 9, 26), 6)
    assert deadline.date == date(2025, 10, 11)
    assert deadline.known
    assert [(step.kind, step.start.day, step.end.day, step.name) for step in deadline.steps] == [
        (StepKind.WEEKEND, 27, 27, None),
        (StepKind.MAKE_UP, 28, 28, "National Day"),
        (StepKind.HOLIDAY, 1, 5, "National Day"),
        (StepKind.HOLIDAY, 6, 6, "Mid-autumn Festival"),
        (StepKind.HOLIDAY, 7, 8, "National Day"),
        (StepKind.MAKE_UP, 11, 11, "National Day"),
    ]
    assert str(deadline.steps[1]) == "2025-09-28: worked in exchange for National Day, counted"
    assert str(deadline.steps[2]) == "2025-10-01 to 2025-10-05: National Day, not counted"


def test_no_days_end_on_the_day_itself_even_a_sunday() -> None:
    sunday = date(2026, 11, 22)
    assert add_working_days(sunday, 0).date == sunday
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(sunday, -1)


def test_a_year_without_a_schedule_is_counted_in_plain_weeks_and_says_so() -> None:
    start = date(UNKNOWN_YEAR - 1, 12, 31)
    assert not OFFICIAL.ask(date(UNKNOWN_YEAR, 1, 1)).known
    deadline = add_working_days(start, 3)
    assert deadline.date == date(UNKNOWN_YEAR, 1, 5)  # 1 January is a Friday
    assert not deadline.known
    assert deadline.steps[0] == Step(StepKind.UNKNOWN_YEAR, date(UNKNOWN_YEAR, 1, 1), date(UNKNOWN_YEAR, 1, 1))
    assert f"{UNKNOWN_YEAR}" in str(deadline.steps[0])


def test_each_unknown_year_is_said_once() -> None:
    deadline = add_working_days(date(UNKNOWN_YEAR, 6, 1), 300)
    assert [step.start.year for step in deadline.steps if step.kind is StepKind.UNKNOWN_YEAR] == [2100, 2101]


def test_overrides_come_before_the_official_schedule(tmp_path: Path) -> None:
    path = tmp_path / "days.toml"
    path.write_text(
        """
        complete_years = [2100]
        [[day]]
        date = 2100-01-01
        working = false
        name = "元旦"
        [[day]]
        date = 2100-01-02
        working = true
        name = "元旦"
        [[day]]
        date = 2026-11-23
        working = false
        name = "州庆"
        """,
        "utf-8",
    )
    calendar = load_calendar(path)
    assert calendar.ask(date(2026, 11, 23)).name == "州庆"
    assert calendar.ask(date(2100, 1, 2)).kind is DayKind.MAKE_UP
    assert calendar.ask(date(2100, 1, 4)).known
    deadline = add_working_days(date(2099, 12, 31), 2, calendar)
    assert deadline.date == date(2100, 1, 4)
    assert [step.name for step in deadline.steps if step.name] == ["元旦", "元旦"]
    assert OFFICIAL.is_working(date(2026, 11, 23))


def test_an_override_can_also_take_a_holiday_away() -> None:
    calendar = Calendar({date(2026, 10, 1): Override(working=True, name="防汛值守")})
    assert calendar.ask(date(2026, 10, 1)).kind is DayKind.WEEKDAY
    assert calendar.is_working(date(2026, 10, 1))


@pytest.mark.parametrize(
    "content",
    [
        "[[day]]\ndate = 2026-01-01\nworking = true\n",
        '[[day]]\ndate = "2026-01-01"\nworking = true\nname = "a"\n',
        '[[day]]\ndate = 2026-01-01T00:00:00\nworking = true\nname = "a"\n',
        '[[day]]\ndate = 2026-01-01\nworking = 1\nname = "a"\n',
        '[[day]]\ndate = 2026-01-01\nworking = true\nname = " "\n',
        (
            '[[day]]\ndate = 2026-01-01\nworking = true\nname = "a"\n'
            '[[day]]\ndate = 2026-01-01\nworking = true\nname = "b"\n'
        ),
        "day = 3",
        "complete_years = [true]",
        "holidays = []",
        "not toml",
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_a_reason(tmp_path: Path, content: str) -> None:
    path = tmp_path / "days.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(CalendarFileWrong):
        load_calendar(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarFileWrong, match=r"none\.toml"):
        load_calendar(tmp_path / "none.toml")


def test_the_one_time_notice_is_due_on_the_fifth_working_day() -> None:
    assert one_time_notice_due(date(2026, 11, 20)).date == date(2026, 11, 27)


def test_a_day_is_the_day_in_china() -> None:
    assert local_date(datetime(2026, 1, 1, 15, 59, tzinfo=UTC)) == date(2026, 1, 1)
    assert local_date(datetime(2026, 1, 1, 16, 0, tzinfo=UTC)) == date(2026, 1, 2)
    with pytest.raises(ValueError, match="zone"):
        local_date(datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is wrong


@pytest.mark.parametrize(
    ("today", "missing"),
    [("2099-10-31", None), ("2099-11-01", 2100), ("2099-12-31", 2100), ("2100-01-01", 2100), ("2101-06-01", 2101)],
)
def test_a_year_is_missed_from_the_november_before_it(today: str, missing: int | None) -> None:
    assert find_missing_year(Calendar(complete_years=[2099]), date.fromisoformat(today)) == missing


def test_a_year_written_down_by_the_hall_is_not_missed() -> None:
    assert find_missing_year(Calendar(complete_years=[2099, 2100]), date(2099, 11, 1)) is None

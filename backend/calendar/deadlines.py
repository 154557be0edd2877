"""From a day and a number of working days to a date, with every reason why it is that date."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from backend.calendar.days import OFFICIAL, Calendar, CalendarAnswer, DayKind

ONE_TIME_NOTICE_DAYS: Final = 5
"""Administrative Licensing Law, article 32(4): tell everything missing at once, on the spot or within five days."""

_ONE_DAY: Final = timedelta(days=1)


class StepKind(StrEnum):
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    PAUSE = "pause"
    UNKNOWN_YEAR = "unknown_year"


@dataclass(frozen=True)
class Step:
    """Why a date is later (or earlier) than counting weekdays would give.

    `name` is the holiday's for holidays and make-up days, the ground for a pause. `working_days` counts the working
    days a pause took out. `own`: the division's own calendar says so, not the official schedule.
    """

    kind: StepKind
    start: date
    end: date
    name: str | None = None
    working_days: int = 0
    own: bool = False

    def __str__(self) -> str:
        span = f"{self.start}" if self.start == self.end else f"{self.start} to {self.end}"
        return _SENTENCES[self.kind].format(span=span, name=self.name, year=self.start.year, days=self.working_days)


_SENTENCES: Final = {
    StepKind.WEEKEND: "{span}: weekend, not counted",
    StepKind.HOLIDAY: "{span}: {name}, not counted",
    StepKind.MAKE_UP: "{span}: worked in exchange for {name}, counted",
    StepKind.PAUSE: "{span}: clock stopped for {name}, {days} working days not counted",
    StepKind.UNKNOWN_YEAR: "the holidays of {year} are not known yet: plain weeks were counted",
}


@dataclass(frozen=True)
class Deadline:
    """The last day that is in time. `stopped`: a pause is open, so the day is not before this one."""

    date: date
    steps: tuple[Step, ...] = ()
    stopped: bool = False

    @property
    def known(self) -> bool:
        """False if part of the way lies in a year whose holidays are not known."""
        return all(step.kind is not StepKind.UNKNOWN_YEAR for step in self.steps)


def add_working_days(start: date, days: int, calendar: Calendar = OFFICIAL) -> Deadline:
    """The `days`-th working day after `start`; the day of acceptance itself is day 0."""
    if days < 0:
        raise ValueError("working days are counted forwards")
    return count(start, days, calendar, {})


def working_days_between(start: date, end: date, calendar: Calendar = OFFICIAL) -> int:
    """Working days after `start` up to and including `end`; negative if `end` is the earlier."""
    if end < start:
        return -working_days_between(end, start, calendar)
    return sum(1 for day in _days_after(start, end) if calendar.is_working(day))


def one_time_notice_due(received_on: date, calendar: Calendar = OFFICIAL) -> Deadline:
    """The last day to tell the applicant everything that is missing (Administrative Licensing Law, article 32)."""
    return add_working_days(received_on, ONE_TIME_NOTICE_DAYS, calendar)


def count(start: date, days: int, calendar: Calendar, paused: dict[date, str]) -> Deadline:
    """Count working days that are not in `paused` (a ground for each such day)."""
    return _counted(start, days, calendar, paused) if paused else _unpaused(start, days, calendar)


@lru_cache(1024)
def _unpaused(start: date, days: int, calendar: Calendar) -> Deadline:
    """The same for every case of an item accepted that day, and asked for whenever one is looked at."""
    return _counted(start, days, calendar, {})


def _counted(start: date, days: int, calendar: Calendar, paused: dict[date, str]) -> Deadline:
    steps = _Steps()
    day = start
    while days:
        day += _ONE_DAY
        answer = calendar.ask(day)
        steps.note(answer, paused.get(day))
        if answer.working and day not in paused:
            days -= 1
    return Deadline(day, steps.in_order())


class _Steps:
    """Collects steps, joining days that follow one another for the same reason."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._unknown: dict[int, Step] = {}

    def note(self, answer: CalendarAnswer, ground: str | None) -> None:
        day = answer.date
        if not answer.known:
            self._unknown.setdefault(day.year, Step(StepKind.UNKNOWN_YEAR, day, day))
        if ground is not None:
            self._add(Step(StepKind.PAUSE, day, day, ground, int(answer.working)))
        elif answer.own and answer.kind is DayKind.WEEKDAY:
            self._add(Step(StepKind.MAKE_UP, day, day, answer.name, own=True))  # a holiday the division took away
        elif answer.kind is not DayKind.WEEKDAY:
            self._add(Step(StepKind(answer.kind.value), day, day, answer.name, own=answer.own))

    def in_order(self) -> tuple[Step, ...]:
        return tuple(sorted([*self._steps, *self._unknown.values()], key=lambda step: step.start))

    def _add(self, step: Step) -> None:
        last = self._steps[-1] if self._steps else None
        if last and last.end + _ONE_DAY == step.start and _reason(last) == _reason(step):
            total = last.working_days + step.working_days
            self._steps[-1] = replace(last, end=step.end, working_days=total)
        else:
            self._steps.append(step)


def _reason(step: Step) -> tuple[StepKind, str | None, bool]:
    return step.kind, step.name, step.own


def _days_after(start: date, end: date) -> Iterator[date]:
    for ahead in range(1, (end - start).days + 1):
        yield start + timedelta(days=ahead)

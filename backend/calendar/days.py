"""Which days count: the official schedule, and what a node knows better."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import chinese_calendar

SATURDAY: Final = 5
_CHINA: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept one zone without summer time since 1991."""


class CalendarError(Exception):
    """Base of everything this room raises on purpose."""


class CalendarFileWrong(CalendarError):
    """The file of overrides cannot be read, or says something impossible."""


class DayKind(StrEnum):
    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    """A Saturday or Sunday worked in exchange for a holiday."""


@dataclass(frozen=True)
class CalendarAnswer:
    """What a day is. `known` is false if no schedule for its year was published when this program was made;
    `own` is true if this division's own file decided it.
    """

    date: date
    working: bool
    kind: DayKind
    name: str | None = None
    known: bool = True
    own: bool = False


@dataclass(frozen=True)
class Override:
    """A day the node's own file decides."""

    working: bool
    name: str


class Calendar:
    """Answers for any day; the node's overrides come before the official schedule."""

    def __init__(self, overrides: Mapping[date, Override] | None = None, complete_years: Iterable[int] = ()) -> None:
        """`complete_years` are years for which the overrides name every holiday and every make-up day."""
        self._overrides = dict(overrides or {})
        self._complete_years = frozenset(complete_years)

    def ask(self, day: date) -> CalendarAnswer:
        override = self._overrides.get(day)
        if override is not None:
            return CalendarAnswer(day, override.working, _kind(day, working=override.working), override.name, own=True)
        if day.year in self._complete_years:
            return _plain(day, known=True)
        return _official(day)

    def is_working(self, day: date) -> bool:
        return self.ask(day).working


OFFICIAL: Final = Calendar()

_PUBLISHED_IN: Final = 11
"""The month in which the State Council publishes the holidays of the next year."""


def find_missing_year(calendar: Calendar, today: date) -> int | None:
    """The first year whose holidays are published by now and not known: days promised in it are counted by plain
    weeks, and may move."""
    newest = today.year + (today.month >= _PUBLISHED_IN)
    years = range(today.year, newest + 1)
    return next((year for year in years if not calendar.ask(date(year, 12, 31)).known), None)


def load_calendar(path: Path) -> Calendar:
    """A calendar with the overrides of a TOML file; `CalendarFileWrong` names what is wrong.

    complete_years = [2027]   # optional: the file holds the whole schedule of these years

    [[day]]
    date = 2027-02-05
    working = false
    name = "春节"
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CalendarFileWrong(f"{path.name} cannot be read: {error}") from None
    unknown = content.keys() - {"day", "complete_years"}
    if unknown:
        raise CalendarFileWrong(f"{path.name} has unknown parts: {', '.join(sorted(unknown))}")
    return Calendar(_overrides(content.get("day", [])), _years(content.get("complete_years", [])))


def local_date(moment: datetime) -> date:
    """The day it is in a Chinese hall at this moment."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone belongs to no day")
    return moment.astimezone(_CHINA).date()


@lru_cache(4096)
def _official(day: date) -> CalendarAnswer:
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return _plain(day, known=False)
    if name is None:
        return _plain(day, known=True)
    return CalendarAnswer(day, not off, _kind(day, working=not off), name)


def _plain(day: date, *, known: bool) -> CalendarAnswer:
    """A day of an ordinary week."""
    working = day.weekday() < SATURDAY
    return CalendarAnswer(day, working, DayKind.WEEKDAY if working else DayKind.WEEKEND, known=known)


def _kind(day: date, *, working: bool) -> DayKind:
    if not working:
        return DayKind.HOLIDAY
    return DayKind.WEEKDAY if day.weekday() < SATURDAY else DayKind.MAKE_UP


def _overrides(days: Any) -> dict[date, Override]:
    if not isinstance(days, list):
        raise CalendarFileWrong("days are written as [[day]]")
    found: dict[date, Override] = {}
    for place, day in enumerate(days, 1):
        when, override = _override(day, place)
        if when in found:
            raise CalendarFileWrong(f"{when} is there twice")
        found[when] = override
    return found


def _override(day: Any, place: int) -> tuple[date, Override]:
    if not isinstance(day, dict) or day.keys() != {"date", "working", "name"}:
        raise CalendarFileWrong(f"day {place} must have exactly date, working and name")
    when, working, name = day["date"], day["working"], day["name"]
    if type(when) is not date or type(working) is not bool or not isinstance(name, str) or not name.strip():
        raise CalendarFileWrong(f"day {place} needs a date, true or false, and a name")
    return when, Override(working, name.strip())


def _years(years: Any) -> list[int]:
    if not isinstance(years, list) or not all(type(year) is int for year in years):
        raise CalendarFileWrong("complete_years is a list of years")
    return years

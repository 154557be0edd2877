"""The two clocks of a case, and what stops which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from backend.calendar.days import OFFICIAL, Calendar
from backend.calendar.deadlines import Deadline, count


class ClockKind(StrEnum):
    STATUTORY = "statutory"
    PROMISED = "promised"


@dataclass(frozen=True)
class Pause:
    """Time that does not count, from `start` to `end`, both days included.

    The day the matter comes back is thus a new day 0. An open pause has no `end`; it always says why, on what
    ground in law, by whom and until when it is expected to last. At most `limit` working days of it stop the
    clock (a site survey: the planned days), and at most `natural_limit` days on end (a public notice: its term).
    """

    start: date
    end: date | None
    ground: str
    legal_basis: str
    by: str
    stops: frozenset[ClockKind]
    expected_end: date | None = None
    limit: int | None = None
    natural_limit: int | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause ends before it starts")
        if any(limit is not None and limit < 0 for limit in (self.limit, self.natural_limit)):
            raise ValueError("a pause cannot stop fewer than no days")


@dataclass(frozen=True)
class Clock:
    """A limit in working days that began when the case was accepted (that day is day 0)."""

    kind: ClockKind
    days: int
    started_on: date
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError("a clock cannot have fewer than no days")


def due(clock: Clock, calendar: Calendar = OFFICIAL, *, on: date | None = None) -> Deadline:
    """When the clock runs out. A pause still open counts to its expected end, or to `on` (today) if that is later.

    The answer then says `stopped`: not before that day.
    """
    deadline = count(clock.started_on, clock.days, calendar, _paused_days(clock, calendar, on))
    stopped = any(pause.end is None and pause.start <= deadline.date for pause in _stopping(clock))
    return Deadline(deadline.date, deadline.steps, stopped)


class Stops(StrEnum):
    """How surely a ground stops a clock."""

    YES = "yes"
    PERMITS = "permits"
    """Only administrative permits (Administrative Licensing Law, article 45)."""
    ANALOGY = "analogy"
    """By analogy with article 45, unless the local list says no."""
    UNLESS_LISTED = "unless_listed"
    """No, unless a special law or the local list says so for the item."""
    NO = "no"


class Longest(StrEnum):
    """For how long a ground stops a clock at most."""

    AS_LONG_AS_IT_TAKES = "as_long_as_it_takes"
    PLANNED_DAYS = "planned_days"
    """The working days the item plans for it."""
    NATURAL_DAYS = "natural_days"
    """Its own term, in days of the calendar."""


@dataclass(frozen=True)
class PauseRule:
    """What a ground stops, and for how long at most. Source: catalogue notes, "Time and the clock".

    `while_awaiting`: clocks it stops only while the reply of an outside body is awaited.
    """

    statutory: Stops
    promised: Stops
    legal_basis: str
    longest: Longest = Longest.AS_LONG_AS_IT_TAKES
    while_awaiting: frozenset[ClockKind] = frozenset()
    natural_days: int | None = None


_ARTICLE_45: Final = "行政许可法 第四十五条"
_RULES: Final = {
    "hearing": PauseRule(Stops.PERMITS, Stops.YES, _ARTICLE_45),
    "expert_review": PauseRule(Stops.PERMITS, Stops.YES, _ARTICLE_45),
    "inspection": PauseRule(Stops.PERMITS, Stops.YES, _ARTICLE_45),
    "disability_assessment": PauseRule(Stops.ANALOGY, Stops.YES, _ARTICLE_45),
    "capability_assessment": PauseRule(Stops.ANALOGY, Stops.YES, _ARTICLE_45),
    "medical_exam": PauseRule(Stops.ANALOGY, Stops.YES, _ARTICLE_45),
    "exam": PauseRule(Stops.ANALOGY, Stops.YES, _ARTICLE_45),
    "site_survey": PauseRule(Stops.UNLESS_LISTED, Stops.YES, "", Longest.PLANNED_DAYS),
    # adoption: the search notice stops the statutory clock
    "public_notice": PauseRule(Stops.UNLESS_LISTED, Stops.YES, "收养登记办法 第八条", Longest.NATURAL_DAYS),
    "economic_check": PauseRule(Stops.NO, Stops.YES, "", while_awaiting=frozenset({ClockKind.PROMISED})),
    "home_visit": PauseRule(Stops.NO, Stops.YES, "", while_awaiting=frozenset({ClockKind.PROMISED})),
    # work injury: while another body's conclusion is awaited; notarisation: for supplements and checks
    "investigation": PauseRule(Stops.UNLESS_LISTED, Stops.YES, "工伤保险条例 第二十条；公证法 第三十条"),
    "mediation": PauseRule(Stops.NO, Stops.NO, ""),
    # from the day the application is received, 30 days of the calendar
    "cooling_off": PauseRule(Stops.YES, Stops.YES, "民法典 第一千零七十七条", Longest.NATURAL_DAYS, natural_days=30),
    # the applicant's own time; a supplement after acceptance is not in article 45
    "supplement": PauseRule(Stops.UNLESS_LISTED, Stops.YES, "公证法 第三十条"),
    # a paper the applicant undertook to bring, from the day after it fell due
    "undertaking": PauseRule(Stops.UNLESS_LISTED, Stops.YES, ""),
}
PAUSE_RULES: Final[Mapping[str, PauseRule]] = MappingProxyType(_RULES)


def clocks_stopped_by(ground: str, *, permit: bool, listed: bool | None = None) -> frozenset[ClockKind]:
    """Which clocks a ground stops. `listed`: what the local list or the item's own law says of the statutory clock.

    Nothing can stop the statutory clock where the rule is a plain no. Unknown grounds raise `KeyError`.
    """
    rule = PAUSE_RULES[ground]
    stopped = set()
    if _stops_statutory(rule.statutory, permit=permit, listed=listed):
        stopped.add(ClockKind.STATUTORY)
    if rule.promised is Stops.YES:
        stopped.add(ClockKind.PROMISED)
    return frozenset(stopped)


def _stops_statutory(stops: Stops, *, permit: bool, listed: bool | None) -> bool:
    if stops is Stops.YES:
        return True
    if stops is Stops.NO:
        return False
    by_default = {Stops.PERMITS: permit, Stops.ANALOGY: True, Stops.UNLESS_LISTED: False}[stops]
    return by_default if listed is None else listed


def _stopping(clock: Clock) -> Iterator[Pause]:
    return (pause for pause in clock.pauses if clock.kind in pause.stops)


def _paused_days(clock: Clock, calendar: Calendar, on: date | None) -> dict[date, str]:
    """Each day that does not count, with its ground; where pauses overlap, a day is taken out once."""
    paused: dict[date, str] = {}
    for pause in sorted(_stopping(clock), key=lambda pause: (pause.start, pause.ground)):
        for day in _days_of(pause, calendar, on):
            paused.setdefault(day, pause.ground)
    return paused


def _days_of(pause: Pause, calendar: Calendar, on: date | None) -> Iterator[date]:
    left = pause.limit
    for ahead in range((_last_day(pause, on) - pause.start).days + 1)[: pause.natural_limit]:
        day = pause.start + timedelta(days=ahead)
        if left is not None and calendar.is_working(day):
            if left == 0:
                return
            left -= 1
        yield day


def _last_day(pause: Pause, on: date | None) -> date:
    if pause.end is not None:
        return pause.end
    return max(day for day in (pause.start, pause.expected_end, on) if day is not None)

"""What a special procedure of a stage stops, for how long, and on what ground: the item's plan joined with the law."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from backend.calendar.clocks import PAUSE_RULES, ClockKind, Longest, PauseRule, Stops, clocks_stopped_by
from backend.calendar.days import OFFICIAL, Calendar
from backend.calendar.deadlines import add_working_days

__all__ = ["PROMISE_RULE", "ProcedurePlan", "ProcedureRuling", "expected_end", "rule_on", "within"]

PROMISE_RULE: Final = "hall_promise"
"""A code in place of a law: the ground is the hall's own promise, and the statutory clock is not touched."""


@dataclass(frozen=True)
class ProcedurePlan:
    """What an item says of a special procedure it plans: working days, natural days, and the local list's word.

    `statutory` and `promised` are None where the item says nothing: then the table decides.
    """

    days: int | None = None
    natural_days: int | None = None
    statutory: bool | None = None
    promised: bool | None = None
    legal_basis: str | None = None


@dataclass(frozen=True)
class ProcedureRuling:
    """Which clocks stand still, at most how long (working days, natural days), on what ground."""

    stops: frozenset[ClockKind]
    legal_basis: str
    limit: int | None = None
    natural_limit: int | None = None


def rule_on(ground: str, plan: ProcedurePlan | None, *, permit: bool, awaits: bool = False) -> ProcedureRuling:
    """What `ground` stops. Without a plan in the item only what a law stops by itself: nobody lengthens a promise
    by a procedure nobody had announced. `awaits`: the reply of an outside body is awaited.

    Unknown grounds stop nothing.
    """
    rule = PAUSE_RULES.get(ground)
    if rule is None:
        return ProcedureRuling(frozenset(), "")
    stops = _unplanned(rule, permit) if plan is None else _planned(ground, plan, permit)
    if not awaits:
        stops -= rule.while_awaiting
    limit, natural_limit = _limits(rule, plan or ProcedurePlan())
    return ProcedureRuling(stops, _ground_in_law(rule, plan, stops), limit, natural_limit)


def expected_end(started_on: date, ruling: ProcedureRuling, calendar: Calendar = OFFICIAL) -> date | None:
    """The last day of the pause as far as it is planned; None where nothing limits it."""
    ends = []
    if ruling.limit:
        before = started_on - timedelta(days=1)
        ends.append(add_working_days(before, ruling.limit, calendar).date)
    if ruling.natural_limit:
        ends.append(started_on + timedelta(days=ruling.natural_limit - 1))
    return min(ends, default=None)


def within(started_on: date, ended_on: date | None, *, earliest: date, latest: date) -> tuple[date, date | None]:
    """The days a department told, kept between the hand-over and today: its own clock is never relied on."""
    start = min(max(started_on, earliest), latest)
    return start, None if ended_on is None else min(max(ended_on, start), latest)


def _planned(ground: str, plan: ProcedurePlan, permit: bool) -> frozenset[ClockKind]:
    stops = clocks_stopped_by(ground, permit=permit, listed=plan.statutory)
    if plan.promised is None:
        return stops
    return stops | {ClockKind.PROMISED} if plan.promised else stops - {ClockKind.PROMISED}


def _unplanned(rule: PauseRule, permit: bool) -> frozenset[ClockKind]:
    law_stops_it = rule.statutory is Stops.YES or (rule.statutory is Stops.PERMITS and permit)
    return frozenset(ClockKind) if law_stops_it else frozenset()


def _limits(rule: PauseRule, plan: ProcedurePlan) -> tuple[int | None, int | None]:
    """Working days, natural days. A notice whose term nobody wrote down is held to the planned working days."""
    match rule.longest:
        case Longest.PLANNED_DAYS:
            return plan.days, plan.natural_days
        case Longest.NATURAL_DAYS:
            natural = plan.natural_days or rule.natural_days
            return (plan.days if natural is None else None), natural
        case _:
            return None, None


def _ground_in_law(rule: PauseRule, plan: ProcedurePlan | None, stops: frozenset[ClockKind]) -> str:
    if plan is not None and plan.legal_basis:
        return plan.legal_basis
    if not stops:
        return ""
    return rule.legal_basis if ClockKind.STATUTORY in stops else PROMISE_RULE

"""The dates of a case: its two clocks and the clock of the one-time notice, each with every step of why."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from backend import calendar
from backend.calendar import Calendar, Clock, ClockKind, Pause, one_time_notice_due
from backend.cases.tables import CaseRow, PauseRow
from backend.contract import DateStep, Deadline

__all__ = ["deadlines_of", "notice_deadline", "pause_rows_of", "pauses_of", "told"]

NOTICE = "notice"

# Built once: every answer runs it.
_PAUSES: Final = (
    select(PauseRow)
    .where(col(PauseRow.county) == bindparam("in_county"), col(PauseRow.case) == bindparam("of_case"))
    .order_by(col(PauseRow.id))
)


def deadlines_of(case: CaseRow, pauses: tuple[Pause, ...], days: Calendar, today: date) -> list[Deadline]:
    """Promised first, then statutory where the law sets a limit; for a case not accepted, the notice's."""
    received_on = calendar.local_date(case.accepted_at)
    if case.notice_due_on is not None:
        return [notice_deadline(received_on, days)]
    if case.promised_on is None:
        return []
    clocks = [Clock(ClockKind.PROMISED, case.promised_days, received_on, pauses)]
    if case.statutory_days is not None:
        clocks.append(Clock(ClockKind.STATUTORY, case.statutory_days, received_on, pauses))
    return [told(clock.kind, clock.days, calendar.due(clock, days, on=today)) for clock in clocks]


def notice_deadline(received_on: date, days: Calendar) -> Deadline:
    """Administrative Licensing Law, article 32: who is not told by then counts as accepted."""
    return told(NOTICE, calendar.ONE_TIME_NOTICE_DAYS, one_time_notice_due(received_on, days))


def pauses_of(session: Session, case: CaseRow) -> tuple[Pause, ...]:
    return tuple(_pause(row) for row in pause_rows_of(session, case))


def pause_rows_of(session: Session, case: CaseRow) -> list[PauseRow]:
    return list(session.exec(_PAUSES, params={"in_county": case.county, "of_case": case.id}))


def _pause(row: PauseRow) -> Pause:
    return Pause(
        start=row.started_on,
        end=row.ended_on,
        ground=row.ground,
        legal_basis=row.legal_basis,
        by=row.by,
        stops=frozenset(ClockKind(clock) for clock in row.stops),
        expected_end=row.expected_end,
        limit=row.most_days,
        natural_limit=row.most_natural_days,
    )


def told(clock: str, days: int, deadline: calendar.Deadline) -> Deadline:
    steps = list(_steps(deadline.steps))
    if deadline.stopped:
        steps.append(DateStep(code="stopped", day=deadline.date))
    return Deadline(clock=clock, days=days, due_on=deadline.date, known=deadline.known, steps=steps)


def _steps(steps: Iterable[calendar.Step]) -> Iterable[DateStep]:
    for step in steps:
        params: dict[str, str | int] = {"to": step.end.isoformat()}
        if step.name is not None:
            params["name"] = step.name
        if step.working_days:
            params["days"] = step.working_days
        if step.own:
            params["own"] = 1  # the division's own calendar says so
        yield DateStep(code=step.kind.value, day=step.start, params=params)

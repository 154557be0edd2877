"""Time of a stored case that does not count: begun and ended here only, and the dates of the case follow."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlmodel import Session

from backend import calendar
from backend.calendar import PAUSE_RULES, PROMISE_RULE, Calendar, Clock, ClockKind, clocks_stopped_by, local_date
from backend.cases.deadlines import pause_rows_of, pauses_of
from backend.cases.tables import CaseRow, PauseRow
from backend.storage import new_id

__all__ = [
    "RETURNED",
    "UNDERTAKING",
    "end_all",
    "end_ground",
    "end_stage",
    "redate",
    "wait_for_applicant",
]

RETURNED, UNDERTAKING = "supplement", "undertaking"
_ONE_DAY = timedelta(days=1)


def wait_for_applicant(session: Session, case: CaseRow, ground: str, by: str, since: date) -> None:
    """The applicant's own time does not count against the departments. One pause of a ground is open at a time."""
    if any(pause.ground == ground for pause in _open_pauses(session, case)):
        return
    stops = clocks_stopped_by(ground, permit=case.is_permit)
    session.add(
        PauseRow(
            county=case.county,
            id=new_id(),
            case=case.id,
            ground=ground,
            legal_basis=PAUSE_RULES[ground].legal_basis if ClockKind.STATUTORY in stops else PROMISE_RULE,
            by=by,
            stops=sorted(stops),
            started_on=since,
        )
    )
    session.flush()


def end_ground(session: Session, case: CaseRow, ground: str, on: date) -> None:
    _end((pause for pause in _open_pauses(session, case) if pause.ground == ground), on)


def end_stage(session: Session, case: CaseRow, stage: str, on: date) -> bool:
    """A department that has answered is through with its special procedures, whether it said so or not.

    True if there was one.
    """
    return _end((pause for pause in _open_pauses(session, case) if pause.stage == stage), on)


def end_all(session: Session, case: CaseRow, on: date) -> None:
    """Nobody waits for anything any more."""
    _end(_open_pauses(session, case), on)


def _open_pauses(session: Session, case: CaseRow) -> list[PauseRow]:
    return [pause for pause in pause_rows_of(session, case) if pause.ended_on is None]


def redate(session: Session, case: CaseRow, days: Calendar, today: date) -> None:
    """The days lists and lines of the case show, after a pause began or ended."""
    if case.promised_on is None:
        return
    session.flush()
    pauses, started_on = pauses_of(session, case), local_date(case.accepted_at)
    promised = Clock(ClockKind.PROMISED, case.promised_days, started_on, pauses)
    case.promised_on = calendar.due(promised, days, on=today).date
    if case.statutory_days is not None:
        statutory = Clock(ClockKind.STATUTORY, case.statutory_days, started_on, pauses)
        case.statutory_on = calendar.due(statutory, days, on=today).date
    session.add(case)


def _end(pauses: Iterable[PauseRow], on: date) -> bool:
    ended = list(pauses)
    for pause in ended:
        pause.ended_on = max(on, pause.started_on)
    return bool(ended)

"""Moving a case: by the table, with its line of history, its chain entry and its event, in the caller's unit."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, insert
from sqlmodel import Session, col, select

from backend.api.events import publish
from backend.cases.doers import Doer
from backend.cases.life_cycle import STARTS, Action, State, after
from backend.cases.tables import CaseEventRow, CaseRow
from backend.citizens.sealing import seal
from backend.contract import EventKind
from backend.storage import DataClass, change_rows, new_id
from backend.supervision import NewEntry, record

__all__ = ["move", "note"]

EVENT = "case_event"

_NEXT_POSITION: Final = select(func.coalesce(func.max(CaseEventRow.position), 0) + 1).where(
    col(CaseEventRow.county) == bindparam("in_county"), col(CaseEventRow.case) == bindparam("of_case")
)
_ADD_TO_HISTORY: Final = insert(CaseEventRow).values(position=_NEXT_POSITION.scalar_subquery())


def move(
    session: Session,
    case: CaseRow,
    action: Action,
    doer: Doer,
    *,
    at: datetime,
    words: str | None = None,
    why: str | None = None,
    payload: dict[str, Any] | None = None,
) -> State:
    """The case's new state. Raises `ActionNotOpen`, then nothing is changed."""
    before = State(case.state)
    now = after(before, action)
    case.state = now
    told: dict[str, Any] = {"from": before, "to": now, "words": words, **(payload or {})}
    begins = before is STARTS
    note(session, case, action, doer, at=at, words=words, why=why, payload=told, begins=begins)
    params: dict[str, str | int] = {"action": action, "state": now}
    publish(session, EventKind.CASE_CHANGED, subject=case.id, params=params, hall=case.hall)
    return now


def note(
    session: Session,
    case: CaseRow,
    act: str,
    doer: Doer,
    *,
    at: datetime,
    words: str | None = None,
    why: str | None = None,
    payload: dict[str, Any] | None = None,
    begins: bool = False,
) -> None:
    """Something that happened to the case, whether or not it changed its state; `begins`: the first of all."""
    row = new_id()
    happened = {
        "in_county": case.county,
        "of_case": case.id,
        "county": case.county,
        "id": row,
        "case": case.id,
        "at": at,
        "act": act,
        "state": case.state,
        "by": doer.by,
        "words": _sealed(session, words, row, case.hall),
    }
    change_rows(session, _ADD_TO_HISTORY, happened)
    entry = NewEntry(
        log=case.hall, actor=doer.actor, role=doer.role, act=f"case.{act}", obj=case.id, div=case.hall, why=_plain(why),
        station=doer.station, session=doer.session, op=doer.op, case=case.id, begins_case=begins,
        payload=_plain(payload),
    )  # fmt: skip
    record(session, entry, at=at)


def _plain(value: Any) -> Any:
    """The value in the plain types the canonical form of an entry takes: members of enumerations as their words."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, str) else value


def _sealed(session: Session, words: str | None, row: str, hall: str) -> bytes | None:
    if words is None:
        return None
    return seal(session, DataClass.PERSONAL, words, table=EVENT, column="words", row=row, hall=hall)

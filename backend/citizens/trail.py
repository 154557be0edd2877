"""This room's entries in the supervision chain, also used by cases: what a signed-in person did, to which object."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.access import Actor
from backend.supervision import NewEntry, Outcome, record

__all__ = ["record_deed"]


def record_deed(
    session: Session,
    actor: Actor,
    act: str,
    *,
    obj: str,
    at: datetime,
    case: str | None = None,
    outcome: Outcome = Outcome.OK,
    why: str | None = None,
    op: str | None = None,
    payload: dict[str, Any] | None = None,
) -> int:
    """One entry, in this unit. Everything but `payload` stays readable for ever: ids and codes only."""
    entry = NewEntry(
        log=actor.hall, actor=actor.staff, role=actor.role_words, act=act, obj=obj, div=actor.hall, outcome=outcome,
        why=why, station=actor.station, session=actor.session, op=op, case=case, payload=payload,
    )  # fmt: skip
    return record(session, entry, at=at)

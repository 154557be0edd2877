"""Entries in the supervision chain of what people do, and of what happens to their sessions."""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from backend.access.actor import Actor
from backend.access.tables import SessionRow
from backend.supervision import NODE, NewEntry, Outcome, record

__all__ = ["UNKNOWN", "record_about_session", "record_by", "record_refused_sign_in"]

UNKNOWN: Final = "unknown"
"""Actor of a sign-in nobody is known to have tried: the name typed is not kept, it might be a password."""


def record_by(
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
) -> None:
    """What a signed-in person did, or was refused. All but `payload` stays readable for ever: ids and codes only."""
    entry = NewEntry(
        log=actor.hall, actor=actor.staff, role=actor.role_words, act=str(act), obj=obj, div=actor.hall,
        outcome=outcome, why=why, station=actor.station, session=actor.session, op=op, case=case, payload=payload,
    )  # fmt: skip
    record(session, entry, at=at)


def record_about_session(
    session: Session,
    sitting: SessionRow,
    act: str,
    *,
    role: str,
    at: datetime,
    outcome: Outcome = Outcome.OK,
    why: str | None = None,
    by_node: bool = False,
) -> None:
    """A step in the life of a session, by its holder or by the node itself."""
    entry = NewEntry(
        log=sitting.hall, actor=NODE if by_node else sitting.staff, role=NODE if by_node else role, act=act,
        obj=sitting.id, div=sitting.hall, outcome=outcome, why=why, station=sitting.station, session=sitting.id,
    )  # fmt: skip
    record(session, entry, at=at)


def record_refused_sign_in(
    session: Session, hall: str, *, station: str, why: str, at: datetime, staff: str | None = None
) -> None:
    entry = NewEntry(
        log=hall, actor=staff or UNKNOWN, role="none", act="session.sign_in", obj=staff or UNKNOWN, div=hall,
        outcome=Outcome.DENIED, why=why, station=station,
    )  # fmt: skip
    record(session, entry, at=at)

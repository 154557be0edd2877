"""The life of a session after sign-in: seen, locked, unlocked, ended. Each step with its entry, in one commit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from backend.access.actor import Actor
from backend.access.desk import AccessDesk
from backend.access.errors import SessionEnded, WrongPin
from backend.access.presence import NOTED_EVERY
from backend.access.standing import Standing
from backend.access.tables import CredentialRow, SessionRow
from backend.access.trail import record_about_session
from backend.contract import SessionState
from backend.supervision import Outcome

__all__ = [
    "EndedSession",
    "end_if_expired",
    "end_sessions",
    "lock",
    "lock_if_idle",
    "sign_out",
    "sweep",
    "touch",
    "unlock",
]

PIN_TRIES: Final = 3
_EXPIRED: Final = "expired"


@dataclass(frozen=True)
class EndedSession:
    """A session that was just ended, for whoever tells its screen."""

    id: str
    hall: str


Tell = Callable[[Session, EndedSession], None]


def touch(desk: AccessDesk, standing: Standing, now: datetime) -> None:
    """Somebody is at the keyboard: the idle clock begins anew."""
    if now - standing.seen_at >= NOTED_EVERY:
        desk.presence.note(standing.actor.county, standing.actor.session, now)


def lock(session: Session, actor: Actor, now: datetime) -> None:
    """Locking what is locked changes nothing."""
    sitting = _live(session, actor)
    if sitting is None or sitting.state == SessionState.LOCKED:
        return
    sitting.state = SessionState.LOCKED.value
    session.add(sitting)
    record_about_session(session, sitting, "session.lock", role=actor.role_words, at=now, why="asked")


def sign_out(session: Session, actor: Actor, now: datetime) -> None:
    """Signing out twice changes nothing."""
    sitting = _live(session, actor)
    if sitting is not None:
        _end(session, sitting, "signed_out", now)
        record_about_session(session, sitting, "session.sign_out", role=actor.role_words, at=now)


async def unlock(desk: AccessDesk, actor: Actor, pin: str, now: datetime) -> None:
    """WrongPin with the tries left, or SessionEnded when there are none: then it takes a full sign-in.

    A try is counted before it is checked, so that many at once get no more tries than one after another.
    """
    kept = await desk.store.run(lambda session: _count_try(session, actor))
    right = await desk.passwords.verify(kept, pin)
    left = await desk.store.run(lambda session: _conclude_unlock(session, actor, right, now))
    if left is None:
        raise SessionEnded
    if not right:
        raise WrongPin(left=left)


def end_sessions(session: Session, county: str, staff: str, why: str, now: datetime) -> list[EndedSession]:
    """End whatever live session the person has: taken over at another window, account disabled, role gone."""
    rows = session.exec(
        select(SessionRow).where(
            SessionRow.county == county, SessionRow.staff == staff, col(SessionRow.ended_at).is_(None)
        )
    ).all()
    for sitting in rows:
        _end(session, sitting, why, now)
        record_about_session(session, sitting, "session.sign_out", role="", at=now, why=why, by_node=True)
    session.flush()
    return [EndedSession(row.id, row.hall) for row in rows]


async def end_if_expired(desk: AccessDesk, standing: Standing, now: datetime) -> None:
    if not standing.ended and now >= standing.actor.expires_at:
        await desk.store.run(lambda session: _lose(session, _live(session, standing.actor), now))


async def lock_if_idle(desk: AccessDesk, standing: Standing, now: datetime) -> None:
    if not standing.is_over(now) and standing.is_idle(now, desk.idle_lock):
        await desk.store.run(lambda session: _lock_idle(session, _live(session, standing.actor), now))


def sweep(session: Session, desk: AccessDesk, now: datetime, tell: Tell) -> None:
    """Lock what is idle and end what is too old, also when nobody asks: so that the chain says who was there."""
    rows = session.exec(
        select(SessionRow).where(SessionRow.county == desk.county, col(SessionRow.ended_at).is_(None))
    ).all()
    for sitting in rows:
        if now >= sitting.expires_at:
            _lose(session, sitting, now)
            tell(session, EndedSession(sitting.id, sitting.hall))
        elif sitting.state == SessionState.ACTIVE and now - _seen_at(desk, sitting) >= desk.idle_lock:
            _lock_idle(session, sitting, now)


def _seen_at(desk: AccessDesk, sitting: SessionRow) -> datetime:
    return desk.presence.latest(sitting.county, sitting.id, sitting.seen_at)


def _live(session: Session, actor: Actor) -> SessionRow | None:
    sitting = session.get(SessionRow, (actor.county, actor.session), with_for_update=True)
    return sitting if sitting is not None and sitting.ended_at is None else None


def _end(session: Session, sitting: SessionRow, why: str, now: datetime) -> None:
    sitting.ended_at, sitting.ended_why = now, why
    session.add(sitting)


def _lose(session: Session, sitting: SessionRow | None, now: datetime) -> None:
    if sitting is not None:
        _end(session, sitting, _EXPIRED, now)
        record_about_session(session, sitting, "session.lost", role="", at=now, why=_EXPIRED, by_node=True)


def _lock_idle(session: Session, sitting: SessionRow | None, now: datetime) -> None:
    if sitting is not None and sitting.state == SessionState.ACTIVE:
        sitting.state = SessionState.LOCKED.value
        session.add(sitting)
        record_about_session(session, sitting, "session.lock", role="", at=now, why="idle", by_node=True)


def _count_try(session: Session, actor: Actor) -> str | None:
    """The kept PIN to check against; None when there is no try left."""
    sitting = _live(session, actor)
    if sitting is None or sitting.pin_tries >= PIN_TRIES:
        return None
    sitting.pin_tries += 1
    session.add(sitting)
    return session.get_one(CredentialRow, (sitting.county, sitting.staff)).pin_hash


def _conclude_unlock(session: Session, actor: Actor, right: bool, now: datetime) -> int | None:
    """Tries left, or None when the session is over."""
    sitting = _live(session, actor)
    if sitting is None:
        return None
    role = actor.role_words
    if right:
        sitting.state, sitting.pin_tries, sitting.seen_at = SessionState.ACTIVE.value, 0, now
        session.add(sitting)
        record_about_session(session, sitting, "session.unlock", role=role, at=now)
        return PIN_TRIES
    record_about_session(session, sitting, "session.unlock", role=role, at=now, outcome=Outcome.DENIED, why="wrong_pin")
    if sitting.pin_tries < PIN_TRIES:
        return PIN_TRIES - sitting.pin_tries
    _end(session, sitting, "wrong_pin", now)
    record_about_session(session, sitting, "session.sign_out", role=role, at=now, why="wrong_pin", by_node=True)
    return None

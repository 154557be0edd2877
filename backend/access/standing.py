"""Where somebody stands right now, read from storage on every request, and what follows from it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, bindparam, select
from sqlalchemy.sql.selectable import ReturnsRows
from sqlmodel import Session, col

from backend.access.actor import Actor, Held
from backend.access.errors import AccessError, NotAllowed, SessionEnded, SessionLocked, SignInTooOld
from backend.access.policy import Action, rule_for
from backend.access.tables import GrantRow, SessionRow, StaffRow
from backend.contract import Realm, Role, SessionState
from backend.storage import Read, read_rows

__all__ = ["Standing", "find_standing", "held_grants", "refusal", "token_digest"]

FRESH: Final = timedelta(minutes=5)
"""How long after a sign-in, which takes both factors, what needs a fresh second factor may be done."""

# Built once: every request runs these.
_COUNTS_NOW: Final = (
    col(GrantRow.confirmed_by).is_not(None),
    col(GrantRow.revoked_at).is_(None),
    col(GrantRow.starts_at) <= bindparam("now"),
    col(GrantRow.ends_at) > bindparam("now"),
)
_GRANT: Final = (
    col(GrantRow.role),
    col(GrantRow.scope),
    col(GrantRow.department),
    col(GrantRow.lines),
    col(GrantRow.ends_at),
)
_GRANTS: Final = (
    select(*_GRANT)
    .where(col(GrantRow.county) == bindparam("in_county"), col(GrantRow.staff) == bindparam("of_staff"), *_COUNTS_NOW)
    .order_by(col(GrantRow.id))
)
_BY_TOKEN: Final[ReturnsRows] = (
    select(
        col(SessionRow.id).label("session"),
        col(SessionRow.hall),
        col(SessionRow.window),
        col(SessionRow.station),
        col(SessionRow.state),
        col(SessionRow.address),
        col(SessionRow.began_at),
        col(SessionRow.seen_at),
        col(SessionRow.expires_at),
        col(SessionRow.ended_at),
        col(StaffRow.id).label("staff"),
        col(StaffRow.account),
        col(StaffRow.name),
        col(StaffRow.realm),
        col(StaffRow.disabled),
        *_GRANT,
    )
    .join(StaffRow, and_(col(StaffRow.county) == col(SessionRow.county), col(StaffRow.id) == col(SessionRow.staff)))
    .outerjoin(
        GrantRow,
        and_(col(GrantRow.county) == col(StaffRow.county), col(GrantRow.staff) == col(StaffRow.id), *_COUNTS_NOW),
    )
    .where(col(SessionRow.county) == bindparam("in_county"), col(SessionRow.token_digest) == bindparam("digest"))
    .order_by(col(GrantRow.id))
)


@dataclass(frozen=True)
class Standing:
    """A session as it is stored, with the person it belongs to."""

    actor: Actor
    state: SessionState
    began_at: datetime
    seen_at: datetime
    address: str | None
    ended: bool
    disabled: bool

    def is_over(self, now: datetime) -> bool:
        return self.ended or self.disabled or now >= self.actor.expires_at

    def is_idle(self, now: datetime, idle_lock: timedelta) -> bool:
        return self.state is SessionState.ACTIVE and now - self.seen_at >= idle_lock


def token_digest(token: str) -> bytes:
    """256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def find_standing(session: Session, county: str, token: str, now: datetime) -> Standing | None:
    found = read_rows(session, _BY_TOKEN, {"in_county": county, "digest": token_digest(token), "now": now})
    if not found:
        return None
    sitting = found[0]
    return Standing(
        actor=_actor(sitting, _held(row for row in found if row.role is not None)),
        state=SessionState(sitting.state),
        began_at=sitting.began_at,
        seen_at=sitting.seen_at,
        address=sitting.address,
        ended=sitting.ended_at is not None,
        disabled=sitting.disabled,
    )


def held_grants(session: Session, county: str, staff: str, now: datetime) -> tuple[Held, ...]:
    """The grants that count now: confirmed, begun, not over, not revoked."""
    return _held(read_rows(session, _GRANTS, {"in_county": county, "of_staff": staff, "now": now}))


def _held(rows: Iterable[Read]) -> tuple[Held, ...]:
    return tuple(Held(Role(row.role), row.scope, row.department, frozenset(row.lines), row.ends_at) for row in rows)


def refusal(
    standing: Standing, action: Action, now: datetime, *, idle_lock: timedelta, address: str | None
) -> AccessError | None:
    """Why this standing does not carry the action now; None when it does. `address`: None when not bound to one."""
    rule = rule_for(action)
    if standing.is_over(now) or (address is not None and standing.address not in (None, address)):
        return SessionEnded()
    locked = standing.state is SessionState.LOCKED or standing.is_idle(now, idle_lock)
    if (SessionState.LOCKED if locked else SessionState.ACTIVE) not in rule.states:
        return SessionLocked()
    if not standing.actor.may(action):
        return NotAllowed()
    return SignInTooOld() if rule.fresh and now - standing.began_at > FRESH else None


def _actor(sitting: Read, held: tuple[Held, ...]) -> Actor:
    return Actor(
        staff=sitting.staff,
        account=sitting.account,
        name=sitting.name,
        held=held,
        hall=sitting.hall,
        window=sitting.window,
        station=sitting.station,
        session=sitting.session,
        realm=Realm(sitting.realm),
        expires_at=sitting.expires_at,
    )

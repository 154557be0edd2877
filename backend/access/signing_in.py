"""Signing in: two factors always, one answer for everything that is wrong with them."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from backend.access.actor import Actor
from backend.access.desk import AccessDesk
from backend.access.errors import AccountLocked, NoRoleNow, TooManyAttempts, WrongCredentials
from backend.access.failures import begin_try, forgive
from backend.access.life import Tell, end_sessions
from backend.access.policy import REALMS_OF_ROLE
from backend.access.second_factor import matching_counter
from backend.access.standing import find_standing, held_grants, token_digest
from backend.access.tables import CredentialRow, SessionRow, StaffRow
from backend.access.trail import record_about_session, record_refused_sign_in
from backend.contract import SessionState, SignIn
from backend.storage import keys_of, new_id

__all__ = ["Admission", "comparable_account", "sign_in", "totp_place"]

_TOKEN_BYTES = 32


@dataclass(frozen=True)
class Admission:
    """A session just begun. The token is told once and kept nowhere."""

    token: str
    actor: Actor


@dataclass(frozen=True)
class _Known:
    """What is kept of the account named, or nothing, with the lock that holds for it either way."""

    staff: str | None = None
    password_hash: str | None = None
    seed: str | None = None
    locked_until: datetime | None = None


@dataclass(frozen=True)
class _Refused:
    why: str


def comparable_account(account: str) -> str:
    return unicodedata.normalize("NFKC", account).strip().casefold()


def totp_place(staff: str) -> dict[str, str]:
    """What the sealed seed is bound to."""
    return {"table": "credential", "column": "totp", "row": staff}


async def sign_in(desk: AccessDesk, body: SignIn, *, address: str | None, tell: Tell) -> Admission:
    """Begin a session, ending the person's other one.

    Raises TooManyAttempts, AccountLocked, WrongCredentials, or NoRoleNow for a person who proved who they are but
    holds no role here now.
    """
    now, account = desk.clock(), comparable_account(body.account)
    if not desk.sign_ins.allows(address or "", now):
        raise TooManyAttempts
    known = await desk.store.run(lambda session: _begin(session, desk, account, now))
    right = await desk.passwords.verify(known.password_hash, body.password.get_secret_value())
    counter = matching_counter(known.seed, body.code.get_secret_value(), now)
    if known.locked_until is not None:
        await _refuse(desk, body, known, "account_locked", now)
        raise AccountLocked(minutes=-(-int((known.locked_until - now).total_seconds()) // 60))
    attempt = _Attempt(desk, body, account, known, right, counter, address, now, tell)
    outcome = await desk.store.run(attempt.conclude)
    if isinstance(outcome, Admission):
        return outcome
    raise NoRoleNow() if outcome.why == "no_role" else WrongCredentials()


def _begin(session: Session, desk: AccessDesk, account: str, now: datetime) -> _Known:
    locked_until = begin_try(session, desk.county, account, now)
    staff = session.exec(
        select(StaffRow).where(StaffRow.county == desk.county, StaffRow.account == account)
    ).one_or_none()
    kept = session.get(CredentialRow, (desk.county, staff.id)) if staff is not None else None
    if staff is None or kept is None:
        return _Known(locked_until=locked_until)
    seed = keys_of(session).unseal(kept.totp, **totp_place(staff.id))
    return _Known(staff.id, kept.password_hash, seed, locked_until)


async def _refuse(desk: AccessDesk, body: SignIn, known: _Known, why: str, now: datetime) -> None:
    hall = _hall_of_refusal(desk)
    await desk.store.run(
        lambda session: record_refused_sign_in(session, hall, station=body.station, why=why, at=now, staff=known.staff)
    )


def _hall_of_refusal(desk: AccessDesk) -> str:
    """Nobody is known yet, so the node's first hall keeps the entry."""
    return next(iter(desk.halls))


@dataclass(frozen=True)
class _Attempt:
    """The second half of a sign-in: everything is known, one transaction decides."""

    desk: AccessDesk
    body: SignIn
    account: str
    known: _Known
    password_right: bool
    counter: int | None
    address: str | None
    now: datetime
    tell: Tell

    def conclude(self, session: Session) -> Admission | _Refused:
        """A refusal is returned and not raised, so that its entry is kept."""
        refused = self._refusal(session)
        if refused is not None:
            record_refused_sign_in(
                session, _hall_of_refusal(self.desk), station=self.body.station, why=refused.why, at=self.now,
                staff=self.known.staff,
            )  # fmt: skip
            return refused
        forgive(session, self.desk.county, self.account)
        return self._admit(session, self._staff(session))

    def _refusal(self, session: Session) -> _Refused | None:
        if self.known.staff is None or not self.password_right or self.counter is None:
            return _Refused("wrong_credentials")
        if not self._use_code(session, self.counter):
            return _Refused("code_used_before")
        staff = self._staff(session)
        if staff.disabled or staff.realm != self.desk.realm or staff.hall not in self.desk.halls:
            return _Refused("disabled" if staff.disabled else "other_realm_or_hall")
        held = held_grants(session, self.desk.county, staff.id, self.now)
        if not any(self.desk.realm in REALMS_OF_ROLE[grant.role] for grant in held):
            return _Refused("no_role")
        return None

    def _use_code(self, session: Session, counter: int) -> bool:
        kept = session.get_one(CredentialRow, (self.desk.county, self.known.staff), with_for_update=True)
        if counter <= kept.last_counter:
            return False
        kept.last_counter = counter
        session.add(kept)
        return True

    def _staff(self, session: Session) -> StaffRow:
        return session.get_one(StaffRow, (self.desk.county, self.known.staff))

    def _admit(self, session: Session, staff: StaffRow) -> Admission:
        for ended in end_sessions(session, self.desk.county, staff.id, "taken_over", self.now):
            self.tell(session, ended)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        sitting = self._new_sitting(staff, token)
        session.add(sitting)
        session.flush()
        standing = find_standing(session, self.desk.county, token, self.now)
        if standing is None:
            raise RuntimeError("a session just begun is not there")
        record_about_session(
            session, sitting, "session.sign_in", role=standing.actor.role_words, at=self.now, why="password_and_totp"
        )
        return Admission(token, standing.actor)

    def _new_sitting(self, staff: StaffRow, token: str) -> SessionRow:
        return SessionRow(
            county=self.desk.county,
            id=new_id(),
            token_digest=token_digest(token),
            staff=staff.id,
            hall=staff.hall,
            window=self.body.window.zfill(2),
            station=self.body.station,
            address=self.address,
            state=SessionState.ACTIVE.value,
            began_at=self.now,
            seen_at=self.now,
            expires_at=self.now + self.desk.session_life,
        )

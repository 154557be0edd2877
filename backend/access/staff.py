"""Accounts and roles: made by one person, confirmed by another, never for ever."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, select

from backend.access.errors import GrantRefused
from backend.access.life import EndedSession, end_sessions
from backend.access.scope import check_division
from backend.access.second_factor import new_seed
from backend.access.signing_in import comparable_account, totp_place
from backend.access.tables import CredentialRow, GrantRow, StaffRow
from backend.contract import Realm, Role
from backend.storage import DataClass, keys_of, new_id
from backend.supervision import NewEntry, record

__all__ = [
    "LONGEST_GRANT",
    "NewGrant",
    "NewStaff",
    "confirm_grant",
    "disable",
    "enrol",
    "propose_grant",
    "revoke_grant",
]

LONGEST_GRANT: Final = timedelta(days=366)
_SPLIT: Final = frozenset({Role.ADMIN_SYS, Role.ADMIN_SEC})  # never one person


@dataclass(frozen=True)
class NewStaff:
    """`password_hash` and `pin_hash` come from `Passwords.hash`, which is too slow for a transaction."""

    account: str
    name: str = field(repr=False)
    hall: str
    realm: Realm
    password_hash: str = field(repr=False)
    pin_hash: str = field(repr=False)
    seed: str = field(repr=False, default_factory=new_seed)
    """Of the second factor: shown to the person once, kept sealed."""


@dataclass(frozen=True)
class NewGrant:
    staff: str
    role: Role
    scope: str
    starts_at: datetime
    ends_at: datetime
    department: str | None = None
    lines: tuple[str, ...] = ()


def enrol(session: Session, new: NewStaff, *, by: str, at: datetime) -> str:
    """Make an account without any role and answer its id. Conflict when the account name is taken."""
    county, id_ = check_division(new.hall)[:6], new_id()
    account = comparable_account(new.account)
    session.add(
        StaffRow(
            county=county, id=id_, account=account, name=new.name, hall=new.hall, realm=new.realm.value, made_at=at,
        )
    )  # fmt: skip
    sealed = keys_of(session).seal(DataClass.SECRET, new.seed, **totp_place(id_))
    session.add(
        CredentialRow(
            county=county, id=id_, password_hash=new.password_hash, pin_hash=new.pin_hash, totp=sealed, set_at=at
        )
    )
    session.flush()
    _record(session, new.hall, by, "staff.enrolled", id_, at)
    return id_


def propose_grant(session: Session, new: NewGrant, *, by: str, at: datetime) -> str:
    """Answers the id of the grant, which does not count yet. GrantRefused names the rule that is broken."""
    staff = _staff(session, new.scope[:6], new.staff)
    check_division(new.scope)
    if not new.starts_at < new.ends_at <= new.starts_at + LONGEST_GRANT:
        raise GrantRefused(rule="end_date")
    if new.role is Role.REVIEWER and new.department is None:
        raise GrantRefused(rule="department_needed")
    if new.role in _SPLIT and _SPLIT - {new.role} & _roles(session, staff):
        raise GrantRefused(rule="admins_are_two_persons")
    row = GrantRow(
        county=staff.county, id=new_id(), staff=staff.id, role=new.role.value, scope=new.scope,
        department=new.department, lines=list(new.lines), starts_at=new.starts_at, ends_at=new.ends_at,
        proposed_by=by,
    )  # fmt: skip
    session.add(row)
    _record(session, staff.hall, by, "grant.proposed", row.id, at, why=new.role.value)
    return row.id


def confirm_grant(session: Session, county: str, grant: str, *, by: str, at: datetime) -> None:
    """A second person makes it count: neither who proposed it nor who receives it."""
    row = session.get_one(GrantRow, (county, grant))
    if by in {row.proposed_by, row.staff}:
        raise GrantRefused(rule="second_person")
    if row.confirmed_by is not None or row.revoked_at is not None:
        raise GrantRefused(rule="settled_before")
    row.confirmed_by = by
    session.add(row)
    _record(session, _staff(session, county, row.staff).hall, by, "grant.confirmed", row.id, at, why=row.role)


def revoke_grant(session: Session, county: str, grant: str, *, by: str, at: datetime) -> None:
    """Works on the person's next request. Revoking twice changes nothing."""
    row = session.get_one(GrantRow, (county, grant))
    if row.revoked_at is None:
        row.revoked_at = at
        session.add(row)
        _record(session, _staff(session, county, row.staff).hall, by, "grant.revoked", row.id, at, why=row.role)


def disable(session: Session, county: str, staff: str, *, by: str, at: datetime) -> list[EndedSession]:
    """Close an account for good; its session ends with it."""
    row = _staff(session, county, staff)
    row.disabled = True
    session.add(row)
    _record(session, row.hall, by, "staff.disabled", row.id, at)
    return end_sessions(session, county, staff, "disabled", at)


def _staff(session: Session, county: str, staff: str) -> StaffRow:
    return session.get_one(StaffRow, (county, staff))


def _roles(session: Session, staff: StaffRow) -> set[Role]:
    rows = session.exec(select(GrantRow).where(GrantRow.county == staff.county, GrantRow.staff == staff.id))
    return {Role(row.role) for row in rows if row.revoked_at is None}


def _record(session: Session, hall: str, by: str, act: str, obj: str, at: datetime, why: str | None = None) -> None:
    entry = NewEntry(log=hall, actor=by, role="admin.sec", act=act, obj=obj, div=hall, why=why)
    record(session, entry, at=at)

"""Accounts and roles: made by one person, confirmed by another, never for ever.

`by` is who answers for a change: an administrator who is signed in, or a name given at the node's own console.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, select

from backend.access.actor import Actor
from backend.access.errors import GrantRefused, OutOfReach
from backend.access.life import EndedSession, end_sessions
from backend.access.scope import check_division
from backend.access.second_factor import new_seed
from backend.access.signing_in import comparable_account, totp_place
from backend.access.tables import CredentialRow, GrantRow, StaffRow
from backend.access.trail import record_by
from backend.contract import Realm, Role
from backend.storage import DataClass, keys_of, new_id
from backend.supervision import NewEntry, record

__all__ = [
    "LONGEST_GRANT",
    "Administrator",
    "NewGrant",
    "NewSecretHashes",
    "NewStaff",
    "confirm_grant",
    "disable",
    "enrol",
    "find_staff",
    "get_grant",
    "get_staff",
    "has_people",
    "propose_grant",
    "replace_secrets",
    "revoke_grant",
]

LONGEST_GRANT: Final = timedelta(days=366)
_SPLIT: Final = frozenset({Role.ADMIN_SYS, Role.ADMIN_SEC})  # never one person
_CONSOLE: Final = "admin.sec"  # whoever makes the first accounts acts as this


@dataclass(frozen=True)
class Administrator:
    """A signed-in person who changes accounts or roles, by the operation `op`."""

    actor: Actor
    op: str | None


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


@dataclass(frozen=True, repr=False)
class NewSecretHashes:
    """What a person proves themselves with from now on."""

    password_hash: str
    pin_hash: str
    seed: str


@dataclass(frozen=True)
class NewGrant:
    staff: str
    role: Role
    scope: str
    starts_at: datetime
    ends_at: datetime
    department: str | None = None
    lines: tuple[str, ...] = ()


def has_people(session: Session, county: str) -> bool:
    return session.exec(select(StaffRow.id).where(StaffRow.county == county)).first() is not None


def find_staff(session: Session, county: str, staff: str) -> StaffRow | None:
    return session.get(StaffRow, (county, staff))


def get_staff(session: Session, county: str, staff: str) -> StaffRow:
    """OutOfReach, told as “not found”, when there is no such account."""
    row = find_staff(session, county, staff)
    if row is None:
        raise OutOfReach
    return row


def get_grant(session: Session, county: str, grant: str) -> GrantRow:
    """OutOfReach, told as “not found”, when there is no such grant."""
    row = session.get(GrantRow, (county, grant))
    if row is None:
        raise OutOfReach
    return row


def enrol(session: Session, new: NewStaff, *, by: str | Administrator, at: datetime) -> str:
    """Make an account without any role and answer its id. Conflict when the account name is taken."""
    county, id_ = check_division(new.hall)[:6], new_id()
    account = comparable_account(new.account)
    session.add(
        StaffRow(
            county=county, id=id_, account=account, name=new.name, hall=new.hall, realm=new.realm.value, made_at=at,
        )
    )  # fmt: skip
    session.add(
        CredentialRow(
            county=county, id=id_, password_hash=new.password_hash, pin_hash=new.pin_hash,
            totp=_sealed_seed(session, id_, new.seed), set_at=at,
        )
    )  # fmt: skip
    session.flush()
    _record(session, new.hall, by, "staff.enrolled", id_, at)
    return id_


def replace_secrets(
    session: Session, county: str, staff: str, new: NewSecretHashes, *, by: str | Administrator, at: datetime
) -> list[EndedSession]:
    """Put new secrets in the place of all old ones; the person's session ends.

    Done by anybody else, it takes a second person before the account can do anything again: else whoever sets a
    password could act as its owner.
    """
    row, kept = get_staff(session, county, staff), session.get_one(CredentialRow, (county, staff))
    kept.password_hash, kept.pin_hash = new.password_hash, new.pin_hash
    kept.totp, kept.last_counter, kept.set_at = _sealed_seed(session, staff, new.seed), 0, at
    session.add(kept)
    _record(session, row.hall, by, "staff.secrets_replaced", staff, at)
    if _id(by) != staff:
        _propose_again(session, row, by, at)
    return end_sessions(session, county, staff, "secrets_replaced", at)


def propose_grant(session: Session, new: NewGrant, *, by: str | Administrator, at: datetime) -> str:
    """Answers the id of the grant, which does not count yet. GrantRefused names the rule that is broken."""
    staff = get_staff(session, new.scope[:6], new.staff)
    check_division(new.scope)
    _check_new(session, staff, new)
    row = GrantRow(
        county=staff.county, id=new_id(), staff=staff.id, role=new.role.value, scope=new.scope,
        department=new.department, lines=list(new.lines), starts_at=new.starts_at, ends_at=new.ends_at,
        proposed_by=_id(by),
    )  # fmt: skip
    session.add(row)
    _record(session, staff.hall, by, "grant.proposed", row.id, at, why=new.role.value)
    return row.id


def confirm_grant(session: Session, county: str, grant: str, *, by: str | Administrator, at: datetime) -> None:
    """A second person makes it count: neither who proposed it nor who receives it."""
    row = get_grant(session, county, grant)
    if _id(by) in {row.proposed_by, row.staff}:
        raise GrantRefused(rule="second_person")
    if row.confirmed_by is not None or row.revoked_at is not None:
        raise GrantRefused(rule="settled_before")
    row.confirmed_by = _id(by)
    session.add(row)
    _record(session, get_staff(session, county, row.staff).hall, by, "grant.confirmed", row.id, at, why=row.role)


def revoke_grant(session: Session, county: str, grant: str, *, by: str | Administrator, at: datetime) -> None:
    """Works on the person's next request. Revoking twice changes nothing."""
    row = get_grant(session, county, grant)
    if row.revoked_at is None:
        row.revoked_at = at
        session.add(row)
        _record(session, get_staff(session, county, row.staff).hall, by, "grant.revoked", row.id, at, why=row.role)


def disable(session: Session, county: str, staff: str, *, by: str | Administrator, at: datetime) -> list[EndedSession]:
    """Close an account for good; its session ends with it."""
    row = get_staff(session, county, staff)
    row.disabled = True
    session.add(row)
    _record(session, row.hall, by, "staff.disabled", row.id, at)
    return end_sessions(session, county, staff, "disabled", at)


def _check_new(session: Session, staff: StaffRow, new: NewGrant) -> None:
    if not new.starts_at < new.ends_at <= new.starts_at + LONGEST_GRANT:
        raise GrantRefused(rule="end_date")
    if new.role is Role.REVIEWER and new.department is None:
        raise GrantRefused(rule="department_needed")
    others = {Role(grant.role) for grant in _open_grants(session, staff, new.starts_at)} - {new.role}
    if new.role in _SPLIT and others & _SPLIT:
        raise GrantRefused(rule="admins_are_two_persons")
    if others and bool(others & _SPLIT) != (new.role in _SPLIT):
        raise GrantRefused(rule="admins_do_nothing_else")


def _propose_again(session: Session, staff: StaffRow, by: str | Administrator, at: datetime) -> None:
    for grant in _open_grants(session, staff, at):
        grant.proposed_by, grant.confirmed_by = _id(by), None
        session.add(grant)
        _record(session, staff.hall, by, "grant.proposed", grant.id, at, why=grant.role)


def _open_grants(session: Session, staff: StaffRow, at: datetime) -> list[GrantRow]:
    """What counts, or would once it is confirmed."""
    rows = session.exec(select(GrantRow).where(GrantRow.county == staff.county, GrantRow.staff == staff.id))
    return [row for row in rows if row.revoked_at is None and row.ends_at > at]


def _sealed_seed(session: Session, staff: str, seed: str) -> bytes:
    return keys_of(session).seal(DataClass.SECRET, seed, **totp_place(staff))


def _id(by: str | Administrator) -> str:
    return by if isinstance(by, str) else by.actor.staff


def _record(
    session: Session, hall: str, by: str | Administrator, act: str, obj: str, at: datetime, why: str | None = None
) -> None:
    if isinstance(by, Administrator):
        record_by(session, by.actor, act, obj=obj, at=at, why=why, op=by.op)
        return
    entry = NewEntry(log=hall, actor=by, role=_CONSOLE, act=act, obj=obj, div=hall, why=why)
    record(session, entry, at=at)

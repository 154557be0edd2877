"""The first people of a hall, made on the node's own machine while it is stopped. Two persons answer for each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.access import (
    NewGrant,
    NewStaff,
    Passwords,
    check_new_password,
    check_new_pin,
    confirm_grant,
    enrol,
    propose_grant,
    provisioning_uri,
)
from backend.contract import Role
from backend.settings import NodeSettings
from backend.storage import KeyRing, Store

__all__ = ["NewPerson", "enrol_person"]


@dataclass(frozen=True)
class NewPerson:
    """Who is to work here, as what, and for how many days (a year at most)."""

    account: str
    name: str = field(repr=False)
    hall: str
    role: Role
    password: str = field(repr=False)
    pin: str = field(repr=False)
    days: int = 365
    department: str | None = None
    lines: tuple[str, ...] = ()


def enrol_person(
    settings: NodeSettings, person: NewPerson, *, proposed_by: str, confirmed_by: str, clock: Callable[[], datetime]
) -> str:
    """Make the account and its role; answers what an authenticator app reads, to be shown once and kept nowhere.

    The node must have been started once and must not be running (`StoreTaken`). Raises WeakPassword, GrantRefused
    (also when both persons are one), Conflict for an account name already given, KeyError for a hall not served here.
    """
    hall = settings.hall(person.hall)
    check_new_password(person.password, account=person.account, name=person.name)
    check_new_pin(person.pin)
    passwords = Passwords(**settings.argon2.model_dump())
    new = NewStaff(
        person.account, person.name, hall.code, settings.realm, passwords.hash(person.password),
        passwords.hash(person.pin),
    )  # fmt: skip
    passwords.close()
    keys = KeyRing.open(settings.key_file, home=settings.halls[0].code)
    with Store.open(settings.database, keys=keys) as store:
        store.run_now(lambda session: _enrol(session, new, person, proposed_by, confirmed_by, clock()))
    return provisioning_uri(new.seed, person.account, hall.name)


def _enrol(
    session: Session, new: NewStaff, person: NewPerson, proposed_by: str, confirmed_by: str, now: datetime
) -> None:
    staff = enrol(session, new, by=proposed_by, at=now)
    ends = now + timedelta(days=person.days)
    wanted = NewGrant(staff, person.role, new.hall, now, ends, person.department, person.lines)
    grant = propose_grant(session, wanted, by=proposed_by, at=now)
    session.flush()
    confirm_grant(session, new.hall[:6], grant, by=confirmed_by, at=now)

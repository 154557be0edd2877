"""The first people of a hall, made on the node's own machine while it is stopped: two administrators, who answer for
each other. Everybody else is made by them at a running node.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlmodel import Session

from backend.access import (
    LONGEST_GRANT,
    NewGrant,
    NewStaff,
    Passwords,
    check_new_password,
    check_new_pin,
    check_realm,
    confirm_grant,
    enrol,
    has_people,
    propose_grant,
)
from backend.contract import Role
from backend.settings import NodeSettings
from backend.standing_still import open_store
from backend.storage import private_folder

__all__ = ["CONSOLE", "NewPerson", "PeopleThere", "enrol_first"]

CONSOLE = "console"
"""Who proposes the first people, in the chain: whoever has the node's machine in hand."""


class PeopleThere(Exception):
    """This node has accounts already."""


@dataclass(frozen=True)
class NewPerson:
    account: str
    name: str = field(repr=False)
    password: str = field(repr=False)
    pin: str = field(repr=False)
    seed: str = field(repr=False)


def enrol_first(
    settings: NodeSettings,
    security: NewPerson,
    system: NewPerson,
    *,
    clock: Callable[[], datetime],
    again: bool = False,
) -> None:
    """Make the administrator for security and the one for the system, each confirmed by the other, for a year.

    Where there are people already it takes `again`: both administrators are locked out, and two new ones answer for
    it. The node must not be running (`StoreTaken`). Raises WeakPassword, PeopleThere, and Conflict for an account
    name already given.
    """
    for person in (security, system):
        check_new_password(person.password, account=person.account, name=person.name)
        check_new_pin(person.pin)
    passwords = Passwords(**settings.argon2.model_dump())
    try:
        made = [_new(settings, person, passwords) for person in (security, system)]
    finally:
        passwords.close()
    private_folder(settings.data_dir)
    with open_store(settings, create_key=not _has_data(settings)) as store:  # a key never beside data it cannot open
        store.run_now(lambda session: _enrol(session, settings, made, clock(), again=again))


def _has_data(settings: NodeSettings) -> bool:
    """Of another database than a file we cannot tell: a wrong key is refused by what is stored there."""
    url = make_url(settings.database)
    return url.get_backend_name() == "sqlite" and url.database is not None and Path(url.database).exists()


def _new(settings: NodeSettings, person: NewPerson, passwords: Passwords) -> NewStaff:
    return NewStaff(
        person.account, person.name, settings.halls[0].code, settings.realm, passwords.hash(person.password),
        passwords.hash(person.pin), person.seed,
    )  # fmt: skip


def _enrol(session: Session, settings: NodeSettings, made: list[NewStaff], now: datetime, *, again: bool) -> None:
    check_realm(session, settings.county, settings.realm)
    if not again and has_people(session, settings.county):
        raise PeopleThere
    security, system = (enrol(session, new, by=CONSOLE, at=now) for new in made)
    roles = ((security, Role.ADMIN_SEC, system), (system, Role.ADMIN_SYS, security))
    for staff, role, other in roles:
        wanted = NewGrant(staff, role, _widest(settings), now, now + LONGEST_GRANT)
        grant = propose_grant(session, wanted, by=CONSOLE, at=now)
        session.flush()
        confirm_grant(session, settings.county, grant, by=other, at=now)


def _widest(settings: NodeSettings) -> str:
    """The one hall of the node, or the county when it serves several."""
    first, *others = settings.halls
    return f"{settings.county}000000" if others else first.code

"""People of the demo realm: made once per data folder, with their own random credentials in a file beside it.

They sign in through the same route as everybody. A live node refuses a data folder that has them.
"""

import errno
import json
import os
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlmodel import Session, select

from backend.access.errors import AccessError
from backend.access.passwords import Passwords, check_new_password
from backend.access.second_factor import new_seed
from backend.access.staff import LONGEST_GRANT, NewGrant, NewStaff, confirm_grant, enrol, propose_grant
from backend.access.tables import StaffRow
from backend.contract import Realm, Role
from backend.storage import Store

__all__ = ["DEMO_FILE", "DemoPerson", "RealmMixed", "check_realm", "read_demo_people", "seed_demo_staff"]

DEMO_FILE: Final = "demo-staff.json"
_PROPOSER: Final = "demo.seed.1"
_CONFIRMER: Final = "demo.seed.2"


class RealmMixed(AccessError):
    """A data folder of one realm was opened by a node of another."""

    code = "not_allowed"


@dataclass(frozen=True)
class DemoPerson:
    """What the demo launcher needs to sign in as this person."""

    account: str
    name: str
    role: Role
    hall: str
    window: str
    password: str = field(repr=False)
    seed: str = field(repr=False)
    pin: str = field(repr=False)


_CAST: Final = (
    ("window1", "张一窗", Role.OPERATOR, "01"),
    ("window2", "李二窗", Role.OPERATOR, "02"),
    ("supervisor", "王值班", Role.SUPERVISOR, "03"),
    ("inspector", "赵监察", Role.INSPECTOR, "04"),
    ("keeper", "陈目录", Role.KEEPER, "05"),
)


def check_realm(session: Session, county: str, realm: Realm) -> None:
    """RealmMixed when the folder holds accounts of another realm: a demo account is no key to real data."""
    others = session.exec(select(StaffRow.id).where(StaffRow.county == county, StaffRow.realm != realm.value)).first()
    if others is not None:
        raise RealmMixed(realm=realm)


def seed_demo_staff(
    store: Store, passwords: Passwords, folder: Path, *, hall: str, realm: Realm, now: datetime
) -> None:
    """Make the demo's people, once per data folder. ValueError outside the demo realm.

    The file is written before the accounts: a crash between leaves a file nobody needs, not accounts nobody can use.
    """
    if realm is not Realm.DEMO:
        raise ValueError("demo accounts exist in the demo realm only")
    if store.read_now(lambda session: session.exec(select(StaffRow.id)).first()) is not None:
        return
    people = [_invented(account, name, role, hall, window) for account, name, role, window in _CAST]
    with ThreadPoolExecutor() as threads:  # each takes a tenth of a second
        secret_hashes = threads.map(passwords.hash, [secret for p in people for secret in (p.password, p.pin)])
        hashed = [(person, next(secret_hashes), next(secret_hashes)) for person in people]
    _write(folder / DEMO_FILE, people)
    store.run_now(lambda session: _enrol_all(session, hashed, now))


def read_demo_people(folder: Path) -> list[DemoPerson]:
    """The people of this folder; OSError when others can read the file, or when it is not what was written."""
    path = folder / DEMO_FILE
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise PermissionError(errno.EACCES, "it can be read by others: set its mode to 0600", str(path))
    try:
        people = json.loads(path.read_text("utf-8"))
        return [DemoPerson(**{**person, "role": Role(person["role"])}) for person in people]
    except (ValueError, TypeError, KeyError):
        raise OSError(errno.EINVAL, "it is not what was written", str(path)) from None


def _invented(account: str, name: str, role: Role, hall: str, window: str) -> DemoPerson:
    password = secrets.token_urlsafe(18)
    check_new_password(password, account=account, name=name)
    return DemoPerson(account, name, role, hall, window, password=password, seed=new_seed(), pin=_pin())


def _pin() -> str:
    return "".join(secrets.SystemRandom().sample("0123456789", 6))


def _enrol_all(session: Session, hashed: list[tuple[DemoPerson, str, str]], now: datetime) -> None:
    for person, password_hash, pin_hash in hashed:
        _enrol(session, person, password_hash, pin_hash, now=now)


def _enrol(session: Session, person: DemoPerson, password_hash: str, pin_hash: str, *, now: datetime) -> None:
    new = NewStaff(person.account, person.name, person.hall, Realm.DEMO, password_hash, pin_hash, person.seed)
    staff = enrol(session, new, by=_PROPOSER, at=now)
    wanted = NewGrant(staff, person.role, person.hall, now, now + LONGEST_GRANT)
    grant = propose_grant(session, wanted, by=_PROPOSER, at=now)
    confirm_grant(session, person.hall[:6], grant, by=_CONFIRMER, at=now)


def _write(path: Path, people: list[DemoPerson]) -> None:
    """Whole or not at all, readable by the owner only."""
    text = json.dumps([asdict(person) for person in people], ensure_ascii=False, indent=2)
    temporary = path.with_suffix(".new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)

"""Failed sign-ins per account name, whether or not there is such an account: five lock the name for ten minutes."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, delete

from backend.access.tables import FailureRow
from backend.storage import keys_of

__all__ = ["TRIES", "begin_try", "forget_old_failures", "forgive"]

TRIES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=10)
_KEPT: Final = timedelta(days=1)


def begin_try(session: Session, county: str, account: str, now: datetime) -> datetime | None:
    """Count a try before it is checked; answers until when the name is locked, if it is.

    Counted first, so that many tries at once are no more than one after another. `forgive` undoes it.
    """
    row = _row(session, county, account, now)
    if row.locked_until is not None and now < row.locked_until:
        return row.locked_until
    if row.locked_until is not None:
        row.tries, row.locked_until = 0, None
    row.tries, row.last_at = row.tries + 1, now
    if row.tries >= TRIES:
        row.locked_until = now + LOCKED_FOR
    session.add(row)
    return None


def forgive(session: Session, county: str, account: str) -> None:
    row = session.get(FailureRow, (county, _digest(session, account)))
    if row is not None:
        session.delete(row)


def forget_old_failures(session: Session, county: str, now: datetime) -> None:
    session.connection().execute(
        delete(FailureRow).where(col(FailureRow.county) == county, col(FailureRow.last_at) < now - _KEPT)
    )


def _row(session: Session, county: str, account: str, now: datetime) -> FailureRow:
    digest = _digest(session, account)
    found = session.get(FailureRow, (county, digest), with_for_update=True)
    return found or FailureRow(county=county, id=digest, last_at=now)


def _digest(session: Session, account: str) -> str:
    """The name itself is not kept: sometimes it is a password typed one line too high."""
    return keys_of(session).blind_index("account", account).hex()

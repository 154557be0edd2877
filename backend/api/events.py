"""What watchers are told: kept in the commit it tells of, numbered per hall, told after the commit, resumable."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Final

from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from backend.api.tables import EventRow, EventStreamRow
from backend.contract import Event, EventKind
from backend.storage import add_rows, insert_into, keys_of, read_rows, tell_after_commit

__all__ = [
    "EVENT_POSITION",
    "Published",
    "begin_streams",
    "events_after",
    "events_of_kind",
    "forget_old_events",
    "last_number",
    "publish",
]

PAGE: Final = 500
KEPT: Final = timedelta(days=7)
EVENT_POSITION: Final = "X-Event-Position"
"""Header of every reply to somebody signed in: what it says includes all events of the hall up to this number."""


@dataclass(frozen=True)
class Published:
    """What the store's listeners are told of an event once it is durable."""

    hall: str
    event: Event


def publish(
    session: Session,
    kind: EventKind,
    subject: str,
    params: dict[str, str | int] | None = None,
    hall: str | None = None,
    *,
    at: datetime | None = None,
) -> None:
    """Tell whoever watches `hall`, or every hall of this node's county, once this unit is durable.

    Subject and params are ids and codes; the watcher fetches what it may see.
    """
    for place in [hall] if hall else _halls(session):
        number = _next_number(session, place)
        event = Event(id=number, kind=kind, at=at or datetime.now(UTC), subject=subject, params=params or {})
        row = {"county": place[:6], "hall": place, "number": number, "kind": event.kind.value, "at": event.at}
        add_rows(session, EventRow, [{**row, "subject": subject, "params": event.params}])
        tell_after_commit(session, partial(list, [Published(place, event)]))


def begin_streams(session: Session, halls: list[str]) -> None:
    """Give each hall its stream, so that what concerns all of them reaches it."""
    connection = session.connection()
    for hall in halls:
        begun = {"county": hall[:6], "id": hall, "last": 0}
        connection.execute(_moving_on(connection.dialect.name, by=0), begun)


def events_after(session: Session, hall: str, number: int, limit: int = PAGE) -> list[Event]:
    return [_event(row) for row in session.exec(_of_hall(hall).where(EventRow.number > number).limit(limit))]


def events_of_kind(session: Session, hall: str, kind: EventKind) -> list[Event]:
    """As far back as they are kept, in order."""
    rows = session.exec(_of_hall(hall).where(EventRow.kind == kind.value))
    return [_event(row) for row in rows]


def last_number(session: Session, hall: str) -> int:
    row = session.get(EventStreamRow, (hall[:6], hall))
    return 0 if row is None else row.last


def forget_old_events(session: Session, county: str, now: datetime) -> None:
    session.connection().execute(delete(EventRow).where(col(EventRow.county) == county, col(EventRow.at) < now - KEPT))


def _of_hall(hall: str) -> SelectOfScalar[EventRow]:
    own = select(EventRow).where(EventRow.county == hall[:6], EventRow.hall == hall)
    return own.order_by(col(EventRow.number))


def _event(row: EventRow) -> Event:
    return Event(id=row.number, kind=EventKind(row.kind), at=row.at, subject=row.subject, params=row.params)


def _halls(session: Session) -> list[str]:
    county = keys_of(session).home[:6]
    return list(
        session.exec(select(EventStreamRow.id).where(EventStreamRow.county == county).order_by(col(EventStreamRow.id)))
    )


def _next_number(session: Session, hall: str) -> int:
    """Holds the stream until the commit: numbers are given out in the order they become visible."""
    first = {"county": hall[:6], "id": hall, "last": 1}
    [(number,)] = read_rows(session, _moving_on(session.connection().dialect.name, by=1), first)
    return int(number)


@cache
def _moving_on(dialect: str, *, by: int) -> ReturningInsert[int]:
    """Begins a stream at `last`, or moves it on."""
    insert, last = insert_into(EventStreamRow, dialect), col(EventStreamRow.last)
    moved = insert.on_conflict_do_update(index_elements=["county", "id"], set_={"last": last + by})
    return moved.returning(last)

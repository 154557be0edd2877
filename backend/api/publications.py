"""From which day which catalogue holds. Every step stands in the chain of each hall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from backend.access import Actor
from backend.api.events import publish
from backend.api.problems import ApiProblem
from backend.api.tables import CatalogueRow, PublicationRow
from backend.calendar import local_date
from backend.contract import EventKind, NewPublication, Publication, PublicationState, Rehearsed, RollBack
from backend.storage import new_id
from backend.supervision import NODE, NewEntry, record_many

__all__ = ["County", "find_held", "publications_of", "publish_version", "roll_back", "tell_held"]

Rows = Sequence[PublicationRow]


@dataclass(frozen=True)
class County:
    """Whose catalogue it is: every hall of the node is told, in its own chain."""

    code: str
    halls: tuple[str, ...]


def find_held(session: Session, county: str, day: date) -> PublicationRow | None:
    """What holds on that day; None while nothing was ever published."""
    return _held(_rows(session, county), day)


def publications_of(session: Session, county: str, today: date) -> list[Publication]:
    """Newest first."""
    rows = _rows(session, county)
    held = _held(rows, today)
    return [_told(row, held, today) for row in reversed(rows)]


def publish_version(
    session: Session,
    county: County,
    actor: Actor,
    wanted: NewPublication,
    *,
    current: str,
    at: datetime,
    op: str | None,
) -> Publication:
    """Plan a version that is on the shelf. `current`: what the node serves, which held so far if nothing was published.

    Raises `ApiProblem`: the day is over, the version holds on it anyhow, nobody rehearsed it and nobody says why.
    """
    today = local_date(at)
    if wanted.takes_effect < today:
        raise ApiProblem("catalogue_day_past", {"today": today.isoformat()})
    if not _rows(session, county.code):
        _add_first(session, county.code, current, today, at)
    before = find_held(session, county.code, wanted.takes_effect)
    assert before is not None  # the first one holds from today at the latest
    if before.version == wanted.version:
        raise ApiProblem("catalogue_unchanged", {"day": before.takes_effect.isoformat()})
    _check_rehearsed(wanted, before.version)
    row = PublicationRow(
        county=county.code, id=new_id(), version=wanted.version, takes_effect=wanted.takes_effect, published_at=at,
        by=actor.account, rehearsed=None if wanted.rehearsed is None else wanted.rehearsed.model_dump(), why=wanted.why,
    )  # fmt: skip
    session.add(row)
    session.flush()
    payload = wanted.model_dump(mode="json") | {"before": before.version}
    _record(session, county, _by(actor), "catalogue.publish", wanted.version, payload, at=at, op=op)
    return _told(row, find_held(session, county.code, today), today)


def roll_back(
    session: Session, county: County, actor: Actor, asked: RollBack, *, at: datetime, op: str | None
) -> Publication:
    """Withdraw what is planned, and what holds now unless only the former is asked; answers what holds then.

    Raises `ApiProblem` when there is nothing to withdraw.
    """
    today = local_date(at)
    rows = [row for row in _rows(session, county.code) if row.withdrawn_at is None]
    held = _held(rows, today)
    undone = [row for row in rows if row.takes_effect > today]
    if held is not None and not asked.planned_only:
        undone.append(held)
    left = _held([row for row in rows if row not in undone], today)
    if not undone or left is None or held is None:
        raise ApiProblem("catalogue_nothing_before")
    for row in undone:
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = at, actor.account, asked.why
        session.add(row)
    session.flush()
    payload = {"why": asked.why, "withdrawn": [row.version for row in undone], "held": held.version}
    _record(session, county, _by(actor), "catalogue.roll_back", left.version, payload, at=at, op=op)
    if left.version != held.version:
        publish(session, EventKind.CATALOGUE_CHANGED, left.version, at=at)
    return _told(left, left, today)


def tell_held(session: Session, county: County, row: PublicationRow, *, at: datetime) -> None:
    """Once, when its day has begun: the halls' chains and whoever watches."""
    there = session.get(PublicationRow, (row.county, row.id))
    if there is None or there.told_at is not None or there.withdrawn_at is not None:
        return
    there.told_at = at
    session.add(there)
    _record(session, county, (NODE, NODE), "catalogue.holds", there.version, {"from": str(there.takes_effect)}, at=at)
    publish(session, EventKind.CATALOGUE_CHANGED, there.version, at=at)


def _rows(session: Session, county: str) -> list[PublicationRow]:
    """In the order they take effect; of one day the later published last."""
    order = col(PublicationRow.takes_effect), col(PublicationRow.id)
    return list(session.exec(select(PublicationRow).where(col(PublicationRow.county) == county).order_by(*order)))


def _held(rows: Rows, day: date) -> PublicationRow | None:
    begun = [row for row in rows if row.takes_effect <= day and row.withdrawn_at is None]
    return begun[-1] if begun else None


def _add_first(session: Session, county: str, current: str, today: date, at: datetime) -> None:
    """What the node served from its folder until now: the version a rollback comes back to."""
    kept = session.get(CatalogueRow, (county, current))
    since = today if kept is None else min(today, local_date(kept.first_served))
    session.add(
        PublicationRow(
            county=county, id=new_id(), version=current, takes_effect=since, published_at=at, by=NODE, told_at=at
        )
    )
    session.flush()


def _check_rehearsed(wanted: NewPublication, before: str) -> None:
    if wanted.why is None and (wanted.rehearsed is None or wanted.rehearsed.against != before):
        raise ApiProblem("catalogue_not_rehearsed", {"against": before})


def _by(actor: Actor) -> tuple[str, str]:
    return actor.staff, actor.role_words


def _record(
    session: Session, county: County, by: tuple[str, str], act: str, obj: str, payload: Mapping[str, object], *,
    at: datetime, op: str | None = None,
) -> None:  # fmt: skip
    actor, role = by
    entries = [
        NewEntry(log=hall, actor=actor, role=role, act=act, obj=obj, div=hall, op=op, payload=dict(payload))
        for hall in county.halls
    ]
    record_many(session, entries, at=at)


def _told(row: PublicationRow, held: PublicationRow | None, today: date) -> Publication:
    return Publication(
        id=row.id, version=row.version, takes_effect=row.takes_effect, state=_state(row, held, today),
        published_at=row.published_at, by=row.by, why=row.why,
        rehearsed=None if row.rehearsed is None else Rehearsed.model_validate(row.rehearsed),
        withdrawn_at=row.withdrawn_at, withdrawn_by=row.withdrawn_by, withdrawn_why=row.withdrawn_why,
    )  # fmt: skip


def _state(row: PublicationRow, held: PublicationRow | None, today: date) -> PublicationState:
    if row.withdrawn_at is not None:
        return PublicationState.WITHDRAWN
    if held is not None and row.id == held.id:
        return PublicationState.IN_FORCE
    return PublicationState.PLANNED if row.takes_effect > today else PublicationState.PAST

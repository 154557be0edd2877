"""Visits nothing was handed over of: what was read, looked up and scanned in them goes after ninety days.

By then no window can be about to hand them over: answers to an operation are kept as long, drafts for seven days.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, delete, select

from backend.cases.tables import SubmissionRow
from backend.citizens.tables import AttachedFileRow, DraftRow, LookUpRow, RevealRow, VisitRow
from backend.supervision import NODE, NewEntry, record_many

__all__ = ["find_unfinished", "forget_unfinished", "without_visit"]

KEPT: Final = timedelta(days=90)
_LOOKED_AT: Final = timedelta(days=30)  # before that, where somebody looks each hour
_AT_ONCE: Final = 100


def find_unfinished(session: Session, county: str, now: datetime, *, since_ever: bool) -> list[str]:
    """Some of them, by their ids. `since_ever` reads all visits; without it those that came to their term lately."""
    until = now - KEPT
    query = select(VisitRow.id).where(
        col(VisitRow.county) == county, col(VisitRow.opened_at) < until, *_nothing_came_of_it()
    )
    if not since_ever:
        query = query.where(col(VisitRow.opened_at) >= until - _LOOKED_AT)
    return list(session.exec(query.limit(_AT_ONCE)))


def forget_unfinished(session: Session, county: str, visits: Iterable[str], now: datetime) -> list[str]:
    """Those of these visits that are unfinished still; the digests of their scans, which other visits may hold too."""
    query = select(VisitRow).where(
        col(VisitRow.county) == county, col(VisitRow.id).in_(list(visits)), *_nothing_came_of_it()
    )
    rows = session.exec(query).all()
    ids = [row.id for row in rows]
    scans = select(AttachedFileRow.digest).where(
        col(AttachedFileRow.county) == county, col(AttachedFileRow.visit).in_(ids)
    )
    digests = sorted(set(session.exec(scans)))
    for table in (AttachedFileRow, LookUpRow, RevealRow):
        session.connection().execute(delete(table).where(col(table.county) == county, col(table.visit).in_(ids)))
    for row in rows:
        session.delete(row)
    told = [NewEntry(log=row.hall, actor=NODE, role=NODE, act="visit.forget", obj=row.id, div=row.hall) for row in rows]
    record_many(session, told, at=now)
    return digests


def without_visit(session: Session, county: str, digests: Sequence[str]) -> list[str]:
    """Those of these scans that belong to no visit any more."""
    query = select(AttachedFileRow.digest).where(
        col(AttachedFileRow.county) == county, col(AttachedFileRow.digest).in_(digests)
    )
    held = set(session.exec(query.distinct()))
    return [digest for digest in digests if digest not in held]


def _nothing_came_of_it() -> Iterator[ColumnElement[bool]]:
    return (
        ~exists().where(col(table.county) == col(VisitRow.county), col(table.id) == col(VisitRow.id))
        for table in (SubmissionRow, DraftRow)
    )

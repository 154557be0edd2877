"""Whether the citizen of a visit, or the visit itself, is being served at another window of the hall just now."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, or_, select

from backend.citizens.tables import DraftRow, VisitRow
from backend.citizens.visits import Visit
from backend.contract import DraftKept, ServedElsewhere

__all__ = ["company_of", "served_elsewhere"]

STILL_WORKED_ON: Final = timedelta(minutes=30)
"""A draft saved no longer ago than this is of somebody at the window; a finished visit has none."""

NO_DRAFT_YET: Final = timedelta(minutes=1)
_A_DAY_AT_MOST: Final = timedelta(hours=12)


def company_of(
    session: Session, county: str, visit: str, now: datetime, *, left: str | None, saved_at: datetime | None
) -> DraftKept:
    """Told to who saves a draft; `left` is the window the visit was at, `saved_at` when it was saved there."""
    row = session.get(VisitRow, (county, visit))
    if row is None:
        return DraftKept()
    other = None if left in (None, row.window) else left
    taken_from = None if other is None else ServedElsewhere(window=other, since=saved_at or now)
    return DraftKept(taken_from=taken_from, served_elsewhere=served_elsewhere(session, row, now))


def served_elsewhere(session: Session, visit: Visit | VisitRow, now: datetime) -> list[ServedElsewhere]:
    """The other windows, the longest at work first."""
    draft = (col(DraftRow.county) == col(VisitRow.county)) & (col(DraftRow.id) == col(VisitRow.id))
    query = (
        select(VisitRow)
        .outerjoin(DraftRow, draft)
        .where(
            col(VisitRow.county) == visit.county,
            col(VisitRow.hall) == visit.hall,
            col(VisitRow.opened_at) > now - _A_DAY_AT_MOST,
            col(VisitRow.citizen) == visit.citizen,
            col(VisitRow.id) != visit.id,
            col(VisitRow.window) != visit.window,
            or_(
                col(DraftRow.saved_at) > now - STILL_WORKED_ON,
                col(DraftRow.id).is_(None) & (col(VisitRow.opened_at) > now - NO_DRAFT_YET),
            ),
        )
        .order_by(col(VisitRow.opened_at))
    )
    return [ServedElsewhere(window=row.window, since=row.opened_at) for row in session.exec(query)]

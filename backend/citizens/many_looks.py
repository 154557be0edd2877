"""Who looked at very many persons: what the warning told, for a supervisor who was not there when it came."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from backend.access import get_staff
from backend.api.events import events_of_kind
from backend.calendar import local_date
from backend.citizens.tables import RevealRow
from backend.contract import HALL_TIME, EventKind, ManyLooks

__all__ = ["many_looks"]


def many_looks(session: Session, hall: str) -> list[ManyLooks]:
    """As far back as events are kept, each person once a day, the newest day first."""
    warned = {(local_date(event.at), event.subject) for event in events_of_kind(session, hall, EventKind.WARNING)}
    return [_told(session, hall[:6], staff, day) for day, staff in sorted(warned, reverse=True)]


def _told(session: Session, county: str, staff: str, day: date) -> ManyLooks:
    who, begins = get_staff(session, county, staff), datetime.combine(day, time.min, HALL_TIME)
    looks = select(func.count()).where(
        col(RevealRow.county) == county,
        col(RevealRow.operator) == staff,
        col(RevealRow.at) >= begins,
        col(RevealRow.at) < begins + timedelta(days=1),
    )
    return ManyLooks(account=who.account, name=who.name, day=day, count=session.exec(looks).one())

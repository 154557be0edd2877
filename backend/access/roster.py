"""Who has an account here and what for: what administrators look at before they change it."""

from collections import defaultdict
from datetime import datetime

from sqlmodel import Session, col, select

from backend.access.actor import Reach
from backend.access.tables import GrantRow, StaffRow
from backend.contract import GrantState, Role, StaffGrant, StaffMember

__all__ = ["roster"]


def roster(session: Session, county: str, reach: Reach, now: datetime) -> list[StaffMember]:
    """Everybody whose hall lies within reach, by account; their grants in the order they were proposed."""
    rows = session.exec(select(StaffRow).where(StaffRow.county == county).order_by(col(StaffRow.account))).all()
    accounts = {row.id: row.account for row in rows}
    grants: dict[str, list[StaffGrant]] = defaultdict(list)
    for grant in session.exec(select(GrantRow).where(GrantRow.county == county).order_by(col(GrantRow.id))):
        grants[grant.staff].append(_told(grant, accounts, now))
    return [
        StaffMember(
            id=row.id, account=row.account, name=row.name, hall=row.hall, disabled=row.disabled, grants=grants[row.id]
        )
        for row in rows
        if reach.covers(hall=row.hall)
    ]


def _told(grant: GrantRow, accounts: dict[str, str], now: datetime) -> StaffGrant:
    confirmed_by = grant.confirmed_by
    return StaffGrant(
        id=grant.id,
        role=Role(grant.role),
        scope=grant.scope,
        department=grant.department,
        lines=grant.lines,
        ends_at=grant.ends_at,
        state=_state(grant, now),
        proposed_by=accounts.get(grant.proposed_by, grant.proposed_by),
        confirmed_by=None if confirmed_by is None else accounts.get(confirmed_by, confirmed_by),
    )


def _state(grant: GrantRow, now: datetime) -> GrantState:
    if grant.revoked_at is not None:
        return GrantState.REVOKED
    if now >= grant.ends_at:
        return GrantState.OVER
    return GrantState.PROPOSED if grant.confirmed_by is None else GrantState.COUNTS

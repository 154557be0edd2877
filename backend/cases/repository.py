"""The one place cases are found for a person: every query is bounded by what their roles reach. Nobody can forget it.

What is out of reach is not there: both are answered `NotFound`.
"""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col, select

from backend.access import Action, Actor, within_clause
from backend.cases.errors import NotFound
from backend.cases.life_cycle import State
from backend.cases.numbers import parse
from backend.cases.tables import CaseRow, StageRow

__all__ = ["MOST_LISTED", "ScopedCases", "within_reach"]

MOST_LISTED = 20


class ScopedCases:
    """The cases an actor may take `action` on."""

    def __init__(self, session: Session, actor: Actor, action: Action) -> None:
        self._session = session
        self._actor = actor
        self._within = within_reach(actor, action)

    def get(self, case: str, *, to_change: bool = False) -> CaseRow:
        """Raises `NotFound`. With `to_change` the case is locked until the unit ends."""
        return self._one(col(CaseRow.id) == case, to_change=to_change)

    def get_by_number(self, number: str) -> CaseRow:
        """Raises `BadCaseNumber` or `NotFound`."""
        return self._one(col(CaseRow.number) == str(parse(number)))

    def newest(self, state: State | None, limit: int) -> list[CaseRow]:
        """The newest cases, never more than twenty."""
        query = select(CaseRow).where(col(CaseRow.county) == self._actor.county, self._within)
        if state is not None:
            query = query.where(col(CaseRow.state) == state)
        newest_first = query.order_by(col(CaseRow.accepted_at).desc(), col(CaseRow.id).desc())
        return list(self._session.exec(newest_first.limit(min(limit, MOST_LISTED))))

    def _one(self, clause: ColumnElement[bool], *, to_change: bool = False) -> CaseRow:
        query = select(CaseRow).where(col(CaseRow.county) == self._actor.county, clause, self._within)
        found = self._session.exec(query.with_for_update() if to_change else query).one_or_none()
        if found is None:
            raise NotFound
        return found


def within_reach(actor: Actor, action: Action) -> ColumnElement[bool]:
    """What bounds every query for cases."""
    reach = actor.reach(action)
    hall, item = CaseRow.__table__.c.hall, CaseRow.__table__.c.item  # type: ignore[attr-defined]  # SQLModel hides it
    sent = [_sent_to(division, department) for division, department in sorted(reach.departments)]
    return or_(reach.where(hall, item), *sent)


def _sent_to(division: str, department: str) -> ColumnElement[bool]:
    """Cases of a division of which a stage is this department's."""
    hall = CaseRow.__table__.c.hall  # type: ignore[attr-defined]  # SQLModel hides it
    stage = exists().where(
        col(StageRow.county) == col(CaseRow.county),
        col(StageRow.case) == col(CaseRow.id),
        col(StageRow.department) == department,
    )
    return and_(within_clause(hall, division), stage)

"""Answers coming in: once each, and in one commit with what they do to the case."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session, col

from backend.cases.ports import Answer, AnswerHandler, Procedure, ProcedureHandler
from backend.dispatch.outbox import Outbox
from backend.dispatch.tables import DispatchRow, DispatchState, InboxRow
from backend.dispatch.trail import Trail
from backend.storage import add_rows, new_id, read_rows

__all__ = ["Inbox", "UnknownDispatch"]

_TOLD: Final = ("answered_at", "sent_at", "reference")
_UNANSWERED: Final = (DispatchState.QUEUED, DispatchState.SENT, DispatchState.PARKED)
# Built once: every answer runs these.
_ANSWERED: Final = (
    update(DispatchRow)
    .where(
        col(DispatchRow.county) == bindparam("in_county"),
        col(DispatchRow.id) == bindparam("with_id"),
        or_(*(col(DispatchRow.state) == state for state in _UNANSWERED)),
    )
    .values({"state": DispatchState.ANSWERED} | {name: bindparam(name) for name in _TOLD})
    .returning(col(DispatchRow.id))
)
_FILED: Final = select(col(InboxRow.id)).where(
    col(InboxRow.county) == bindparam("in_county"),
    col(InboxRow.system) == bindparam("by_system"),
    col(InboxRow.answer_id) == bindparam("as_answer"),
)


class UnknownDispatch(LookupError):
    """A department answered something it was never sent."""


class Inbox:
    """Takes answers for one county's dispatches."""

    def __init__(
        self, county: str, outbox: Outbox, answered: AnswerHandler, told: ProcedureHandler, trail: Trail
    ) -> None:
        self._county = county
        self._outbox = outbox
        self._answered = answered
        self._told = told
        self._trail = trail

    def receive(self, session: Session, system: str, answer: Answer, now: datetime) -> bool:
        """File the answer and move the case; False when it was here before.

        Raises UnknownDispatch when this department was never sent that dispatch.
        """
        dispatch = self._dispatch(session, system, answer.dispatch_id)
        if self._is_filed(session, system, answer.answer_id):
            return False
        filed = {"dispatch": answer.dispatch_id, "outcome": answer.outcome, "received_at": now}
        row = {"county": self._county, "id": new_id(), "system": system, "answer_id": answer.answer_id}
        add_rows(session, InboxRow, [{**row, **filed}])
        return self._apply(session, dispatch, answer, now)

    def receive_procedure(self, session: Session, system: str, procedure: Procedure) -> bool:
        """Take in how a special procedure stands; False when that is known. Raises UnknownDispatch."""
        self._dispatch(session, system, procedure.dispatch_id)
        return self._told(session, self._county, procedure)

    def _dispatch(self, session: Session, system: str, id_: str) -> DispatchRow:
        dispatch = session.get(DispatchRow, (self._county, id_))
        if dispatch is None or dispatch.system != system:
            raise UnknownDispatch(id_)
        return dispatch

    def _apply(self, session: Session, dispatch: DispatchRow, answer: Answer, now: datetime) -> bool:
        which = {"in_county": self._county, "with_id": dispatch.id}
        told = {
            "answered_at": now,
            "sent_at": dispatch.sent_at or now,
            "reference": answer.reference or dispatch.reference,
        }
        if not read_rows(session, _ANSWERED, {**which, **told}):
            self._trail.ignored(session, dispatch, "answered_before_or_withdrawn")
            return False
        self._outbox.close_dispatch(session, dispatch.id)
        self._trail.answered(session, dispatch, answer)
        self._answered(session, self._county, answer)
        return True

    def _is_filed(self, session: Session, system: str, answer_id: str) -> bool:
        which = {"in_county": self._county, "by_system": system, "as_answer": answer_id}
        return bool(read_rows(session, _FILED, which))

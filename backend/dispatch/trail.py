"""Dispatch's entries in the supervision chain: ids and codes only; bodies sealed beside it."""

from sqlmodel import Session

from backend.cases.ports import Answer, Sending
from backend.dispatch.tables import DispatchRow
from backend.storage import Read
from backend.supervision import NewEntry, Outcome, record

__all__ = ["Trail"]

ACTOR = "node"
ROLE = "system"


class Trail:
    """``halls`` are the node's: what concerns a department's line, not a case, goes into each hall's log."""

    def __init__(self, halls: list[str]) -> None:
        self._halls = halls

    def sent(self, session: Session, dispatch: Read) -> None:
        self._record(session, dispatch, "dispatch.sent")

    def parked(self, session: Session, dispatch: Read) -> None:
        self._record(session, dispatch, "dispatch.parked", outcome=Outcome.FAILED, why="unclear")

    def sent_anew(self, session: Session, dispatch: Read) -> None:
        self._record(session, dispatch, "dispatch.sent_anew")

    def supplemented(self, session: Session, dispatch: DispatchRow, sending: Sending) -> None:
        outcome = Outcome.OK if sending is Sending.PAPERS_TAKEN else Outcome.FAILED
        self._record(session, dispatch, "dispatch.supplemented", outcome=outcome, why=sending.value)

    def withdrawn(self, session: Session, dispatch: Read) -> None:
        self._record(session, dispatch, "dispatch.withdrawn")

    def ignored(self, session: Session, dispatch: DispatchRow, why: str) -> None:
        self._record(session, dispatch, "dispatch.answer_ignored", outcome=Outcome.DENIED, why=why)

    def answered(self, session: Session, dispatch: DispatchRow, answer: Answer) -> None:
        payload = {
            "answer_id": answer.answer_id,
            "outcome": answer.outcome.value,
            "words": answer.words,
            "result_number": answer.result_number,
            "decided_at": answer.decided_at.isoformat(),
        }
        self._record(session, dispatch, "dispatch.answered", why=answer.outcome.value, payload=payload)

    def line(self, session: Session, system: str, state: str, why: str | None) -> None:
        outcome = Outcome.OK if state == "answering" else Outcome.FAILED
        for hall in self._halls:
            entry = NewEntry(
                log=hall, actor=ACTOR, role=ROLE, act=f"system.{state}", obj=system, div=hall, outcome=outcome, why=why
            )
            record(session, entry)

    def _record(
        self,
        session: Session,
        dispatch: DispatchRow | Read,
        act: str,
        *,
        outcome: Outcome = Outcome.OK,
        why: str | None = None,
        payload: dict[str, str | None] | None = None,
    ) -> None:
        record(
            session,
            NewEntry(
                log=dispatch.hall, actor=ACTOR, role=ROLE, act=act, obj=dispatch.id, div=dispatch.hall, outcome=outcome,
                why=why, op=dispatch.id, case=dispatch.case, payload=payload,
            ),
        )  # fmt: skip

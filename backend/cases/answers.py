"""A department answered: the case moves by the pure life cycle, in the commit that files the answer."""

from datetime import datetime

from sqlmodel import Session

from backend.api.events import publish
from backend.calendar import local_date
from backend.cases.case_file import CaseFile, stages_of
from backend.cases.doers import Doer
from backend.cases.errors import DispatchObsolete
from backend.cases.found_wrong import told_by_name
from backend.cases.life_cycle import Action, State, passes
from backend.cases.moves import move, note
from backend.cases.node import CasesNode
from backend.cases.pauses import RETURNED, end_all, end_stage, redate, wait_for_applicant
from backend.cases.ports import Answer, Outcome, Sending
from backend.cases.stage_graph import Joined, StageState
from backend.cases.stages import joined, open_ready, skip_waiting
from backend.cases.tables import AttemptRow, CaseRow, StageRow
from backend.citizens.sealing import seal, unseal_text
from backend.contract import EventKind
from backend.storage import DataClass

__all__ = ["OWING", "said", "stage_answered", "stage_sent"]

ATTEMPT, CASE = "attempt", "case"
_OF_PAPERS = frozenset({Sending.PAPERS_TAKEN, Sending.PAPERS_REFUSED})
OWING = frozenset({State.SUPPLEMENT_DUE, State.OVERDUE})
_SETTLED_STATES = {
    Outcome.APPROVED: StageState.ANSWERED,
    Outcome.REFUSED: StageState.ANSWERED,
    Outcome.RETURNED: StageState.RETURNED,
}


def stage_answered(node: CasesNode, session: Session, county: str, answer: Answer) -> None:
    """File what a department said and move the case. Repeats, and answers nobody waits for any more, change nothing.

    Raises LookupError for a dispatch this room never made.
    """
    attempt, file, stage = _waiting_for(session, county, answer.dispatch_id)
    case = file.case
    if attempt.answered_at is not None:
        return
    answer = told_by_name(session, case, answer)
    at = node.clock()  # the department's own clock is only told, never relied on
    _file(session, attempt, answer, case.hall, at)
    doer = Doer.department(stage.department, stage.system)
    if stage.attempt != attempt.id or not _moves(case):
        note(session, case, "late_answer", doer, at=at, payload=_payload(stage, answer))
        return
    stage.state, stage.outcome = _SETTLED_STATES[answer.outcome], answer.outcome
    case.result_number = answer.result_number or case.result_number
    if end_stage(session, case, stage.code, local_date(at)):
        redate(session, case, node.calendar, local_date(at))
    _move(session, node, file, stage, answer, doer, at)
    params: dict[str, str | int] = {"stage": stage.code, "outcome": answer.outcome, "state": case.state}
    publish(session, EventKind.CASE_ANSWERED, subject=case.id, params=params, hall=case.hall)


def stage_sent(
    session: Session, county: str, dispatch_id: str, sending: Sending, reference: str | None, at: datetime
) -> None:
    """A dispatch, or the papers brought since, reached its department, or was parked for a person; the first dispatch
    puts the case in review."""
    attempt, file, stage = _waiting_for(session, county, dispatch_id)
    if sending in _OF_PAPERS:
        note(session, file.case, sending, Doer.department(stage.department, stage.system), at=at, why=stage.code)
        return
    if attempt.answered_at is not None or stage.attempt != attempt.id or stage.state == StageState.SKIPPED:
        return
    stage.state = StageState(sending.value)
    attempt.reference = reference or attempt.reference
    if sending is Sending.SENT:
        attempt.sent_at = attempt.sent_at or at
    if sending is Sending.SENT and file.case.state == State.ACCEPTED:
        move(session, file.case, Action.SEND, Doer.department(stage.department, stage.system), at=at, why=stage.code)


def _waiting_for(session: Session, county: str, dispatch_id: str) -> tuple[AttemptRow, CaseFile, StageRow]:
    """The attempt, its case (locked until the unit ends: answers of one case come one after the other), its stage."""
    attempt = session.get(AttemptRow, (county, dispatch_id))
    if attempt is None:
        raise LookupError(f"dispatch {dispatch_id} is not of this room")
    case = session.get(CaseRow, (county, attempt.case), with_for_update=True)
    if case is None:
        raise DispatchObsolete(dispatch_id)
    file = CaseFile(case, [], stages_of(session, case))
    return attempt, file, next(stage for stage in file.stages if stage.code == attempt.stage)


def _moves(case: CaseRow) -> bool:
    return passes(State(case.state), Action.HEAR)


def _file(session: Session, attempt: AttemptRow, answer: Answer, hall: str, at: datetime) -> None:
    attempt.answered_at, attempt.outcome = at, answer.outcome
    attempt.reference = answer.reference or attempt.reference
    attempt.sent_at = attempt.sent_at or at
    if answer.words is not None:
        attempt.words = seal(
            session, DataClass.PERSONAL, answer.words, table=ATTEMPT, column="words", row=attempt.id, hall=hall
        )


def _move(
    session: Session, node: CasesNode, file: CaseFile, stage: StageRow, answer: Answer, doer: Doer, at: datetime
) -> None:
    case, payload, result = file.case, _payload(stage, answer), joined(file)
    owing = case.state in OWING
    if result is Joined.REFUSED:
        skip_waiting(file)
        end_all(session, case, local_date(at))
        move(session, case, Action.REFUSE, doer, at=at, words=answer.words, why=stage.code, payload=payload)
    elif result is Joined.RETURNED and not _is_returned_already(case, answer):
        move(session, case, Action.RETURN, doer, at=at, words=answer.words, why=stage.code, payload=payload)
        case.returned_because = _sealed_reasons(session, file)
        wait_for_applicant(session, case, RETURNED, doer.by, local_date(at))
        _open_next(session, node, file, at)
    elif result is Joined.APPROVED and not owing:
        move(session, case, Action.DECIDE, doer, at=at, words=answer.words, why=stage.code, payload=payload)
        if case.result_number is not None:
            move(session, case, Action.PRODUCE, doer, at=at, payload={"result_number": case.result_number})
    else:
        move(session, case, Action.HEAR, doer, at=at, words=answer.words, why=stage.code, payload=payload)
        _open_next(session, node, file, at)


def _is_returned_already(case: CaseRow, answer: Answer) -> bool:
    """Another department says yes while the applicant corrects what the first one sent back."""
    return case.state == State.RETURNED and answer.outcome is not Outcome.RETURNED


def _open_next(session: Session, node: CasesNode, file: CaseFile, at: datetime) -> None:
    """Nothing new is begun for a case one department has refused already."""
    if all(stage.outcome != Outcome.REFUSED for stage in file.stages):
        open_ready(session, file, node.outbox, at)


def _payload(stage: StageRow, answer: Answer) -> dict[str, object]:
    return {
        "stage": stage.code,
        "system": stage.system,
        "dispatch": answer.dispatch_id,
        "outcome": answer.outcome,
        "reference": answer.reference,
        "words": answer.words,
        "decided_at": answer.decided_at.isoformat(),
    }


def _sealed_reasons(session: Session, file: CaseFile) -> bytes | None:
    """Everything the departments that sent it back have said: the applicant hears it all at once."""
    case = file.case
    returned = [stage for stage in file.stages if stage.outcome == Outcome.RETURNED]
    words = [words for stage in returned if (words := said(session, stage)) is not None]
    if not words:
        return None
    return seal(
        session, DataClass.PERSONAL, "；".join(words), table=CASE, column="returned_because", row=case.id,
        hall=case.hall,
    )  # fmt: skip


def said(session: Session, stage: StageRow) -> str | None:
    """What the department said in the latest try of a stage."""
    attempt = None if stage.attempt is None else session.get(AttemptRow, (stage.county, stage.attempt))
    if attempt is None:
        return None
    return unseal_text(session, attempt.words, table=ATTEMPT, column="words", row=attempt.id)

"""The stages of a stored case: opening what may open, and what the answers together mean."""

from datetime import datetime

from sqlmodel import Session

from backend.cases.case_file import CaseFile
from backend.cases.ports import DispatchOrder, OutboxPort, Outcome
from backend.cases.stage_graph import ASKED, Joined, Part, StageState, join, ready
from backend.cases.tables import AttemptRow, CaseRow, StageRow
from backend.guide.item import ApprovalPattern
from backend.storage import add_rows, new_id

__all__ = ["joined", "open_again", "open_ready", "skip_waiting", "tell_of_papers"]

_TOLD = ASKED | {StageState.ANSWERED}


def open_ready(session: Session, file: CaseFile, outbox: OutboxPort, at: datetime) -> list[str]:
    """Hand every stage that may open now to the outbox; answers their codes."""
    opened = ready(_part(stage) for stage in file.stages)
    _dispatch(session, file.case, [stage for stage in file.stages if stage.code in opened], outbox, at)
    return list(opened)


def open_again(session: Session, file: CaseFile, outbox: OutboxPort, at: datetime) -> list[str]:
    """Hand the returned stages over once more, each as a new dispatch."""
    returned = [stage for stage in file.stages if stage.state == StageState.RETURNED]
    _dispatch(session, file.case, returned, outbox, at)
    return [stage.code for stage in returned]


def tell_of_papers(session: Session, file: CaseFile, outbox: OutboxPort) -> None:
    """To every department that has its stage, or may have it any moment; the others get the papers with the stage."""
    told = [stage.attempt for stage in file.stages if stage.attempt is not None and stage.state in _TOLD]
    if told:
        outbox.supplement(session, file.case.county, told)


def _dispatch(session: Session, case: CaseRow, stages: list[StageRow], outbox: OutboxPort, at: datetime) -> None:
    orders = [_order(case, stage) for stage in stages]
    add_rows(
        session,
        AttemptRow,
        [
            {"county": order.county, "id": order.id, "case": order.case, "stage": order.stage, "queued_at": at}
            for order in orders
        ],
    )
    if orders:
        outbox.enqueue(session, orders)


def _order(case: CaseRow, stage: StageRow) -> DispatchOrder:
    """A new try of a stage: its id is the dispatch id, the idempotency key of all sending."""
    dispatch = new_id()
    stage.attempt, stage.state, stage.outcome = dispatch, StageState.QUEUED, None
    return DispatchOrder(
        county=case.county, id=dispatch, hall=case.hall, case=case.id, case_number=case.number, item=case.item,
        stage=stage.code, system=stage.system,
    )  # fmt: skip


def joined(file: CaseFile) -> Joined:
    return join(ApprovalPattern(file.case.pattern), [_part(stage) for stage in file.stages])


def skip_waiting(file: CaseFile) -> None:
    """The case is settled without the stages that never opened."""
    for stage in file.stages:
        if stage.state == StageState.WAITING:
            stage.state = StageState.SKIPPED


def _part(stage: StageRow) -> Part:
    outcome = None if stage.outcome is None else Outcome(stage.outcome)
    return Part(stage.code, tuple(stage.after), StageState(stage.state), outcome)

"""The stages of a stored case: opening what may open, and what the answers together mean."""

from datetime import datetime

from sqlmodel import Session, col, select

from backend.cases.ports import DispatchOrder, OutboxPort, Outcome
from backend.cases.stage_graph import Joined, Part, StageState, join, ready
from backend.cases.tables import AttemptRow, CaseRow, StageRow
from backend.guide.item import ApprovalPattern
from backend.storage import new_id

__all__ = ["joined", "open_again", "open_ready", "skip_waiting", "stages_of"]


def stages_of(session: Session, case: CaseRow) -> list[StageRow]:
    query = select(StageRow).where(col(StageRow.county) == case.county, col(StageRow.case) == case.id)
    return list(session.exec(query.order_by(col(StageRow.position))))


def open_ready(session: Session, case: CaseRow, outbox: OutboxPort, at: datetime) -> list[str]:
    """Hand every stage that may open now to the outbox; answers their codes."""
    stages = {stage.code: stage for stage in stages_of(session, case)}
    opened = ready(_part(stage) for stage in stages.values())
    _dispatch(session, case, [stages[code] for code in opened], outbox, at)
    return list(opened)


def open_again(session: Session, case: CaseRow, outbox: OutboxPort, at: datetime) -> list[str]:
    """Hand the returned stages over once more, each as a new dispatch."""
    returned = [stage for stage in stages_of(session, case) if stage.state == StageState.RETURNED]
    _dispatch(session, case, returned, outbox, at)
    return [stage.code for stage in returned]


def _dispatch(session: Session, case: CaseRow, stages: list[StageRow], outbox: OutboxPort, at: datetime) -> None:
    orders = [_attempt(session, case, stage, at) for stage in stages]
    session.flush()
    if orders:
        outbox.enqueue(session, orders)


def _attempt(session: Session, case: CaseRow, stage: StageRow, at: datetime) -> DispatchOrder:
    """A new try of a stage: its id is the dispatch id, the idempotency key of all sending."""
    dispatch = new_id()
    session.add(AttemptRow(county=case.county, id=dispatch, case=case.id, stage=stage.code, queued_at=at))
    stage.attempt, stage.state, stage.outcome = dispatch, StageState.QUEUED, None
    session.add(stage)
    return DispatchOrder(
        county=case.county, id=dispatch, hall=case.hall, case=case.id, case_number=case.number, item=case.item,
        stage=stage.code, system=stage.system,
    )  # fmt: skip


def joined(session: Session, case: CaseRow) -> Joined:
    return join(ApprovalPattern(case.pattern), [_part(stage) for stage in stages_of(session, case)])


def skip_waiting(session: Session, case: CaseRow) -> None:
    """The case is settled without the stages that never opened."""
    for stage in stages_of(session, case):
        if stage.state == StageState.WAITING:
            stage.state = StageState.SKIPPED
            session.add(stage)
    session.flush()


def _part(stage: StageRow) -> Part:
    outcome = None if stage.outcome is None else Outcome(stage.outcome)
    return Part(stage.code, tuple(stage.after), StageState(stage.state), outcome)

"""What people do to a case at the counter, after it was handed in. Which action is open is the table's to say."""

from datetime import datetime

from sqlmodel import Session

from backend.calendar import local_date
from backend.cases.case_file import stages_of
from backend.cases.doers import Doer
from backend.cases.errors import ActionNotOpen, BadSubmission, Fault, NothingBrought
from backend.cases.life_cycle import Action, State, open_to_counter
from backend.cases.moves import move
from backend.cases.node import CasesNode
from backend.cases.parked import FoundOut, found_out
from backend.cases.pauses import end_all
from backend.cases.stage_graph import ASKED, StageState
from backend.cases.supplements import resubmit, supplement
from backend.cases.tables import CaseRow
from backend.contract import CaseActionRequest

__all__ = ["act"]

_BRINGS = frozenset({Action.SUPPLEMENT, Action.RESUBMIT})


def act(
    session: Session, node: CasesNode, case: CaseRow, asked: CaseActionRequest, doer: Doer, *, at: datetime
) -> None:
    """Raises `ActionNotOpen` for what the life cycle does not allow now, `NothingBrought`, and `BadSubmission` for what
    makes no sense."""
    if asked.action in frozenset(FoundOut):
        found_out(session, node, case, asked, doer, at=at)
        return
    action = _open_action(case, asked)
    match action:
        case Action.SUPPLEMENT:
            supplement(session, node, case, asked, doer, at=at)
        case Action.RESUBMIT:
            resubmit(session, node, case, asked, doer, at=at)
        case Action.WITHDRAW:
            _withdraw(session, node, case, asked, doer, at)
        case _:
            move(session, case, action, doer, at=at, words=asked.words)


def _open_action(case: CaseRow, asked: CaseActionRequest) -> Action:
    offered = open_to_counter(State(case.state))
    if asked.action not in offered:
        raise ActionNotOpen(asked.action if asked.action in frozenset(Action) else "?", case.state)
    action, words = Action(asked.action), (asked.words or "").strip()
    if offered[action] and not words:
        raise BadSubmission((Fault("/words", "missing", "This action needs words the citizen can be told."),))
    if action in _BRINGS and not (asked.papers or asked.facts or words):
        raise NothingBrought
    return action


def _withdraw(
    session: Session, node: CasesNode, case: CaseRow, asked: CaseActionRequest, doer: Doer, at: datetime
) -> None:
    """What was not sent yet is taken back; what was sent may still be answered, and changes nothing any more."""
    stages = stages_of(session, case)
    waiting = [stage.attempt for stage in stages if stage.state in ASKED and stage.attempt is not None]
    taken_back = node.outbox.withdraw(session, case.county, waiting)
    for stage in stages:
        if stage.state == StageState.WAITING or stage.attempt in taken_back:
            stage.state = StageState.SKIPPED
            session.add(stage)
    end_all(session, case, local_date(at))
    move(session, case, Action.WITHDRAW, doer, at=at, words=asked.words, payload={"taken_back": len(taken_back)})

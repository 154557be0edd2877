"""What a person found out about a parked stage: its reply was unclear, and its department cannot be asked by our id."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Session

from backend.api.events import publish
from backend.cases.case_file import stages_of
from backend.cases.doers import Doer
from backend.cases.errors import ActionNotOpen, BadSubmission, Fault
from backend.cases.life_cycle import Action, State, passes
from backend.cases.moves import note
from backend.cases.node import CasesNode
from backend.cases.stage_graph import StageState
from backend.cases.tables import CaseRow, StageRow
from backend.contract import CaseActionRequest, EventKind

__all__ = ["FoundOut", "find_parked", "found_out"]

LONGEST_REFERENCE: Final = 80


class FoundOut(StrEnum):
    """Both want words: the department's own number for it; who said that it has nothing."""

    HAS_IT = "has_it"
    SEND_ANEW = "send_anew"


def find_parked(session: Session, case: CaseRow) -> StageRow | None:
    """The stage somebody has to call about, the first of several."""
    if not passes(State(case.state), Action.HEAR):
        return None
    return next((stage for stage in stages_of(session, case) if stage.state == StageState.PARKED), None)


def found_out(
    session: Session, node: CasesNode, case: CaseRow, asked: CaseActionRequest, doer: Doer, *, at: datetime
) -> None:
    """Raises `ActionNotOpen` when nothing is parked, `BadSubmission` without fitting words."""
    what, words = FoundOut(asked.action), (asked.words or "").strip()
    stage = find_parked(session, case)
    if stage is None or stage.attempt is None:
        raise ActionNotOpen(what, case.state)
    if not words:
        raise BadSubmission((Fault("/words", "missing", "This action needs words."),))
    if what is FoundOut.HAS_IT and not (words.isprintable() and len(words) <= LONGEST_REFERENCE):
        raise BadSubmission((Fault("/words", "too_long", "A department's number has 80 plain characters at most."),))
    note(session, case, what, doer, at=at, words=words, why=stage.code)
    if what is FoundOut.HAS_IT:
        node.outbox.has_it(session, case.county, stage.attempt, words)
    else:
        stage.state = StageState.QUEUED
        session.add(stage)
        node.outbox.send_anew(session, case.county, stage.attempt)
    publish(
        session, EventKind.CASE_CHANGED, subject=case.id, params={"action": what, "state": case.state}, hall=case.hall
    )

"""The slip that goes with a result, from the case as stored."""

from datetime import datetime

from sqlmodel import Session

from backend.access import Actor
from backend.cases.answers import said
from backend.cases.case_file import stages_of
from backend.cases.delivery import address_of
from backend.cases.errors import ActionNotOpen
from backend.cases.life_cycle import State
from backend.cases.node import CasesNode
from backend.cases.paper_head import head_of
from backend.cases.receipt import ResultSlip
from backend.cases.tables import CaseRow

__all__ = ["slip_of"]

_HAS_RESULT = frozenset({State.DECIDED, State.PRODUCED, State.DELIVERED, State.CLOSED})


def slip_of(session: Session, node: CasesNode, actor: Actor, case: CaseRow, now: datetime) -> ResultSlip:
    """Raises `ActionNotOpen` while the case is not decided."""
    if case.state not in _HAS_RESULT:
        raise ActionNotOpen("print_result", case.state)
    head = head_of(node, actor, hall=case.hall, visit=case.visit, applicant=case.applicant, at=now)
    words = [said(session, stage) for stage in stages_of(session, case)]
    return ResultSlip(
        receipt=head,
        number=case.number,
        item_name=case.item_name,
        item_name_en=case.item_name_en,
        result_name=case.result_name,
        result_name_en=case.result_name_en,
        result_number=case.result_number,
        delivery=case.delivery,
        delivery_address=address_of(session, case),
        words=tuple(word for word in words if word),
    )

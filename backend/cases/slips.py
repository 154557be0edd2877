"""The slip of what a citizen still lacks, as the node prints it, and the trace of its being given."""

from datetime import datetime

from sqlmodel import Session

from backend.access import Actor, record_by
from backend.cases.node import CasesNode
from backend.cases.paper_head import head_of
from backend.cases.receipt import LackingSlip
from backend.cases.unsent import UnsentVisit
from backend.guide.slip import slip_of

__all__ = ["lacking_slip", "record_slip"]


def lacking_slip(node: CasesNode, actor: Actor, unsent: UnsentVisit, at: datetime) -> LackingSlip:
    visit = unsent.visit
    head = head_of(node, actor, hall=visit.hall, visit=visit.id, applicant=unsent.applicant, at=at)
    return LackingSlip(head, slip_of(unsent.bundle, unsent.items, unsent.assessed))


def record_slip(session: Session, actor: Actor, unsent: UnsentVisit, *, at: datetime, op: str | None) -> None:
    """That everything lacking was told, and what that was: by codes, so that no word of it is personal."""
    items = [
        {
            "item": assessment.item,
            "decision": assessment.decision.kind.value,
            "lacks": [f"{reason.lack}:{reason.code}" for reason in assessment.decision.reasons],
        }
        for assessment in unsent.assessed.assessments
    ]
    record_by(session, actor, "slip.print", obj=unsent.visit.id, at=at, op=op, payload={"items": items})

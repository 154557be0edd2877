"""The filled form of a visit not handed over yet, printed to be signed: whole values, each print with its trace."""

from datetime import datetime

from sqlmodel import Session

from backend.access import Actor, OutOfReach, record_by
from backend.cases.node import CasesNode
from backend.cases.paper_head import head_of
from backend.cases.receipt import FilledForm, FormSheet
from backend.cases.unsent import UnsentVisit
from backend.guide import DecisionKind
from backend.guide.card import comes_itself

__all__ = ["form_sheet", "record_form"]


def form_sheet(node: CasesNode, actor: Actor, unsent: UnsentVisit, at: datetime) -> FormSheet:
    """The form of every item that is not declined. Raises `OutOfReach` for a visit of another operator.

    The values stand there whole, as at a reveal: the citizen reads and signs them.
    """
    visit = unsent.visit
    if visit.operator != actor.staff:
        raise OutOfReach
    head = head_of(node, actor, hall=visit.hall, visit=visit.id, applicant=unsent.applicant, at=at)
    pairs = zip(unsent.items, unsent.assessed.assessments, strict=True)
    forms = (FilledForm(item, found) for item, found in pairs if found.decision.kind is not DecisionKind.DECLINE)
    by_agent = visit.agent is not None and not comes_itself(visit.card, visit.agent_relation)
    return FormSheet(head, tuple(forms), by_agent=by_agent)


def record_form(
    session: Session, actor: Actor, unsent: UnsentVisit, sheet: FormSheet, *, at: datetime, op: str | None
) -> None:
    """Who put which facts of whom on paper: by codes, never by values."""
    facts = sorted(
        {line.field.fact for form in sheet.forms for line in form.assessment.fields if line.known is not None}
    )
    payload = {"items": [form.item.code for form in sheet.forms], "facts": facts}
    record_by(
        session, actor, "form.print", obj=unsent.visit.citizen, at=at, why=unsent.visit.id, op=op, payload=payload
    )

"""The application as a department receives it, made from the case as stored at the moment of sending."""

from datetime import datetime

from sqlmodel import Session

from backend.cases.case_file import papers_of, stages_of
from backend.cases.errors import DispatchObsolete
from backend.cases.ports import Applicant, ApplicationPayload, SentDocument, Supplement
from backend.cases.stored_facts import StoredFact, facts_of, value_of
from backend.cases.tables import AttemptRow, CasePaperRow, CaseRow, StageRow
from backend.citizens.sealing import unseal_text
from backend.citizens.visits import get_visit
from backend.contract import CardRead
from backend.guide import Value, bare_code
from backend.guide.card import is_organisation
from backend.guide.organisation import NAME

__all__ = ["payload_for", "supplement_for"]

CORRECTION = "correction."


def payload_for(session: Session, county: str, dispatch_id: str) -> ApplicationPayload:
    """Raises LookupError for a dispatch never made here, `DispatchObsolete` for one nobody waits for any more."""
    case, stage = _dispatched(session, county, dispatch_id)
    card = get_visit(session, county, case.visit, case.hall).card
    return ApplicationPayload(
        dispatch_id=dispatch_id,
        case_number=case.number,
        hall=case.hall,
        item=case.item,
        item_name=case.item_name,
        stage=stage.code,
        accepted_at=case.accepted_at,
        applicant=Applicant(
            name=_name_of_applicant(session, case, card),
            id_number=card.id_number,
            document_kind=card.document_kind,
        ),
        fields=_fields(session, case, stage),
        documents=_all_documents(session, case),
    )


def supplement_for(session: Session, county: str, dispatch_id: str, at: datetime) -> Supplement:
    """Raises what `payload_for` does."""
    case, _stage = _dispatched(session, county, dispatch_id)
    return Supplement(
        dispatch_id=dispatch_id, case_number=case.number, as_of=at, documents=_all_documents(session, case)
    )


def _dispatched(session: Session, county: str, dispatch_id: str) -> tuple[CaseRow, StageRow]:
    attempt = session.get(AttemptRow, (county, dispatch_id))
    if attempt is None:
        raise LookupError(f"dispatch {dispatch_id} is not of this room")
    case = session.get(CaseRow, (county, attempt.case))
    stage = None if case is None else next((s for s in stages_of(session, case) if s.attempt == dispatch_id), None)
    if case is None or stage is None:
        raise DispatchObsolete(dispatch_id)
    return case, stage


def _name_of_applicant(session: Session, case: CaseRow, card: CardRead) -> str:
    """As the card read has it; beside a number typed by hand, the name the form has, which may have been put right."""
    if card.name and card.source != "manual":
        return card.name
    fact = NAME if is_organisation(card) else "name"
    named = next((stored.row for stored in facts_of(session, case) if stored.row.fact == fact), None)
    return card.name or "" if named is None else str(value_of(session, named))


def _fields(session: Session, case: CaseRow, stage: StageRow) -> dict[str, Value]:
    """What the stage is to be sent, by the department's own codes; contradictions of shared data beside it."""
    wanted = None if stage.sends is None else frozenset(stage.sends)
    fields: dict[str, Value] = {}
    for stored in facts_of(session, case):
        if stored.row.in_form if wanted is None else stored.row.fact in wanted:
            code = bare_code(stored.row.fact)
            fields[code] = value_of(session, stored.row)
            if stored.contradicted is not None:
                fields[f"{CORRECTION}{code}"] = [_correction(session, stored)]
    return fields


def _correction(session: Session, stored: StoredFact) -> list[str]:
    """The system contradicted, what it said, and the reason given."""
    row, shared = stored.row, stored.contradicted
    assert shared is not None
    reason = unseal_text(session, row.correction, table="case_fact", column="correction", row=row.id)
    value = value_of(session, shared)
    said = "；".join(" ".join(cells) for cells in value) if isinstance(value, list) else str(value)
    return [shared.system or "", said, reason or ""]


def _all_documents(session: Session, case: CaseRow) -> list[SentDocument]:
    return [document for paper in papers_of(session, case) for document in _documents(paper)]


def _documents(paper: CasePaperRow) -> list[SentDocument]:
    digests: list[str | None] = [*paper.files] or [None]
    material = bare_code(paper.material)
    return [SentDocument(material=material, name=paper.name, state=paper.state, digest=digest) for digest in digests]

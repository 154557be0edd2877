"""The receipt of a hand-over, made from what was stored, and stored with it: it promises nothing that is not kept."""

from datetime import datetime

from backend.access import Actor
from backend.calendar import local_date
from backend.cases.applicant import shown_applicant
from backend.cases.case_file import CaseFile
from backend.cases.deadlines import deadlines_of
from backend.cases.decided import DecidedItem
from backend.cases.node import CasesNode
from backend.cases.paper_head import head_of
from backend.cases.reasons import reasons_told
from backend.cases.remedies import remedies_of
from backend.cases.tables import CasePaperRow
from backend.citizens.visits import Visit
from backend.contract import CaseReceipt, PaperOwed, Receipt, Telling
from backend.guide import Text
from backend.guide.bundle import Bundle
from backend.guide.card import is_organisation
from backend.guide.masking import mask_name
from backend.guide.outcome import PaperState

__all__ = ["receipt_of"]


def receipt_of(
    node: CasesNode,
    actor: Actor,
    visit: Visit,
    handed_over: list[tuple[CaseFile, DecidedItem]],
    bundle: Bundle,
    at: datetime,
) -> Receipt:
    card, agent = visit.card, visit.agent
    for_organisation = is_organisation(card)
    return head_of(
        node,
        actor,
        hall=actor.hall,
        visit=visit.id,
        applicant=shown_applicant(visit, handed_over[0][1].book),
        at=at,
        cases=[_case_receipt(node, file, decided, bundle, at) for file, decided in handed_over],
        credit_code=card.id_number if for_organisation else "",
        agent=mask_name(agent.name) if for_organisation and agent and agent.name else "",
    )


def _case_receipt(node: CasesNode, file: CaseFile, decided: DecidedItem, bundle: Bundle, at: datetime) -> CaseReceipt:
    case, deadlines = file.case, deadlines_of(file.case, (), node.calendar, local_date(at))
    received = [paper for paper in file.papers if paper.state == PaperState.IN_HAND]
    return CaseReceipt(
        case=case.id,
        number=case.number,
        item=case.item,
        item_name=case.item_name,
        item_name_en=case.item_name_en,
        state=case.state,
        decision=case.decision,
        accepted_at=case.accepted_at,
        promised_on=case.promised_on,
        statutory_on=case.statutory_on,
        received_papers=[paper.name for paper in received],
        received_papers_en=[paper.name_en for paper in received],
        delivery=case.delivery,
        owed_papers=_owed(file.papers),
        result_expected=case.result_name,
        result_expected_en=case.result_name_en,
        deadlines=deadlines,
        reasons=reasons_told(case),
        remedies=remedies_of(decided, bundle),
        fee=None if decided.item.fee is None else _telling(decided.item.fee),
    )


def _owed(papers: list[CasePaperRow]) -> list[PaperOwed]:
    """What the applicant has undertaken to bring; what the hall confirms itself is not asked of them."""
    return [
        PaperOwed(material=paper.material, name=paper.name, name_en=paper.name_en, due_on=paper.due_on)
        for paper in papers
        if paper.state == PaperState.FOLLOWS and paper.due_on is not None
    ]


def _telling(text: Text) -> Telling:
    return Telling(zh=text.zh, en=text.en)

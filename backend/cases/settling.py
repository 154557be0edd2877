"""What follows from the window's decision about a stored case: dates, stages, what is owed, what is kept."""

from datetime import date, datetime

from sqlmodel import Session

from backend.calendar import add_working_days, local_date
from backend.cases.case_file import CaseFile
from backend.cases.deadlines import notice_deadline
from backend.cases.decided import DecidedItem
from backend.cases.doers import Doer
from backend.cases.facts import HUMAN
from backend.cases.life_cycle import Action
from backend.cases.moves import move
from backend.cases.node import CasesNode
from backend.cases.opening import new_stages
from backend.cases.stage_graph import Joined
from backend.cases.stages import joined, open_ready
from backend.cases.tables import CasePaperRow, CaseRow
from backend.cases.validity import valid_until
from backend.citizens.keeping import keep_document, keep_earlier_facts
from backend.citizens.name_index import remember_name
from backend.guide import Item, Known
from backend.guide.outcome import DecisionKind, PaperState
from backend.storage import add_new

__all__ = ["keep_for_next_time", "settle", "shelve"]

ACTION_FOR = {
    DecisionKind.ACCEPT: Action.ACCEPT,
    DecisionKind.PROVISIONAL: Action.ACCEPT_PROVISIONALLY,
    DecisionKind.NOTIFY: Action.NOTIFY,
    DecisionKind.DECLINE: Action.DECLINE,
}
_LATER = frozenset({PaperState.FOLLOWS, PaperState.CONFIRMING})


def settle(
    session: Session, node: CasesNode, file: CaseFile, decided: DecidedItem, doer: Doer, *, at: datetime
) -> None:
    """Carry out the decision: an accepted case gets its dates and stages and goes to the departments."""
    case = file.case
    case.decision, case.accepted_at = decided.decision, at
    case.reasons = [reason.model_dump(mode="json") for reason in decided.assessment.decision.reasons]
    if decided.decision in (DecisionKind.ACCEPT, DecisionKind.PROVISIONAL):
        _date(node, file, decided, at)
    elif decided.decision is DecisionKind.NOTIFY:
        case.notice_due_on = notice_deadline(local_date(at), node.calendar).due_on
    move(session, case, ACTION_FOR[decided.decision], doer, at=at, why=decided.decision, payload=_payload(case))
    if decided.decision in (DecisionKind.ACCEPT, DecisionKind.PROVISIONAL):
        file.stages = new_stages(case, decided.assessment.stages)
        open_ready(session, file, node.outbox, at)
        add_new(session, file.stages)
        if decided.decision is DecisionKind.ACCEPT and joined(file) is Joined.APPROVED:
            move(session, case, Action.DECIDE, doer, at=at)  # an item without stages is concluded by acceptance


def _date(node: CasesNode, file: CaseFile, decided: DecidedItem, at: datetime) -> None:
    case, today = file.case, local_date(at)
    case.notice_due_on = None
    case.promised_on = add_working_days(today, case.promised_days, node.calendar).date
    case.statutory_on = None
    if case.statutory_days is not None:
        case.statutory_on = add_working_days(today, case.statutory_days, node.calendar).date
    days = {line.material.code: line.days_to_follow for line in decided.assessment.papers if line.state in _LATER}
    for paper in file.papers:
        follow = days.get(paper.material)
        if follow is not None:
            paper.due_on = add_working_days(today, follow, node.calendar).date


def _payload(case: CaseRow) -> dict[str, object]:
    """What the chain commits to: how it was decided, by which catalogue, and what stood against it."""
    return {
        "number": case.number,
        "item": case.item,
        "decision": case.decision,
        "catalogue_version": case.catalogue_version,
        "reasons": [f"{reason['lack']}:{reason['code']}" for reason in case.reasons],
        "promised_on": case.promised_on.isoformat() if case.promised_on else None,
        "statutory_on": case.statutory_on.isoformat() if case.statutory_on else None,
    }


def keep_for_next_time(session: Session, file: CaseFile, decided: DecidedItem, at: datetime) -> None:
    """Papers brought go to the library, values typed or asked are offered again next time."""
    case = file.case
    for paper in file.papers:
        if paper.state == PaperState.IN_HAND and paper.document is None:
            shelve(session, case, paper, at, valid_until(decided.item, paper.material, decided.book))
    values = {
        code: known.value
        for code, known in sorted(decided.book.known.items())
        if known.value is not None and _is_offered_again(decided.item, code, known)
    }
    keep_earlier_facts(session, case.county, case.citizen, values, hall=case.hall, case=case.id, at=at)
    name, number = _of_card(decided, "name"), _of_card(decided, "id_number")
    if name is not None and number is not None and name.provenance.source in HUMAN:
        remember_name(session, case.county, case.citizen, str(name.value), str(number.value))


def _of_card(decided: DecidedItem, place: str) -> Known | None:
    """What the applicant's card says there, or what was said in its place."""
    codes = (code for code, fact in decided.item.facts.items() if fact.card == place)
    return next((known for code in codes if (known := decided.book.get(code)) is not None and known.value), None)


def _is_offered_again(item: Item, code: str, known: Known) -> bool:
    fact = item.facts.get(code)
    return fact is not None and fact.earlier and known.provenance.source in HUMAN and known.is_given()


def shelve(session: Session, case: CaseRow, paper: CasePaperRow, at: datetime, until: date | None) -> None:
    """Put one received paper into the document library, if its kind is kept; `until`: the end of its validity."""
    if paper.keeps_as is None:
        return
    paper.document = keep_document(
        session,
        case.county,
        case.citizen,
        document=paper.keeps_as,
        original_seen=paper.original_seen,
        files=paper.files,
        day=local_date(at),
        case=case.id,
        valid_until=until,
    )

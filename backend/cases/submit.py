"""The hand-over of a visit: checked again by the node's own guide, then kept in one commit, then answered.

Everything in the unit happens or nothing: cases, facts, papers, stages, dispatches, chain entries, events, receipt.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, union_all
from sqlmodel import Session, col

from backend.access import Actor
from backend.calendar import local_date
from backend.cases.case_file import CaseFile
from backend.cases.decided import DecidedItem, bundle_for, decide_all, in_hand, items_of
from backend.cases.delivery import check_deliveries
from backend.cases.doers import Doer
from backend.cases.errors import AlreadySubmitted, BadSubmission, Fault
from backend.cases.node import CasesNode
from backend.cases.opening import Intake, keep_file, open_case
from backend.cases.receipts import receipt_of
from backend.cases.scans import check_scans
from backend.cases.settling import keep_for_next_time, settle
from backend.cases.tables import CaseRow, SubmissionRow
from backend.citizens.intake import check_taken_in
from backend.citizens.knowledge import book_of, library_of
from backend.citizens.visits import Visit, get_visit
from backend.contract import Receipt, Submission
from backend.guide import Item, Place
from backend.guide.organisation import applicant_kind
from backend.storage import add_rows, read_rows

__all__ = ["find_receipt", "submit"]

# Built once: every hand-over runs it, once for each case.
_THERE: Final = union_all(
    select(col(SubmissionRow.id)).where(
        col(SubmissionRow.county) == bindparam("in_county"), col(SubmissionRow.id) == bindparam("visit")
    ),
    select(col(CaseRow.id)).where(col(CaseRow.county) == bindparam("in_county"), col(CaseRow.id) == bindparam("case")),
)


def submit(
    session: Session, node: CasesNode, actor: Actor, visit_id: str, submission: Submission, *, op: str, at: datetime
) -> Receipt:
    """Take in a hand-over. Raises a `SubmissionRefused` or `UnknownVisit`; then nothing is kept."""
    visit = get_visit(session, actor.county, visit_id, actor.hall, to_change=True)
    _check_not_there(session, visit, submission)
    check_scans(session, visit, {f"/papers/{code}/files": paper.files for code, paper in submission.papers.items()})
    bundle = bundle_for(node.catalogue, submission.catalogue_version, [asked.item for asked in submission.items])
    items = items_of(bundle, submission)
    _check_applicant(visit, items)
    check_taken_in(items, visit.hall)
    facts = {code: fact for item in items for code, fact in item.facts.items()}
    own = book_of(session, visit, facts)
    library = library_of(session, visit.county, visit.citizen)
    place = Place(division_code=visit.hall, today=local_date(at))
    decided = decide_all(submission, items, own, library, place)
    check_deliveries(decided)
    intake = Intake(visit, actor.staff, actor.window, bundle.version, own, in_hand(submission.papers), at)
    kept = _keep(session, node, intake, decided, Doer.person(actor, op))
    receipt = receipt_of(node, actor, visit, kept, bundle, at)
    kept_receipt = {"hall": visit.hall, "at": at, "receipt": receipt.model_dump(mode="json")}
    add_rows(session, SubmissionRow, [{"county": visit.county, "id": visit.id, **kept_receipt}])
    return receipt


def find_receipt(session: Session, county: str, visit: str, hall: str) -> Receipt | None:
    """The receipt of a visit of this hall, as it was given out."""
    row = session.get(SubmissionRow, (county, visit))
    return None if row is None or row.hall != hall else Receipt.model_validate(row.receipt)


def _keep(
    session: Session, node: CasesNode, intake: Intake, decided: list[DecidedItem], doer: Doer
) -> list[tuple[CaseFile, DecidedItem]]:
    kept = []
    for item in decided:
        file = open_case(session, intake, item)
        settle(session, node, file, item, doer, at=intake.at)
        keep_for_next_time(session, file, item, intake.at)
        keep_file(session, file)
        kept.append((file, item))
    return kept


def _check_not_there(session: Session, visit: Visit, submission: Submission) -> None:
    """A visit is handed over once, and a case id is used once, whatever operation ids are used."""
    for asked in submission.items:
        which = {"in_county": visit.county, "visit": visit.id, "case": asked.case}
        if read_rows(session, _THERE, which):
            raise AlreadySubmitted(visit.id)


def _check_applicant(visit: Visit, items: Sequence[Item]) -> None:
    """An organisation's items are not applied for by a person, nor the other way round."""
    kind = applicant_kind(visit.card.document_kind)
    faults = tuple(
        Fault(f"/items/{place}/item", "other_applicant", "This item is for another kind of applicant.")
        for place, item in enumerate(items)
        if item.applicant is not kind
    )
    if faults:
        raise BadSubmission(faults)

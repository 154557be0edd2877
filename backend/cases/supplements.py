"""What is brought after a notice, an undertaking or a return: taken in, and the case decided anew where it must be."""

from datetime import date, datetime

from sqlmodel import Session

from backend.calendar import local_date
from backend.cases.answers import OWING
from backend.cases.case_file import CaseFile, papers_of, stages_of
from backend.cases.decided import DecidedItem
from backend.cases.doers import Doer
from backend.cases.errors import ActionNotOpen, BadSubmission, CatalogueOutdated, Fault
from backend.cases.falling_due import wait_if_overdue
from backend.cases.life_cycle import Action, State
from backend.cases.moves import move
from backend.cases.node import CasesNode
from backend.cases.opening import new_paper
from backend.cases.pauses import RETURNED, UNDERTAKING, end_ground, redate
from backend.cases.scans import check_scans
from backend.cases.settling import keep_for_next_time, settle, shelve
from backend.cases.stage_graph import Joined
from backend.cases.stages import joined, open_again, tell_of_papers
from backend.cases.stored_facts import book_of_case, correct_facts
from backend.cases.tables import CasePaperRow, CaseRow
from backend.cases.validity import valid_until
from backend.citizens.knowledge import library_of
from backend.citizens.name_index import remember_name
from backend.citizens.visits import get_visit
from backend.contract import CaseActionRequest, ItemSubmission
from backend.guide import InHand, Item, Place, Text, assess, derive
from backend.guide.outcome import DecisionKind, PaperLine, PaperState

__all__ = ["item_of", "resubmit", "supplement"]

NOT_NEEDED = "not_needed"
_OWED = frozenset({PaperState.FOLLOWS, PaperState.CONFIRMING})


def item_of(node: CasesNode, case: CaseRow) -> Item:
    """The item by the catalogue the case was made with. Raises `CatalogueOutdated` if that is no longer kept."""
    bundle = node.catalogue.find_version(case.catalogue_version)
    item = None if bundle is None else bundle.find_item(case.item)
    if item is None:
        raise CatalogueOutdated(case.catalogue_version, node.catalogue.bundle.version, (case.item,))
    return item


def supplement(
    session: Session, node: CasesNode, case: CaseRow, asked: CaseActionRequest, doer: Doer, *, at: datetime
) -> None:
    """Papers (and facts) brought later. Raises `ActionNotOpen`, `BadSubmission`, `CatalogueOutdated`."""
    _check_scans(session, case, asked)
    match State(case.state):
        case state if state in OWING:
            _what_was_owed(session, node, case, asked, doer, at)
        case State.NOTIFIED:
            _what_the_notice_asked(session, node, case, asked, doer, at)
        case state:
            raise ActionNotOpen(Action.SUPPLEMENT, state)


def resubmit(
    session: Session, node: CasesNode, case: CaseRow, asked: CaseActionRequest, doer: Doer, *, at: datetime
) -> None:
    """A returned case goes back to the departments that returned it, corrected, as new dispatches."""
    _check_scans(session, case, asked)
    owing = any(paper.state in _OWED for paper in papers_of(session, case))
    item = item_of(node, case) if asked.facts else None
    move(
        session,
        case,
        Action.RESUBMIT_OWING if owing else Action.RESUBMIT,
        doer,
        at=at,
        words=asked.words,
        payload=_brought(asked),
    )
    if item is not None:
        correct_facts(session, case, item, asked.facts, words=asked.words, at=at)
        _remember_names(session, case, item, asked)
    _take_papers(session, node, case, asked, at)
    case.returned_because = None
    end_ground(session, case, RETURNED, local_date(at))
    redate(session, case, node.calendar, local_date(at))
    wait_if_overdue(session, node, case, doer, at=at)
    open_again(session, _file(session, case), node.outbox, at)


def _remember_names(session: Session, case: CaseRow, item: Item, asked: CaseActionRequest) -> None:
    """Who came without a card is found by the name as it was put right."""
    for code, value in asked.facts.items():
        if item.facts[code].card == "name":
            number = get_visit(session, case.county, case.visit, case.hall).card.id_number
            remember_name(session, case.county, case.citizen, str(value), number)


def _what_was_owed(
    session: Session, node: CasesNode, case: CaseRow, asked: CaseActionRequest, doer: Doer, at: datetime
) -> None:
    """Departments have the application: a value is put right only in a case they return."""
    if asked.facts:
        raise BadSubmission(tuple(Fault(f"/facts/{code}", "not_open", "Only papers are owed.") for code in asked.facts))
    _take_papers(session, node, case, asked, at)
    still_owed = [paper.material for paper in papers_of(session, case) if paper.state in _OWED]
    action = Action.SUPPLEMENT_IN_PART if still_owed else Action.SUPPLEMENT
    move(session, case, action, doer, at=at, words=asked.words, payload={**_brought(asked), "owed": still_owed})
    end_ground(session, case, UNDERTAKING, local_date(at))
    redate(session, case, node.calendar, local_date(at))
    wait_if_overdue(session, node, case, doer, at=at)
    if still_owed or joined(_file(session, case)) is not Joined.APPROVED:
        return
    move(session, case, Action.DECIDE, doer, at=at)
    if case.result_number is not None:
        move(session, case, Action.PRODUCE, doer, at=at, payload={"result_number": case.result_number})


def _what_the_notice_asked(
    session: Session, node: CasesNode, case: CaseRow, asked: CaseActionRequest, doer: Doer, at: datetime
) -> None:
    """Decide anew with everything handed in so far; what is accepted now counts from now."""
    item = item_of(node, case)
    correct_facts(session, case, item, asked.facts, words=asked.words, at=at)
    hand = _hand(session, case, asked)
    book, place = book_of_case(session, case, item), Place(division_code=case.hall, today=local_date(at))
    assessment = assess(item, book, hand, library_of(session, case.county, case.citizen), place)
    own = assessment.decision
    if own.kind is DecisionKind.UNDECIDED:
        faults = tuple(Fault(f"/facts/{reason.code}", "missing", reason.text.en) for reason in own.reasons)
        raise BadSubmission(faults or (Fault("/facts", "missing", "Something is not known yet."),))
    _rewrite_papers(session, case, assessment.papers, hand)
    case.reasons = [reason.model_dump(mode="json") for reason in own.reasons]
    if own.kind is DecisionKind.NOTIFY:
        move(session, case, Action.SUPPLEMENT_IN_PART, doer, at=at, words=asked.words, payload=_brought(asked))
        return
    asked_again = ItemSubmission(case=case.id, item=case.item, decision=own.kind, delivery=case.delivery)
    decided = DecidedItem(asked_again, item, assessment, derive(item.facts, book, place))
    file = _file(session, case)
    settle(session, node, file, decided, doer, at=at)
    keep_for_next_time(session, file, decided, at)


def _check_scans(session: Session, case: CaseRow, asked: CaseActionRequest) -> None:
    visit = get_visit(session, case.county, case.visit, case.hall)
    check_scans(session, visit, {f"/papers/{code}": files for code, files in asked.papers.items()})


def _file(session: Session, case: CaseRow) -> CaseFile:
    return CaseFile(case, papers_of(session, case), stages_of(session, case))


def _take_papers(session: Session, node: CasesNode, case: CaseRow, asked: CaseActionRequest, at: datetime) -> None:
    """Papers named are in hand now, their originals seen. Raises `BadSubmission` for a paper the case does not need."""
    papers = {paper.material: paper for paper in papers_of(session, case)}
    unknown = [code for code in asked.papers if code not in papers]
    if unknown:
        raise BadSubmission(tuple(Fault(f"/papers/{code}", "unknown", "Not a paper of this case.") for code in unknown))
    reason = _brought_on(local_date(at))
    for code, files in asked.papers.items():
        paper = papers[code]
        paper.state, paper.original_seen, paper.due_on = PaperState.IN_HAND, True, None
        paper.reason, paper.reason_en = reason.zh, reason.en
        paper.files = [*paper.files, *(file for file in files if file not in paper.files)]
        session.add(paper)
        shelve(session, case, paper, at, _valid_until(session, node, case, paper))
    session.flush()
    if asked.papers:
        tell_of_papers(session, _file(session, case), node.outbox)


def _brought_on(day: date) -> Text:
    """In place of what stood with the paper before: an undertaking is over when it is kept."""
    return Text(zh=f"{day} 交来，原件已看。", en=f"Brought on {day}, the original seen.")


def _valid_until(session: Session, node: CasesNode, case: CaseRow, paper: CasePaperRow) -> date | None:
    """By the item the case was made with; a catalogue no longer kept has nothing to say of it."""
    bundle = node.catalogue.find_version(case.catalogue_version)
    item = None if bundle is None or paper.keeps_as is None else bundle.find_item(case.item)
    if item is None or not any(material.valid_until for material in item.materials):
        return None
    return valid_until(item, paper.material, book_of_case(session, case, item))


def _hand(session: Session, case: CaseRow, asked: CaseActionRequest) -> dict[str, InHand]:
    """Everything done about papers so far, with what is brought now: seen, signed, and copied as often as asked."""
    hand = {paper.material: _in_hand(paper) for paper in papers_of(session, case)}
    for code, files in asked.papers.items():
        held = hand.get(code, InHand())
        hand[code] = held.model_copy(
            update={"original_seen": True, "signed": True, "copies": 99, "files": (*held.files, *files)}
        )
    return hand


def _in_hand(paper: CasePaperRow) -> InHand:
    return InHand(
        original_seen=paper.original_seen,
        copies=paper.copies,
        files=tuple(paper.files),
        signed=paper.signed,
        undertaken=paper.undertaken,
    )


def _rewrite_papers(session: Session, case: CaseRow, lines: tuple[PaperLine, ...], hand: dict[str, InHand]) -> None:
    """The papers as the new assessment sees them; one no longer needed stays, and says so."""
    rows = {paper.material: paper for paper in papers_of(session, case)}
    for position, line in enumerate(lines):
        row = rows.pop(line.material.code, None)
        held = hand.get(line.material.code, InHand())
        if row is None:
            session.add(new_paper(case, line, held, position))
            continue
        row.state, row.reason, row.reason_en = line.state, line.reason.zh, line.reason.en
        row.original_seen, row.signed, row.copies = held.original_seen, held.signed, held.copies
        row.files, row.document = list(held.files), line.document
        session.add(row)
    for row in rows.values():
        row.state = NOT_NEEDED
        session.add(row)
    session.flush()


def _brought(asked: CaseActionRequest) -> dict[str, object]:
    return {"papers": sorted(asked.papers), "facts": sorted(asked.facts)}

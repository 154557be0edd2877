"""A case as a person sees it: masked, with its dates and why, its history, and what may be done now."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from backend.calendar import local_date
from backend.cases.answers import CASE, OWING, said
from backend.cases.case_file import papers_of, stages_of
from backend.cases.deadlines import deadlines_of, pause_rows_of, pauses_of
from backend.cases.delivery import address_of
from backend.cases.falling_due import marks_of
from backend.cases.life_cycle import ENDS, State, open_to_counter
from backend.cases.moves import EVENT
from backend.cases.node import CasesNode
from backend.cases.opening import FACT
from backend.cases.parked import FoundOut, find_parked
from backend.cases.reasons import reasons_told
from backend.cases.stage_graph import ASKED
from backend.cases.stored_facts import StoredFact, facts_of, value_of
from backend.cases.tables import AttemptRow, CaseEventRow, CasePaperRow, CaseRow, PauseRow, StageRow
from backend.cases.undertakings import Mark
from backend.citizens.ports import OpenCase
from backend.citizens.sealing import unseal_text
from backend.contract import CaseAction, CaseBrief, CaseEvent, CaseView, FactView, PaperView, PauseView, StageView
from backend.guide.masking import mask_address

__all__ = ["brief_of", "open_cases", "view_of"]

MOST_SHOWN = 20
APPLICANT, COLLECTION = "applicant", "collection"
_WAITS_FOR = {
    State.SUPPLEMENT_DUE: APPLICANT,
    State.OVERDUE: APPLICANT,
    State.RETURNED: APPLICANT,
    State.NOTIFIED: APPLICANT,
    State.DECIDED: COLLECTION,
    State.PRODUCED: COLLECTION,
}
_WITH_APPLICANT = frozenset(state for state, who in _WAITS_FOR.items() if who == APPLICANT)


def brief_of(session: Session, case: CaseRow) -> CaseBrief:
    return CaseBrief(
        id=case.id,
        number=case.number,
        item=case.item,
        item_name=case.item_name,
        item_name_en=case.item_name_en,
        state=case.state,
        applicant=case.applicant,
        accepted_at=case.accepted_at,
        promised_on=case.promised_on,
        waiting_for=_WAITS_FOR.get(State(case.state)) or _departments(session, case),
        owed_until=_owed_until(session, case),
    )


def _owed_until(session: Session, case: CaseRow) -> date | None:
    if State(case.state) not in OWING:
        return None
    return min((paper.due_on for paper in papers_of(session, case) if paper.due_on is not None), default=None)


def _departments(session: Session, case: CaseRow) -> str | None:
    asked = [stage.department for stage in stages_of(session, case) if stage.state in ASKED]
    return "、".join(dict.fromkeys(asked)) or None


def open_cases(session: Session, county: str, hall: str, citizen: str) -> list[OpenCase]:
    """The citizens room's `OpenCaseSource`: newest first, of this hall only."""
    query = (
        select(CaseRow)
        .where(
            col(CaseRow.county) == county,
            col(CaseRow.citizen) == citizen,
            col(CaseRow.hall) == hall,
            col(CaseRow.state).not_in(sorted(ENDS)),
        )
        .order_by(col(CaseRow.accepted_at).desc())
        .limit(MOST_SHOWN)
    )
    return [OpenCase(brief_of(session, case), case.state in _WITH_APPLICANT) for case in session.exec(query)]


def view_of(session: Session, node: CasesNode, case: CaseRow, now: datetime) -> CaseView:
    today, papers = local_date(now), papers_of(session, case)
    due = marks_of(papers, node.calendar, today)
    address = address_of(session, case)
    return CaseView(
        brief=brief_of(session, case),
        visit=case.visit,
        catalogue_version=case.catalogue_version,
        facts=[_fact(session, stored) for stored in facts_of(session, case) if stored.row.position is not None],
        papers=[_paper(paper, due.get(paper.material)) for paper in papers],
        stages=[_stage(session, stage) for stage in stages_of(session, case)],
        deadlines=deadlines_of(case, pauses_of(session, case), node.calendar, today),
        pauses=[_pause(row) for row in pause_rows_of(session, case)],
        returned_because=unseal_text(
            session, case.returned_because, table=CASE, column="returned_because", row=case.id
        ),
        reasons=reasons_told(case),
        result_name=case.result_name,
        result_name_en=case.result_name_en,
        result_number=case.result_number,
        delivery=case.delivery,
        delivery_address=None if address is None else mask_address(address),
        actions=_actions(session, case),
        history=_history(session, case),
    )


def _actions(session: Session, case: CaseRow) -> list[CaseAction]:
    found_out = [] if find_parked(session, case) is None else list(FoundOut)
    return [
        *(CaseAction(action=action, needs_words=True) for action in found_out),
        *(CaseAction(action=action, needs_words=words) for action, words in open_to_counter(State(case.state)).items()),
    ]


def _fact(session: Session, stored: StoredFact) -> FactView:
    row = stored.row
    return FactView(
        fact=row.fact,
        label=row.label,
        label_en=row.label_en,
        shown=value_of(session, row) if row.masked is None else row.masked,
        source=row.source,
        system=row.system or (stored.contradicted.system if stored.contradicted else None),
        correction=unseal_text(session, row.correction, table=FACT, column="correction", row=row.id),
    )


def _pause(row: PauseRow) -> PauseView:
    return PauseView(
        ground=row.ground,
        stage=row.stage,
        by=row.by,
        legal_basis=row.legal_basis,
        stops=list(row.stops),
        started_on=row.started_on,
        expected_end=row.expected_end,
        ended_on=row.ended_on,
        most_days=row.most_days,
        most_natural_days=row.most_natural_days,
        awaits=row.awaits,
    )


def _paper(paper: CasePaperRow, due: Mark | None) -> PaperView:
    return PaperView(
        material=paper.material,
        name=paper.name,
        name_en=paper.name_en,
        state=paper.state,
        reason=paper.reason,
        reason_en=paper.reason_en,
        due_on=paper.due_on,
        due=due,
        files=list(paper.files),
    )


def _stage(session: Session, stage: StageRow) -> StageView:
    attempt = None if stage.attempt is None else session.get(AttemptRow, (stage.county, stage.attempt))
    return StageView(
        code=stage.code,
        name=stage.name,
        name_en=stage.name_en,
        department=stage.department,
        system=stage.system,
        state=stage.state,
        sent_at=attempt.sent_at if attempt else None,
        answered_at=attempt.answered_at if attempt else None,
        outcome=stage.outcome,
        words=said(session, stage),
        reference=attempt.reference if attempt else None,
    )


def _history(session: Session, case: CaseRow) -> list[CaseEvent]:
    query = select(CaseEventRow).where(col(CaseEventRow.county) == case.county, col(CaseEventRow.case) == case.id)
    return [
        CaseEvent(
            at=row.at,
            act=row.act,
            by=row.by,
            words=unseal_text(session, row.words, table=EVENT, column="words", row=row.id),
        )
        for row in session.exec(query.order_by(col(CaseEventRow.position)))
    ]

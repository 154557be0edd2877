"""Handing over and cases on the wire."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from backend.access import Action, Actor, allowed
from backend.api.idempotency import idempotent
from backend.api.refusals import operation_id
from backend.calendar import local_date
from backend.cases.actions import act
from backend.cases.case_file import papers_of
from backend.cases.doers import Doer
from backend.cases.evaluations import evaluate
from backend.cases.falling_due import owed_soon
from backend.cases.life_cycle import State
from backend.cases.node import node_of
from backend.cases.problems import told_to_client
from backend.cases.repository import MOST_LISTED, ScopedCases
from backend.cases.submit import submit
from backend.cases.views import brief_of, view_of
from backend.cases.who_looked import who_looked
from backend.citizens.ids import PathId, check_ids
from backend.citizens.opened import SCAN_ANSWER, DigestPath, PurposeQuery, give_back
from backend.contract import (
    CaseActionRequest,
    CaseBrief,
    CaseView,
    Evaluation,
    Looks,
    OwedPaper,
    Receipt,
    Submission,
    WhoLooked,
)

__all__ = ["router"]

router = APIRouter(tags=["cases"])


@router.post("/visits/{visit}/submission", response_model=Receipt, status_code=201)
async def post_submission(
    request: Request, visit: PathId, body: Submission, actor: Annotated[Actor, Depends(allowed(Action.SUBMIT))]
) -> Response:
    """Hand the visit over. What is answered is durable; what is refused left nothing behind."""
    check_ids(**{f"items__{place}__case": item.case for place, item in enumerate(body.items)})
    node = node_of(request)
    at, op = node.clock(), operation_id(request) or ""
    with told_to_client():
        return await idempotent(
            request, actor, lambda session: (201, submit(session, node, actor, visit, body, op=op, at=at))
        )


@router.post("/visits/{visit}/evaluation", response_model=Evaluation)
async def post_evaluation(
    request: Request, visit: PathId, body: Evaluation, actor: Annotated[Actor, Depends(allowed(Action.EVALUATE))]
) -> Response:
    """What the citizen thought of a visit handed over. The first grade stands, and is what is answered."""
    at, op = node_of(request).clock(), operation_id(request)
    with told_to_client():
        return await idempotent(
            request, actor, lambda session: (200, evaluate(session, actor, visit, body, at=at, op=op))
        )


@router.post("/who-looked", response_model=Looks)
async def post_who_looked(
    request: Request, body: WhoLooked, actor: Annotated[Actor, Depends(allowed(Action.SEE_WHO_LOOKED))]
) -> Response:
    """What a person may ask of the hall: who looked at what is known of them. The question is written down itself."""
    at, op = node_of(request).clock(), operation_id(request)

    def unit(session: Session) -> tuple[int, Looks]:
        return 200, who_looked(session, actor, body.id_number, at=at, op=op)

    return await idempotent(request, actor, unit, own_only=True)


@router.get("/cases")
async def get_cases(
    request: Request,
    actor: Annotated[Actor, Depends(allowed(Action.LIST_CASES))],
    state: Annotated[State | None, Query(description="Only cases in this state.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED, description="How many at most.")] = MOST_LISTED,
) -> list[CaseBrief]:
    """The newest cases within reach, twenty at most."""

    def query(session: Session) -> list[CaseBrief]:
        cases = ScopedCases(session, actor, Action.LIST_CASES)
        return [brief_of(session, case) for case in cases.newest(state, limit)]

    return await node_of(request).store.read(query)


@router.get("/owed-papers")
async def get_owed_papers(
    request: Request, actor: Annotated[Actor, Depends(allowed(Action.LIST_CASES))]
) -> list[OwedPaper]:
    """Papers within reach that are due soon, today, or were due. The longest overdue first, twenty at most."""
    node = node_of(request)
    today = local_date(node.clock())
    return await node.store.read(lambda session: owed_soon(session, actor, node.calendar, today))


@router.get("/cases/by-number/{number}")
async def get_case_by_number(
    request: Request,
    number: Annotated[str, Path(max_length=80, description="The number of the case, as typed or scanned.")],
    actor: Annotated[Actor, Depends(allowed(Action.SEE_CASE))],
) -> CaseView:
    """A case by its number. Blanks, hyphens and small letters do not matter; a slip of the fingers is told as one."""
    node = node_of(request)

    def query(session: Session) -> CaseView:
        case = ScopedCases(session, actor, Action.SEE_CASE).get_by_number(number)
        return view_of(session, node, case, node.clock())

    with told_to_client():
        return await node.store.read(query)


@router.get("/cases/{case}")
async def get_case(
    request: Request, case: PathId, actor: Annotated[Actor, Depends(allowed(Action.SEE_CASE))]
) -> CaseView:
    """A case as it stands. Facts are masked; `actions` are those open now."""
    node = node_of(request)

    def query(session: Session) -> CaseView:
        found = ScopedCases(session, actor, Action.SEE_CASE).get(case)
        return view_of(session, node, found, node.clock())

    with told_to_client():
        return await node.store.read(query)


@router.post("/cases/{case}/actions", response_model=CaseView)
async def post_case_action(
    request: Request,
    case: PathId,
    body: CaseActionRequest,
    actor: Annotated[Actor, Depends(allowed(Action.ACT_ON_CASE))],
) -> Response:
    """Do one of the actions the case names as open. Answers the case as it is then."""
    node = node_of(request)
    at, doer = node.clock(), Doer.person(actor, operation_id(request))

    def unit(session: Session) -> tuple[int, CaseView]:
        found = ScopedCases(session, actor, Action.ACT_ON_CASE).get(case, to_change=True)
        act(session, node, found, body, doer, at=at)
        session.flush()
        return 200, view_of(session, node, found, at)

    with told_to_client():
        return await idempotent(request, actor, unit)


@router.get("/cases/{case}/files/{digest}", response_class=Response, responses=SCAN_ANSWER)
async def get_case_file(
    request: Request,
    case: PathId,
    digest: DigestPath,
    purpose: PurposeQuery,
    actor: Annotated[Actor, Depends(allowed(Action.OPEN_CASE_FILE))],
) -> Response:
    """A scan that belongs to a paper of the case."""

    def find_visit(session: Session) -> str | None:
        found = ScopedCases(session, actor, Action.OPEN_CASE_FILE).get(case)
        return found.visit if any(digest in paper.files for paper in papers_of(session, found)) else None

    with told_to_client():
        return await give_back(request, actor, digest, find_visit, purpose=purpose, case=case)

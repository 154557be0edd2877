"""Handing over and cases on the wire."""

import asyncio
from collections.abc import Callable
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from backend.access import Action, Actor, allowed
from backend.api.idempotency import idempotent
from backend.api.problems import ApiProblem
from backend.api.refusals import operation_id
from backend.calendar import local_date
from backend.cases.actions import act
from backend.cases.application_forms import form_sheet, record_form
from backend.cases.doers import Doer
from backend.cases.evaluations import evaluate
from backend.cases.falling_due import owed_soon
from backend.cases.life_cycle import State
from backend.cases.node import CasesNode
from backend.cases.problems import told_to_client
from backend.cases.receipt import Language, form_paper, lacking_paper, slip_paper, typeset, visit_paper
from backend.cases.repository import MOST_LISTED, ScopedCases
from backend.cases.results import slip_of
from backend.cases.slips import lacking_slip, record_slip
from backend.cases.submit import find_receipt, submit
from backend.cases.unsent import unsent_visit
from backend.cases.views import brief_of, view_of
from backend.citizens.ids import PathId, check_ids
from backend.contract import CaseActionRequest, CaseBrief, CaseView, Evaluation, OwedPaper, Receipt, Submission

__all__ = ["router"]

router = APIRouter(tags=["cases"])

_PDF = "application/pdf"
_PDF_ANSWER: dict[int | str, dict[str, object]] = {200: {"content": {_PDF: {}}, "description": "The paper."}}


def _node(request: Request) -> CasesNode:
    return cast(CasesNode, request.app.state.node)


@router.post("/visits/{visit}/submission", response_model=Receipt, status_code=201)
async def post_submission(
    request: Request, visit: PathId, body: Submission, actor: Annotated[Actor, Depends(allowed(Action.SUBMIT))]
) -> Response:
    """Hand the visit over. What is answered is durable; what is refused left nothing behind."""
    check_ids(**{f"items__{place}__case": item.case for place, item in enumerate(body.items)})
    node = _node(request)
    at, op = node.clock(), operation_id(request) or ""
    with told_to_client():
        return await idempotent(
            request, actor, lambda session: (201, submit(session, node, actor, visit, body, op=op, at=at))
        )


@router.get("/visits/{visit}/receipt")
async def get_receipt(
    request: Request, visit: PathId, actor: Annotated[Actor, Depends(allowed(Action.SEE_RECEIPT))]
) -> Receipt:
    return await _receipt(request, visit, actor)


@router.get("/visits/{visit}/receipt.pdf", response_class=Response, responses=_PDF_ANSWER)
async def get_receipt_pdf(
    request: Request,
    visit: PathId,
    actor: Annotated[Actor, Depends(allowed(Action.PRINT_RECEIPT))],
    language: Language = "zh",
) -> Response:
    receipt = await _receipt(request, visit, actor)
    with told_to_client():
        pdf = await asyncio.to_thread(typeset, "visit", visit_paper(receipt, language), language)
    return Response(pdf, media_type=_PDF)


@router.post("/visits/{visit}/slip.pdf", response_class=Response, responses=_PDF_ANSWER)
async def post_slip_pdf(
    request: Request,
    visit: PathId,
    body: Submission,
    actor: Annotated[Actor, Depends(allowed(Action.PRINT_SLIP))],
    language: Language = "zh",
) -> Response:
    """What the citizen still lacks as the visit stands. That it was given is written down; nothing is handed over."""
    node, op = _node(request), operation_id(request)
    at = node.clock()
    with told_to_client():
        unsent = await node.store.read(lambda session: unsent_visit(session, node, actor, visit, body, at))
        paper = lacking_paper(lacking_slip(node, actor, unsent, at), language)
        pdf = await asyncio.to_thread(typeset, "lacking", paper, language)
        await _traced(request, actor, lambda session: record_slip(session, actor, unsent, at=at, op=op))
    return Response(pdf, media_type=_PDF)


@router.post("/visits/{visit}/form.pdf", response_class=Response, responses=_PDF_ANSWER)
async def post_form_pdf(
    request: Request,
    visit: PathId,
    body: Submission,
    actor: Annotated[Actor, Depends(allowed(Action.PRINT_FORM))],
    language: Language = "zh",
) -> Response:
    """The filled form of each item, whole values, to be signed; of the actor's own visit, each print with its trace."""
    node, op = _node(request), operation_id(request)
    at = node.clock()
    with told_to_client():
        unsent = await node.store.read(lambda session: unsent_visit(session, node, actor, visit, body, at))
        sheet = form_sheet(node, actor, unsent, at)
        pdf = await asyncio.to_thread(typeset, "form", form_paper(sheet, language), language)
        await _traced(request, actor, lambda session: record_form(session, actor, unsent, sheet, at=at, op=op))
    return Response(pdf, media_type=_PDF)


@router.post("/visits/{visit}/evaluation", response_model=Evaluation)
async def post_evaluation(
    request: Request, visit: PathId, body: Evaluation, actor: Annotated[Actor, Depends(allowed(Action.EVALUATE))]
) -> Response:
    """What the citizen thought of a visit handed over. The first grade stands, and is what is answered."""
    at, op = _node(request).clock(), operation_id(request)
    with told_to_client():
        return await idempotent(
            request, actor, lambda session: (200, evaluate(session, actor, visit, body, at=at, op=op))
        )


@router.get("/cases")
async def get_cases(
    request: Request,
    actor: Annotated[Actor, Depends(allowed(Action.LIST_CASES))],
    state: State | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = MOST_LISTED,
) -> list[CaseBrief]:
    """The newest cases within reach, twenty at most."""

    def query(session: Session) -> list[CaseBrief]:
        cases = ScopedCases(session, actor, Action.LIST_CASES)
        return [brief_of(session, case) for case in cases.newest(state, limit)]

    return await _node(request).store.read(query)


@router.get("/owed-papers")
async def get_owed_papers(
    request: Request, actor: Annotated[Actor, Depends(allowed(Action.LIST_CASES))]
) -> list[OwedPaper]:
    """Papers within reach that are due soon, today, or were due; the longest overdue first, twenty at most."""
    node = _node(request)
    today = local_date(node.clock())
    return await node.store.read(lambda session: owed_soon(session, actor, node.calendar, today))


@router.get("/cases/by-number/{number}")
async def get_case_by_number(
    request: Request,
    number: Annotated[str, Path(max_length=80)],
    actor: Annotated[Actor, Depends(allowed(Action.SEE_CASE))],
) -> CaseView:
    """Blanks, hyphens and small letters do not matter; a slip of the fingers is told as one."""
    node = _node(request)

    def query(session: Session) -> CaseView:
        case = ScopedCases(session, actor, Action.SEE_CASE).get_by_number(number)
        return view_of(session, node, case, node.clock())

    with told_to_client():
        return await node.store.read(query)


@router.get("/cases/{case}")
async def get_case(
    request: Request, case: PathId, actor: Annotated[Actor, Depends(allowed(Action.SEE_CASE))]
) -> CaseView:
    node = _node(request)

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
    """Do one of the actions the case names as open; answers the case as it is then."""
    node = _node(request)
    at, doer = node.clock(), Doer.person(actor, operation_id(request))

    def unit(session: Session) -> tuple[int, CaseView]:
        found = ScopedCases(session, actor, Action.ACT_ON_CASE).get(case, to_change=True)
        act(session, node, found, body, doer, at=at)
        session.flush()
        return 200, view_of(session, node, found, at)

    with told_to_client():
        return await idempotent(request, actor, unit)


@router.get("/cases/{case}/result.pdf", response_class=Response, responses=_PDF_ANSWER)
async def get_result_pdf(
    request: Request,
    case: PathId,
    actor: Annotated[Actor, Depends(allowed(Action.PRINT_RESULT))],
    language: Language = "zh",
) -> Response:
    """The slip that goes with the result of a decided case."""
    node = _node(request)
    with told_to_client():
        slip = await node.store.read(
            lambda session: slip_of(
                session, node, actor, ScopedCases(session, actor, Action.PRINT_RESULT).get(case), node.clock()
            )
        )
        pdf = await asyncio.to_thread(typeset, "result", slip_paper(slip, language), language)
    return Response(pdf, media_type=_PDF)


async def _traced(request: Request, actor: Actor, record: Callable[[Session], None]) -> None:
    """Write down, once for the operation, that a paper is given to somebody; only then it leaves."""

    def unit(session: Session) -> tuple[int, None]:
        record(session)
        return 204, None

    await idempotent(request, actor, unit, own_only=True)


async def _receipt(request: Request, visit: str, actor: Actor) -> Receipt:
    receipt = await _node(request).store.read(lambda session: find_receipt(session, actor.county, visit, actor.hall))
    if receipt is None:
        raise ApiProblem("not_found")
    return receipt

"""What a citizen takes away, on the wire: the receipt, and every paper as PDF."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from backend.access import Action, Actor, allowed, record_by
from backend.api.idempotency import idempotent
from backend.api.problems import ApiProblem
from backend.api.refusals import operation_id
from backend.cases.application_forms import form_sheet, record_form
from backend.cases.node import node_of
from backend.cases.problems import told_to_client
from backend.cases.receipt import (
    Language,
    ResultSlip,
    Template,
    form_paper,
    lacking_paper,
    slip_paper,
    typeset,
    visit_paper,
)
from backend.cases.repository import ScopedCases
from backend.cases.results import slip_of
from backend.cases.slips import lacking_slip, record_slip
from backend.cases.submit import find_receipt
from backend.cases.unsent import UnsentVisit, unsent_visit
from backend.citizens.ids import PathId
from backend.contract import Receipt, Submission

__all__ = ["router"]

router = APIRouter(tags=["cases"])

LanguageQuery = Annotated[Language, Query(description="What the paper is written in.")]
Made = tuple[dict[str, Any], Callable[[Session], None]]
"""What is on a paper, and what writes down that it was given."""

_PDF = "application/pdf"
_PDF_ANSWER: dict[int | str, dict[str, object]] = {200: {"content": {_PDF: {}}, "description": "The paper."}}


@router.get("/visits/{visit}/receipt")
async def get_receipt(
    request: Request, visit: PathId, actor: Annotated[Actor, Depends(allowed(Action.SEE_RECEIPT))]
) -> Receipt:
    """The receipt of a visit handed over. The same as the hand-over answered."""
    return await _receipt(request, visit, actor)


@router.get("/visits/{visit}/receipt.pdf", response_class=Response, responses=_PDF_ANSWER)
async def get_receipt_pdf(
    request: Request,
    visit: PathId,
    actor: Annotated[Actor, Depends(allowed(Action.PRINT_RECEIPT))],
    language: LanguageQuery = "zh",
) -> Response:
    """The receipt as a paper. Each print has its trace."""
    receipt = await _receipt(request, visit, actor)
    paper = await _pdf("visit", visit_paper(receipt, language), language)
    await _printed(request, actor, "receipt.print", obj=visit)
    return paper


@router.get("/cases/{case}/result.pdf", response_class=Response, responses=_PDF_ANSWER)
async def get_result_pdf(
    request: Request,
    case: PathId,
    actor: Annotated[Actor, Depends(allowed(Action.PRINT_RESULT))],
    language: LanguageQuery = "zh",
) -> Response:
    """The slip that goes with the result of a decided case. It holds a whole address; each print has its trace."""
    node = node_of(request)

    def query(session: Session) -> ResultSlip:
        found = ScopedCases(session, actor, Action.PRINT_RESULT).get(case)
        return slip_of(session, node, actor, found, node.clock())

    with told_to_client():
        slip = await node.store.read(query)
    paper = await _pdf("result", slip_paper(slip, language), language)
    await _printed(request, actor, "result.print", obj=case, case=case)
    return paper


@dataclass(frozen=True)
class SoFar:
    """A visit not handed over yet, of which somebody is given a paper."""

    request: Request
    visit: PathId
    body: Submission
    language: LanguageQuery = "zh"

    async def give(self, actor: Actor, template: Template, make: Callable[[UnsentVisit, datetime], Made]) -> Response:
        """That it is given is written down once; only then it leaves."""
        node = node_of(self.request)
        at = node.clock()
        with told_to_client():
            unsent = await node.store.read(
                lambda session: unsent_visit(session, node, actor, self.visit, self.body, at)
            )
            paper, record = make(unsent, at)
            printed = await _pdf(template, paper, self.language)

            def unit(session: Session) -> tuple[int, None]:
                record(session)
                return 204, None

            await idempotent(self.request, actor, unit, own_only=True)
        return printed


@router.post("/visits/{visit}/slip.pdf", response_class=Response, responses=_PDF_ANSWER)
async def post_slip_pdf(
    so_far: Annotated[SoFar, Depends()], actor: Annotated[Actor, Depends(allowed(Action.PRINT_SLIP))]
) -> Response:
    """What the citizen still lacks as the visit stands. That it was given is written down; nothing is handed over."""
    node, op = node_of(so_far.request), operation_id(so_far.request)

    def make(unsent: UnsentVisit, at: datetime) -> Made:
        slip = lacking_slip(node, actor, unsent, at)
        return lacking_paper(slip, so_far.language), partial(record_slip, actor=actor, unsent=unsent, at=at, op=op)

    return await so_far.give(actor, "lacking", make)


@router.post("/visits/{visit}/form.pdf", response_class=Response, responses=_PDF_ANSWER)
async def post_form_pdf(
    so_far: Annotated[SoFar, Depends()], actor: Annotated[Actor, Depends(allowed(Action.PRINT_FORM))]
) -> Response:
    """The filled form of each item, to be signed. Whole values, of the actor's own visit; each print has its trace."""
    node, op = node_of(so_far.request), operation_id(so_far.request)

    def make(unsent: UnsentVisit, at: datetime) -> Made:
        sheet = form_sheet(node, actor, unsent, at)
        return form_paper(sheet, so_far.language), partial(
            record_form, actor=actor, unsent=unsent, sheet=sheet, at=at, op=op
        )

    return await so_far.give(actor, "form", make)


async def _printed(request: Request, actor: Actor, act: str, *, obj: str, case: str | None = None) -> None:
    """Written down before the paper leaves."""
    node = node_of(request)
    await node.store.run(lambda session: record_by(session, actor, act, obj=obj, case=case, at=node.clock()))


async def _pdf(template: Template, paper: dict[str, Any], language: Language) -> Response:
    with told_to_client():
        pdf = await asyncio.to_thread(typeset, template, paper, language)
    return Response(pdf, media_type=_PDF)


async def _receipt(request: Request, visit: str, actor: Actor) -> Receipt:
    store = node_of(request).store
    receipt = await store.read(lambda session: find_receipt(session, actor.county, visit, actor.hall))
    if receipt is None:
        raise ApiProblem("not_found")
    return receipt

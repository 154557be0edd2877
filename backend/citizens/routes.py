"""Visits on the wire: opening, looking up, attaching, revealing, and drafts."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from backend.access import Action, Actor, allowed, record_by
from backend.api.events import publish
from backend.api.idempotency import idempotent
from backend.api.refusals import operation_id
from backend.citizens.drafts import drop_draft, get_draft, list_drafts, put_draft
from backend.citizens.elsewhere import company_of
from backend.citizens.ids import PathId, check_ids
from backend.citizens.keeping import attach, files_of
from backend.citizens.look_ups import ask, find_answer, keep, question_for
from backend.citizens.many_looks import many_looks
from backend.citizens.opened import SCAN_ANSWER, DigestPath, PurposeQuery, give_back
from backend.citizens.ports import node_of
from backend.citizens.problems import told_to_client
from backend.citizens.profile import place_of, profile_of
from backend.citizens.reveals import get_held, reveal
from backend.citizens.shared_data import declared
from backend.citizens.uploads import FORM_OF_A_FILE, receive_file
from backend.citizens.visits import get_visit, open_visit, take_over
from backend.contract import (
    AttachedFile,
    DraftBody,
    DraftKept,
    DraftSummary,
    EventKind,
    LookUp,
    LookUpAnswer,
    ManyLooks,
    OpenVisit,
    Profile,
    Reveal,
    Revealed,
)

__all__ = ["router"]

router = APIRouter(tags=["visits"])

_BEGUN_BEFORE: dict[int | str, dict[str, Any]] = {200: {"model": Profile, "description": "It was begun before."}}


@router.post("/visits", response_model=Profile, status_code=201, responses=_BEGUN_BEFORE)
async def post_visit(
    request: Request, body: OpenVisit, actor: Annotated[Actor, Depends(allowed(Action.OPEN_VISIT))]
) -> Response:
    """Begin a visit with the citizen's card. The station makes its id; opening it again answers its profile again."""
    check_ids(visit=body.visit)
    node, op = node_of(request), operation_id(request)
    at = node.clock()

    def unit(session: Session) -> tuple[int, Profile]:
        visit, is_new = open_visit(session, body, hall=actor.hall, window=actor.window, operator=actor.staff, now=at)
        if is_new:
            payload = {"source": body.card.source, "with_agent": body.agent is not None}
            record_by(session, actor, "visit.open", obj=visit.id, at=at, op=op, payload=payload)
        profile = profile_of(session, visit, node.catalogue.bundle, node.open_cases, at)
        return (201 if is_new else 200), profile

    with told_to_client():
        return await idempotent(request, actor, unit)


@router.get("/visits/{visit}/profile")
async def get_profile(
    request: Request, visit: PathId, actor: Annotated[Actor, Depends(allowed(Action.SEE_PROFILE))]
) -> Profile:
    """What is known of the citizen. Personal values are masked, and stay at the node."""
    node = node_of(request)

    def query(session: Session) -> Profile:
        found = get_visit(session, actor.county, visit, actor.hall)
        return profile_of(session, found, node.catalogue.bundle, node.open_cases, node.clock())

    with told_to_client():
        return await node.store.read(query)


@router.post("/visits/{visit}/look-ups", response_model=LookUpAnswer)
async def post_look_up(
    request: Request, visit: PathId, body: LookUp, actor: Annotated[Actor, Depends(allowed(Action.LOOK_UP))]
) -> Response:
    """Ask one department system for what the items need. A system that does not answer is an answer too."""
    check_ids(look_up=body.look_up)
    node, op = node_of(request), operation_id(request)
    bundle = node.catalogue.bundle
    with told_to_client():
        question = await node.store.read(
            lambda session: question_for(body, get_visit(session, actor.county, visit, actor.hall), bundle)
        )
        before = await node.store.read(lambda session: find_answer(session, question))
        heard = None if before else await ask(node.shared_data, question, node.clock())
        at = node.clock()

        def unit(session: Session) -> tuple[int, LookUpAnswer | None]:
            return 200, before if heard is None else keep(session, question, heard, actor, at=at, op=op)

        return await idempotent(request, actor, unit)


@router.post("/visits/{visit}/files", response_model=AttachedFile, status_code=201, openapi_extra=FORM_OF_A_FILE)
async def post_file(
    request: Request, visit: PathId, actor: Annotated[Actor, Depends(allowed(Action.ATTACH_FILE))]
) -> Response:
    """Attach a scanned paper: PDF, JPEG or PNG, 20 MB at most. The same scan twice is one."""
    node, op = node_of(request), operation_id(request)
    with told_to_client():
        found = await node.store.read(lambda session: get_visit(session, actor.county, visit, actor.hall))
        file = await receive_file(request, node.files)
        at = node.clock()

        def unit(session: Session) -> tuple[int, AttachedFile]:
            attach(session, found, file, at)
            payload = {"digest": file.digest, "kind": file.kind, "size": file.size}
            record_by(session, actor, "material.attach", obj=found.id, at=at, op=op, payload=payload)
            return 201, file

        return await idempotent(request, actor, unit, body=file.digest.encode())


@router.get("/visits/{visit}/files/{digest}", response_class=Response, responses=SCAN_ANSWER)
async def get_file(
    request: Request,
    visit: PathId,
    digest: DigestPath,
    purpose: PurposeQuery,
    actor: Annotated[Actor, Depends(allowed(Action.OPEN_FILE))],
) -> Response:
    """A scan handed in during the actor's own visit, to be looked at again."""

    def find_visit(session: Session) -> str | None:
        found = get_visit(session, actor.county, visit, actor.hall)
        return visit if found.operator == actor.staff and digest in files_of(session, found) else None

    with told_to_client():
        return await give_back(request, actor, digest, find_visit, purpose=purpose)


@router.post("/visits/{visit}/reveal", response_model=Revealed)
async def post_reveal(
    request: Request, visit: PathId, body: Reveal, actor: Annotated[Actor, Depends(allowed(Action.REVEAL))]
) -> Response:
    """Full values, of the visit the actor is at work on, for 60 seconds."""
    node, op = node_of(request), operation_id(request)
    at, facts = node.clock(), declared(node.catalogue.bundle.items)

    def unit(session: Session) -> tuple[int, Revealed]:
        held = get_held(session, actor, visit, at)
        return 200, reveal(session, actor, held, body, facts, place_of(actor.hall, at), at=at, op=op)

    with told_to_client():
        await node.store.read(lambda session: get_held(session, actor, visit, at))  # also before it is answered again
        return await idempotent(request, actor, unit, own_only=True)


@router.get("/many-looks")
async def get_many_looks(
    request: Request, actor: Annotated[Actor, Depends(allowed(Action.SEE_MANY_LOOKS))]
) -> list[ManyLooks]:
    """Who of the hall looked at very many persons these seven days; the newest day first."""
    return await node_of(request).store.read(lambda session: many_looks(session, actor.hall))


@router.put("/visits/{visit}/draft", response_model=DraftKept)
async def put_visit_draft(
    request: Request, visit: PathId, body: DraftBody, actor: Annotated[Actor, Depends(allowed(Action.SAVE_DRAFT))]
) -> Response:
    """Keep the draft. Whoever saves it works on the visit: it becomes theirs; they hear where else it is worked on."""
    op, at = operation_id(request), node_of(request).clock()

    def unit(session: Session) -> tuple[int, DraftKept]:
        before = put_draft(session, actor, body.model_copy(update={"visit": visit}), at)
        left = take_over(session, actor.county, visit, hall=actor.hall, window=actor.window, operator=actor.staff)
        if left is not None:
            record_by(session, actor, "visit.take_over", obj=visit, at=at, op=op)
            by: dict[str, str | int] = {"window": actor.window}
            publish(session, EventKind.VISIT_TAKEN_OVER, subject=visit, params=by, hall=actor.hall, at=at)
        return 200, company_of(session, actor.county, visit, at, left=left, saved_at=before)

    with told_to_client():
        return await idempotent(request, actor, unit)


@router.get("/drafts")
async def get_drafts(
    request: Request, actor: Annotated[Actor, Depends(allowed(Action.LIST_DRAFTS))]
) -> list[DraftSummary]:
    """Visits put aside."""
    return await node_of(request).store.read(lambda session: list_drafts(session, actor))


@router.get("/visits/{visit}/draft")
async def get_visit_draft(
    request: Request, visit: PathId, actor: Annotated[Actor, Depends(allowed(Action.SEE_DRAFT))]
) -> DraftBody:
    """The draft of a visit, as the station kept it. It holds the card, so that opening it is written down."""
    at = node_of(request).clock()

    def unit(session: Session) -> DraftBody:
        draft = get_draft(session, actor, visit)
        record_by(session, actor, "draft.open", obj=visit, at=at)
        return draft

    with told_to_client():
        return await node_of(request).store.run(unit)


@router.delete("/visits/{visit}/draft", status_code=204)
async def delete_visit_draft(
    request: Request, visit: PathId, actor: Annotated[Actor, Depends(allowed(Action.DROP_DRAFT))]
) -> Response:
    """Give the draft of a visit up."""
    op, at = operation_id(request), node_of(request).clock()

    def unit(session: Session) -> tuple[int, None]:
        if drop_draft(session, actor, visit):
            record_by(session, actor, "draft.drop", obj=visit, at=at, op=op)
        return 204, None

    return await idempotent(request, actor, unit)

"""Versions of the catalogue: seeing them, publishing one from a day on, going back."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import ValidationError
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from backend.access import Action, Actor, NotAllowed, allowed
from backend.api.catalogue_plan import county_of_node, serve_plan
from backend.api.catalogue_routes import VersionPath
from backend.api.catalogue_shelf import pack_bundle
from backend.api.description import speak_of
from backend.api.forms import form_of, missing_part, read_form
from backend.api.idempotency import idempotent
from backend.api.node_of import node_of
from backend.api.problems import ApiProblem, field_problems
from backend.api.publications import publications_of, publish_version, roll_back
from backend.api.refusals import operation_id
from backend.calendar import local_date
from backend.catalogue import CatalogueError, Fault, FaultyCatalogue
from backend.catalogue.receiving import receive
from backend.contract import CatalogueVersions, FieldProblem, NewPublication, Publication, RollBack
from backend.guide.bundle import Bundle

if TYPE_CHECKING:
    from backend.node import Node

__all__ = ["router"]

router = APIRouter(prefix="/catalogue", tags=["hall"])

MOST_FAULTS = 50
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The catalogue."}
}
_FORM = form_of("plan", "catalogue")
speak_of(NewPublication)

Reader = Annotated[Actor, Depends(allowed(Action.SEE_VERSIONS))]
Keeper = Annotated[Actor, Depends(allowed(Action.PUBLISH_CATALOGUE))]


@router.get("/versions")
async def get_versions(request: Request, actor: Reader) -> CatalogueVersions:
    """Which catalogue holds, held and will hold. With who published it from which day on, and why it was withdrawn."""
    node = node_of(request)
    today = local_date(node.clock())
    found = await node.store.read(lambda session: publications_of(session, node.county, today))
    return CatalogueVersions(current=node.catalogue.bundle.version, publications=found)


@router.get("/versions/{version}", response_class=Response, responses=_BYTES)
async def get_version(request: Request, version: VersionPath, actor: Reader) -> Response:
    """A version the node keeps, whole."""
    bundle = await asyncio.to_thread(node_of(request).catalogue.find_version, version)
    if bundle is None:
        raise ApiProblem("not_found")
    return Response(await asyncio.to_thread(bundle.encoded), media_type="application/json")


@router.get("/versions/{version}/source", response_class=Response, responses=_BYTES)
async def get_version_source(request: Request, version: VersionPath, actor: Reader) -> Response:
    """The files it was made of, packed."""
    node = node_of(request)
    source = await node.store.read(lambda session: node.catalogue.find_source(session, version))
    if source is None:
        raise ApiProblem("not_found")
    return Response(source, media_type="application/octet-stream")


@router.post("/publications", response_model=Publication, status_code=201, openapi_extra=_FORM)
async def post_publication(request: Request, actor: Keeper) -> Response:
    """Publish packed files from a day on. `plan` is the JSON of a NewPublication. Checked and compiled here, or
    nothing is kept."""
    node = node_of(request)
    wanted, files = await _received(request)
    _check_reach(node, actor)
    bundle = await _compiled(files, wanted.version)
    _check_systems(node.catalogue.bundle, bundle)
    at, op, current = node.clock(), operation_id(request), node.catalogue.bundle.version
    packed, unreached = await asyncio.to_thread(pack_bundle, bundle), _unreached(node, bundle)

    def unit(session: Session) -> tuple[int, Publication]:
        node.catalogue.put(session, bundle, files, at, packed=packed)
        session.flush()
        county = county_of_node(node)
        done = publish_version(session, county, actor, wanted, current=current, at=at, op=op)
        return 201, done.model_copy(update={"unreached": unreached})

    body = sha256(wanted.model_dump_json().encode() + files).digest()
    reply = await idempotent(request, actor, unit, body=body)
    await serve_plan(node)
    return reply


@router.post("/roll-back", response_model=Publication)
async def post_roll_back(request: Request, body: RollBack, actor: Keeper) -> Response:
    """Go back to the version before. Answers what holds then. Running cases keep theirs, whatever it is."""
    node = node_of(request)
    _check_reach(node, actor)
    at, op = node.clock(), operation_id(request)
    reply = await idempotent(
        request,
        actor,
        lambda session: (200, roll_back(session, county_of_node(node), actor, body, at=at, op=op)),
    )
    await serve_plan(node)
    return reply


def _check_reach(node: "Node", actor: Actor) -> None:
    """The catalogue is one for all halls of the node: whoever publishes answers for each of them."""
    reach = actor.reach(Action.PUBLISH_CATALOGUE)
    if not all(reach.covers(hall=hall.code) for hall in node.halls):
        raise NotAllowed


def _check_systems(now: Bundle, then: Bundle) -> None:
    """Cases under way go on to the systems they were accepted for: none of these may be taken away."""
    faults = [
        Fault("systems.yaml", 1, f"The system “{code}” is gone, and cases may be under way to it.", "Keep it.")
        for code in sorted(now.systems.keys() - then.systems.keys())
    ]
    if faults:
        raise _faulty(faults)


def _unreached(node: "Node", then: Bundle) -> list[str]:
    """Systems of the new catalogue that need the administrator before anything reaches them."""
    now = node.catalogue.bundle.systems
    return node.dispatch.reach.beyond(system for code, system in then.systems.items() if code not in now)


def _faulty(faults: Sequence[Fault]) -> ApiProblem:
    """``params`` hold each fault in its parts: a client says it in its reader's language."""
    told = [
        FieldProblem(
            pointer=f"{fault.file}:{fault.line}", code="fault", detail=f"{fault.what} {fault.remedy}",
            params=asdict(fault),
        )
        for fault in faults[:MOST_FAULTS]
    ]  # fmt: skip
    return ApiProblem("catalogue_faulty", {"count": len(faults)}, errors=told)


async def _received(request: Request) -> tuple[NewPublication, bytes]:
    form = await read_form(request, "plan", "catalogue")
    try:
        plan, catalogue = await _part(form, "plan"), await _part(form, "catalogue")
    finally:
        await form.close()
    try:
        return NewPublication.model_validate_json(plan), catalogue
    except ValidationError as error:
        wrong = field_problems(error.errors(include_input=False), below="/plan")
        raise ApiProblem("invalid_request", errors=wrong) from None


async def _part(form: FormData, name: str) -> bytes:
    part = form.get(name)
    if not isinstance(part, UploadFile):
        raise missing_part(name)
    return await part.read()


async def _compiled(packed: bytes, version: str) -> Bundle:
    try:
        bundle = await asyncio.to_thread(receive, packed)
    except FaultyCatalogue as error:
        raise _faulty(error.faults) from None
    except CatalogueError:
        raise ApiProblem("catalogue_unreadable") from None
    if bundle.version != version:
        raise ApiProblem("catalogue_version_differs", {"own": bundle.version})
    return bundle

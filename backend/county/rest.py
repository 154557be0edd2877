"""Departments that speak REST with JSON (docs/connector-guide.md, "REST")."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from backend.county.desk import Desk
from backend.county.errors import FieldError, OtherContent, Refused
from backend.county.faults import Down, Leaving
from backend.county.nonsense import Nonsense, reply_of_nonsense
from backend.county.reception import County, NotAdmitted, desk_for, read_body
from backend.county.replies import Standing
from backend.county.supplement import supplement
from backend.county.systems import Protocol

__all__ = ["router"]

router = APIRouter(prefix="/rest/{system}", include_in_schema=False)


@router.post("/applications")
async def submit(system: str, request: Request) -> Response:
    return await _served(system, request, _submit)


@router.put("/applications/{dispatch_id}/documents")
async def supply(system: str, dispatch_id: str, request: Request) -> Response:
    async def filed(desk: Desk, request: Request) -> Response:
        raw = await _read_json(request)
        if raw.get("dispatch_id") != dispatch_id:
            raise Refused([FieldError("dispatch_id", "is not the one of the address")])
        return JSONResponse({"received_at": (await supplement(desk, raw)).received_at.isoformat()})

    return await _served(system, request, filed)


@router.get("/applications/{dispatch_id}")
async def ask(system: str, dispatch_id: str, request: Request) -> Response:
    async def standing(desk: Desk, _: Request) -> Response:
        return JSONResponse(_as_json(desk.standing(dispatch_id)))

    return await _served(system, request, standing)


@router.post("/share/query")
async def query(system: str, request: Request) -> Response:
    return await _served(system, request, _query)


async def _submit(desk: Desk, request: Request) -> Response:
    raw = await _read_json(request)
    key = request.headers.get("idempotency-key")
    if not key:
        return _errors(400, [FieldError("Idempotency-Key", "is required")])
    if raw.get("dispatch_id") != key:
        raise Refused([FieldError("Idempotency-Key", "is not the dispatch id")])
    taken = await desk.take(raw)
    return JSONResponse({"reference": taken.reference, "received_at": taken.received_at.isoformat()}, 202)


async def _query(desk: Desk, request: Request) -> Response:
    shared = desk.share(await _read_json(request))
    return JSONResponse({"as_of": shared.as_of.isoformat(), "found": shared.found, "data": shared.data})


async def _served(system: str, request: Request, work: Any) -> Response:
    """``work`` at the desk of ``system``, behind its door and its faults."""
    county: County = request.app.state.county
    try:
        desk = desk_for(county, system, Protocol.REST, request)
        await desk.switches.admit(desk.look_up_ms if work is _query else 0)
        response: Response = await work(desk, request)
    except NotAdmitted as error:
        return _errors(error.status, [FieldError(error.where, error.message)])
    except Down:
        return Response("Service Unavailable", 503, headers={"Retry-After": "1"})
    except Refused as error:
        response = _errors(422, error.errors)
    except OtherContent:
        response = _errors(409, [FieldError("dispatch_id", "is known here with other content")])
    match await desk.switches.leave(request.is_disconnected):
        case Leaving.LOST:
            return Response("Internal Server Error", 500)
        case Nonsense() as how:
            return reply_of_nonsense(response, how)
        case _:
            return response


async def _read_json(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises `Refused`."""
    try:
        raw = json.loads((await read_body(request)).decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused([FieldError("body", "is not JSON")]) from None
    if not isinstance(raw, dict):
        raise Refused([FieldError("body", "is not a JSON object")])
    return raw


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _as_json(standing: Standing) -> dict[str, Any]:
    answer = standing.answer.as_mapping() if standing.answer else None
    procedures = [procedure.as_mapping() for procedure in standing.procedures]
    return {"state": standing.state, "reference": standing.reference, "answer": answer, "procedures": procedures}


def _errors(status: int, errors: list[FieldError]) -> JSONResponse:
    return JSONResponse({"errors": [{"field": e.field, "message": e.message} for e in errors]}, status)

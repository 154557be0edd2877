"""Departments that speak SOAP 1.1 (docs/connector-guide.md, "SOAP")."""

from fastapi import APIRouter, Request, Response
from lxml import etree

from backend.county.desk import Desk
from backend.county.errors import FieldError, Refused
from backend.county.faults import Down, Leaving
from backend.county.nonsense import Nonsense, reply_of_nonsense
from backend.county.reception import County, NotAdmitted, desk_for, read_body
from backend.county.replies import Filed, Shared, Standing, Taken
from backend.county.soap_replies import fault, replied
from backend.county.soap_words import application_in, inquiry_in, operation_in, schema_text, supplement_in, text_of
from backend.county.supplement import supplement
from backend.county.systems import Grade, Protocol

__all__ = ["router"]

router = APIRouter(prefix="/soap", include_in_schema=False)


@router.get("/{system}")
async def schema(system: str, request: Request) -> Response:
    """The schema, to whoever asks with ``?xsd``; it holds no secret."""
    desk = request.app.state.county.desks.get(system)
    if desk is None or desk.system.protocol is not Protocol.SOAP or "xsd" not in request.query_params:
        return Response(status_code=404)
    return _xml(schema_text())


@router.post("/{system}")
async def call(system: str, request: Request) -> Response:
    county: County = request.app.state.county
    try:
        desk = desk_for(county, system, Protocol.SOAP, request)
        body = await read_body(request)
        await desk.switches.admit(desk.look_up_ms if b"QuerySharedData" in body else 0)
    except NotAdmitted as error:
        return _xml(fault("Client", error.message, [FieldError(error.where, error.message)]), error.status)
    except Down:
        return Response("Service Unavailable", 503, headers={"Retry-After": "1"})
    response = await _answered(desk, body)
    match await desk.switches.leave(request.is_disconnected):
        case Leaving.LOST:
            return _xml(fault("Server", "internal error", []), 500)
        case Nonsense() as how:
            return reply_of_nonsense(response, how)
        case _:
            return response


async def _answered(desk: Desk, body: bytes) -> Response:
    try:
        return _xml(replied(await _carry_out(desk, operation_in(body))))
    except Refused as error:
        return _xml(fault("Client", "the request was refused", error.errors), 500)


async def _carry_out(desk: Desk, operation: etree._Element) -> Taken | Standing | Shared | Filed:
    match etree.QName(operation).localname:
        case "SubmitApplication":
            return await desk.take(application_in(operation))
        case "SupplementDocuments":
            return await supplement(desk, supplement_in(operation))
        case "QuerySharedData":
            return desk.share(inquiry_in(operation))
        case _:
            return _standing(desk, operation[0])


def _standing(desk: Desk, by: etree._Element) -> Standing:
    """Departments of grade C know their own references only. Raises `Refused`."""
    if etree.QName(by).localname == "Reference":
        return desk.standing_by_reference(text_of(by))
    if desk.system.grade is Grade.C:
        raise Refused([FieldError("dispatch_id", "not supported: this department cannot be asked by it")])
    return desk.standing(text_of(by))


def _xml(content: bytes, status: int = 200) -> Response:
    return Response(content, status, media_type="text/xml; charset=utf-8")

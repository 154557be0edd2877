"""Where departments call back with their answers."""

from collections.abc import Callable
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Depends, Path, Request, Security
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlmodel import Session

from backend.access import Action, declared
from backend.api.description import reads_json
from backend.api.problems import ApiProblem, field_problems
from backend.dispatch.connectors.rest_json import AnswerBody, ProcedureBody
from backend.dispatch.inbox import UnknownDispatch

__all__ = ["router"]

router = APIRouter(tags=["departments"], dependencies=[Depends(declared(Action.RECEIVE_ANSWER))])

_SIGNATURE: Final = APIKeyHeader(
    name="X-Signature",
    scheme_name="signature",
    auto_error=False,
    description="Hex HMAC-SHA256 of the exact bytes of the body, with the call-back key agreed with this system.",
)
SystemPath = Annotated[str, Path(pattern=r"^[A-Z]{2}-[A-Z]{2}$", description="The code of the department's system.")]


class Received(BaseModel):
    """``first`` is false when this was here before."""

    model_config = ConfigDict(extra="forbid")

    received: bool = True
    first: bool


async def _signed(
    request: Request, system: SystemPath, signature: Annotated[str | None, Security(_SIGNATURE)] = None
) -> bytes:
    """The body, once it is known whose it is."""
    body = await request.body()
    if not request.app.state.node.callback_keys.is_signed(system, body, signature or ""):
        raise ApiProblem("signature_wrong", {"system": system})
    return body


Signed = Annotated[bytes, Depends(_signed)]
Said = TypeVar("Said", bound=BaseModel)


def _read(kind: type[Said], body: bytes) -> Said:
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise ApiProblem("invalid_request", errors=field_problems(error.errors(include_input=False))) from None


async def _kept(request: Request, receive: Callable[[Session], bool]) -> Received:
    """People at the counter go first: a department that calls back can wait."""
    node = request.app.state.node
    try:
        await node.counter_first.turn()
        return Received(first=await node.store.run(receive, can_wait=True))
    except UnknownDispatch:
        raise ApiProblem("not_found") from None


@router.post("/inbox/{system}/procedures", openapi_extra=reads_json(ProcedureBody))
async def receive_procedure(request: Request, system: SystemPath, body: Signed) -> Received:
    """Take a department's word that a special procedure began or ended. It is the whole of how it stands, so that
    repeating it is harmless. Signed like an answer."""
    node, procedure = request.app.state.node, _read(ProcedureBody, body).as_procedure()
    return await _kept(request, lambda session: node.inbox.receive_procedure(session, system, procedure))


@router.post("/inbox/{system}", openapi_extra=reads_json(AnswerBody))
async def receive_answer(request: Request, system: SystemPath, body: Signed) -> Received:
    """Take a department's answer. Signed over the exact body with the key agreed with that department; the answer's
    own id makes repeating it harmless."""
    node, answer = request.app.state.node, _read(AnswerBody, body).as_answer()
    return await _kept(request, lambda session: node.inbox.receive(session, system, answer, node.clock()))

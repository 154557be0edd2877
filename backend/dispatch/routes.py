"""Where departments call back with their answers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request
from pydantic import BaseModel, ConfigDict, ValidationError

from backend.access import Action, declared
from backend.api.problems import ApiProblem
from backend.dispatch.connectors.rest_json import AnswerBody, ProcedureBody
from backend.dispatch.inbox import UnknownDispatch

__all__ = ["router"]

router = APIRouter(tags=["departments"])


class Received(BaseModel):
    """``first`` is false when this answer was here before."""

    model_config = ConfigDict(extra="forbid")

    received: bool = True
    first: bool


@router.post("/inbox/{system}/procedures", dependencies=[Depends(declared(Action.RECEIVE_ANSWER))])
async def receive_procedure(
    request: Request,
    system: Annotated[str, Path(pattern=r"^[A-Z]{2}-[A-Z]{2}$")],
    x_signature: Annotated[str, Header(max_length=128)] = "",
) -> Received:
    """Take a department's word that a special procedure began or ended: the whole of how it stands, so that repeating
    it is harmless. Signed like an answer."""
    node = request.app.state.node
    body = await request.body()
    if not node.callback_keys.is_signed(system, body, x_signature):
        raise ApiProblem("not_allowed")
    try:
        procedure = ProcedureBody.model_validate_json(body).as_procedure()
    except ValidationError:
        raise ApiProblem("invalid_request") from None
    try:
        await node.counter_first.turn()
        first = await node.store.run(
            lambda session: node.inbox.receive_procedure(session, system, procedure), can_wait=True
        )
    except UnknownDispatch:
        raise ApiProblem("not_found") from None
    return Received(first=first)


@router.post("/inbox/{system}", dependencies=[Depends(declared(Action.RECEIVE_ANSWER))])
async def receive_answer(
    request: Request,
    system: Annotated[str, Path(pattern=r"^[A-Z]{2}-[A-Z]{2}$")],
    x_signature: Annotated[str, Header(max_length=128)] = "",
) -> Received:
    """Take a department's answer. Signed over the exact body with the key agreed with that department; the answer's
    own id makes repeating it harmless."""
    node = request.app.state.node
    body = await request.body()
    if not node.callback_keys.is_signed(system, body, x_signature):
        raise ApiProblem("not_allowed")
    try:
        answer = AnswerBody.model_validate_json(body).as_answer()
    except ValidationError:
        raise ApiProblem("invalid_request") from None
    try:
        await node.counter_first.turn()
        first = await node.store.run(
            lambda session: node.inbox.receive(session, system, answer, node.clock()), can_wait=True
        )
    except UnknownDispatch:
        raise ApiProblem("not_found") from None
    return Received(first=first)

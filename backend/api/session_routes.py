"""Signing in and out, locking and unlocking, and the sign that somebody is there."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlmodel import Session

from backend.access import (
    Action,
    Actor,
    EndedSession,
    allowed,
    declared,
    desk_of,
    lock,
    sign_in,
    sign_out,
    unlock,
)
from backend.api.events import publish
from backend.api.node_of import node_of
from backend.api.problems import ApiProblem
from backend.contract import EventKind, FieldProblem, Operator, Role, SessionState, SignedIn, SignIn, Unlock

__all__ = ["router", "tell_session_ended"]

router = APIRouter(tags=["session"])


def tell_session_ended(session: Session, ended: EndedSession) -> None:
    publish(session, EventKind.SESSION_ENDED, subject=ended.id, hall=ended.hall)


@router.post("/sign-in", response_model=SignedIn, dependencies=[Depends(declared(Action.SIGN_IN))])
async def post_sign_in(request: Request, body: SignIn) -> JSONResponse:
    """Sign in with password and one-time code. Ends the person's session at another window."""
    desk = desk_of(request)
    if not any(body.window.zfill(2) in hall.windows for hall in desk.halls.values()):
        wrong = FieldProblem(pointer="/window", code="not_one_of", detail="This hall has no such window.")
        raise ApiProblem("invalid_request", errors=[wrong])
    address = request.client.host if request.client else None
    admission = await sign_in(desk, body, address=address, tell=tell_session_ended)
    request.state.actor = admission.actor
    operator = _operator(request, admission.actor, SessionState.ACTIVE)
    # Written out here because a SecretStr hides itself when it is dumped, and this is the one time it must not.
    return JSONResponse({"token": admission.token, "operator": operator.model_dump(mode="json")})


@router.post("/sign-out", status_code=204)
async def post_sign_out(request: Request, actor: Annotated[Actor, Depends(allowed(Action.SIGN_OUT))]) -> None:
    """End the session."""
    desk = desk_of(request)
    await desk.store.run(lambda session: sign_out(session, actor, desk.clock()))


@router.post("/lock", status_code=204)
async def post_lock(request: Request, actor: Annotated[Actor, Depends(allowed(Action.LOCK))]) -> None:
    """Lock the screen. What is typed there stays; nothing else is answered until it is unlocked."""
    desk = desk_of(request)
    await desk.store.run(lambda session: lock(session, actor, desk.clock()))


@router.post("/unlock")
async def post_unlock(
    request: Request, actor: Annotated[Actor, Depends(allowed(Action.UNLOCK))], body: Unlock
) -> Operator:
    """Unlock with the PIN. Three tries; then the session is over and it takes a full sign-in."""
    desk = desk_of(request)
    await unlock(desk, actor, body.pin.get_secret_value(), desk.clock())
    return _operator(request, actor, SessionState.ACTIVE)


@router.get("/me")
async def get_me(request: Request, actor: Annotated[Actor, Depends(allowed(Action.SEE_SELF))]) -> Operator:
    """Who is signed in. Answers also while the screen is locked."""
    return _operator(request, actor, request.state.session_state)


@router.post("/heartbeat", status_code=204, dependencies=[Depends(allowed(Action.HEARTBEAT))])
async def post_heartbeat() -> None:
    """Say that somebody is at the keyboard. While there are keys, every few seconds at most; never by a timer alone."""


def _operator(request: Request, actor: Actor, state: SessionState) -> Operator:
    node = node_of(request)
    hall = node.settings.hall(actor.hall)
    return Operator(
        account=actor.account,
        name=actor.name,
        roles=[role for role in Role if role in actor.roles],
        realm=actor.realm,
        hall=hall.code,
        hall_name=hall.name,
        hall_name_en=hall.name_en,
        division_code=actor.division_code,
        window=actor.window,
        state=state,
        idle_lock_seconds=node.settings.idle_lock_seconds,
        expires_at=actor.expires_at,
        role_ends_at=actor.role_ends_at,
        session=actor.session,
        demo_pin=node.demo_pins.get(actor.account),
    )

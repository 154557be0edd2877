"""How a route says what it does: `Depends(allowed(Action.OPEN_VISIT))`. A route that says nothing stops the node."""

from dataclasses import replace
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.access.actor import Actor
from backend.access.desk import AccessDesk, HasAccessDesk
from backend.access.errors import NotSignedIn
from backend.access.life import end_if_expired, lock_if_idle, touch
from backend.access.policy import Action, Audience, rule_for
from backend.access.standing import Standing, find_standing, refusal
from backend.contract import SessionState

__all__ = ["Allowed", "Declared", "allowed", "declared", "desk_of"]

_bearer = HTTPBearer(scheme_name="session", bearerFormat="opaque", auto_error=False)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def desk_of(request: Request) -> AccessDesk:
    return cast(HasAccessDesk, request.app.state.node).access


class Allowed:
    """The dependency of one action for staff: answers the actor, or raises why not."""

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(
        self, request: Request, shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)] = None
    ) -> Actor:
        """Leaves actor and action in `request.state`, so that a refusal further on is recorded with its author."""
        desk, now = desk_of(request), desk_of(request).clock()
        request.state.action = self.action
        standing = await self._standing(request, shown)
        request.state.actor = standing.actor
        address = request.client.host if desk.bind_address and request.client else None
        refused = refusal(standing, self.action, now, idle_lock=desk.idle_lock, address=address)
        if standing.is_idle(now, desk.idle_lock):
            await lock_if_idle(desk, standing, now)
        elif refused is None and standing.state is SessionState.ACTIVE and request.method not in _SAFE:
            touch(desk, standing, now)
        locked = standing.state is SessionState.LOCKED or standing.is_idle(now, desk.idle_lock)
        request.state.session_state = SessionState.LOCKED if locked else SessionState.ACTIVE
        if refused is not None:
            await end_if_expired(desk, standing, now)
            raise refused
        return standing.actor

    async def still_holds(self, request: Request) -> bool:
        """Whether the same request would be allowed now: for answers that go on for hours."""
        desk = desk_of(request)
        try:
            standing = await self._standing(request, await _bearer(request))
        except NotSignedIn:
            return False
        address = request.client.host if desk.bind_address and request.client else None
        return refusal(standing, self.action, desk.clock(), idle_lock=desk.idle_lock, address=address) is None

    async def _standing(self, request: Request, shown: HTTPAuthorizationCredentials | None) -> Standing:
        if shown is None:
            raise NotSignedIn
        desk = desk_of(request)
        now, token = desk.clock(), shown.credentials
        standing = await desk.store.read(lambda session: find_standing(session, desk.county, token, now))
        if standing is None:
            raise NotSignedIn
        seen_at = desk.presence.latest(desk.county, standing.actor.session, standing.seen_at)
        return replace(standing, seen_at=seen_at)


class Declared:
    """The dependency of one action that is not for staff: says which, checks nothing."""

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(self, request: Request) -> None:
        request.state.action = self.action


def allowed(action: Action) -> Allowed:
    if rule_for(action).audience is not Audience.STAFF:
        raise ValueError(f"{action} is not for staff: declare it")
    return Allowed(action)


def declared(action: Action) -> Declared:
    """For routes open to anyone, and for departments, which prove themselves in the route."""
    if rule_for(action).audience is Audience.STAFF:
        raise ValueError(f"{action} is for staff: it needs allowed()")
    return Declared(action)

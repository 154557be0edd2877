"""Start-up fails when a route does not say what it does, or the policy table speaks of routes that are not there."""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from backend.access.allowed import Allowed, Declared
from backend.access.policy import POLICY, Action

__all__ = ["RouteUndeclared", "action_of", "check_routes"]


class RouteUndeclared(RuntimeError):
    """Routes and policy table differ; the message names each difference."""


def check_routes(app: FastAPI) -> None:
    """RouteUndeclared unless every route declares exactly one action and every action has a route.

    An action's route may be missing only while none of its room's routes are included.
    """
    faults, used = [], set()
    for route in iter_route_contexts(app.routes):
        actions = _actions(route)
        used |= actions
        if len(actions) != 1:
            faults.append(f"{route.path}: declares {len(actions)} actions")
    rooms = {POLICY[action].room for action in used}
    faults += [
        f"{action}: no route uses it" for action in Action if action not in used and POLICY[action].room in rooms
    ]
    if faults:
        raise RouteUndeclared("; ".join(faults))


def action_of(route: RouteContext) -> Action | None:
    """The action a route declares."""
    return next(iter(_actions(route)), None)


def _actions(route: RouteContext) -> set[Action]:
    dependant = getattr(route, "dependant", None)
    return set() if dependant is None else {call.action for call in _calls(dependant)}


def _calls(dependant: Dependant) -> Iterator[Allowed | Declared]:
    if isinstance(dependant.call, Allowed | Declared):
        yield dependant.call
    for needed in dependant.dependencies:
        yield from _calls(needed)

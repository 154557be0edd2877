"""The node's OpenAPI description: problems for every error, the session as security, the operation id where needed."""

from typing import Any, Final, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts

from backend.access import POLICY, Action, Audience, Room, action_of
from backend.api.idempotency import IDEMPOTENCY_HEADER
from backend.contract import PROBLEM_JSON, Problem

__all__ = ["describe", "needs_operation_id"]

_CHANGING: Final = {"POST", "PUT", "PATCH", "DELETE"}
_REFERENCE: Final = "#/components/schemas/{model}"
_OPERATION_ID: Final = {
    "name": IDEMPOTENCY_HEADER,
    "in": "header",
    "required": True,
    "description": "The operation this request is part of, made before it is sent and kept for every repetition.",
    "schema": {"type": "string", "format": "uuid"},
}


def describe(app: FastAPI) -> dict[str, Any]:
    """Made once and kept, as FastAPI does; put it in the place of `app.openapi`."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
        )
        _add_problem(described)
        for route in iter_route_contexts(app.routes):
            _complete(described, route)
        app.openapi_schema = described
    return app.openapi_schema


def needs_operation_id(action: Action, method: str) -> bool:
    """Changing requests of staff; the steps of a session are safe to repeat by their nature."""
    rule = POLICY[action]
    return method in _CHANGING and rule.audience is Audience.STAFF and rule.room is not Room.SESSION


def _complete(described: dict[str, Any], route: RouteContext) -> None:
    action = action_of(route)
    for method in route.methods or ():
        operation = described["paths"].get(route.path_format, {}).get(method.lower())
        if operation is None or action is None:
            continue
        operation["x-action"] = action.value
        operation["responses"].pop("422", None)
        operation["responses"]["default"] = {
            "description": "A problem, told by its code.",
            "content": {PROBLEM_JSON: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
        }
        if needs_operation_id(action, method):
            operation.setdefault("parameters", []).append(_OPERATION_ID)


def _add_problem(described: dict[str, Any]) -> None:
    schema = Problem.model_json_schema(ref_template=_REFERENCE)
    schemas = cast(dict[str, Any], described.setdefault("components", {}).setdefault("schemas", {}))
    schemas.update(schema.pop("$defs", {}))
    schemas["Problem"] = schema
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)

"""The node's OpenAPI description: what each operation does, problems for every error, how a caller proves itself."""

from typing import Any, Final, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts
from pydantic import BaseModel

from backend.access import POLICY, Action, Audience, Room, action_of
from backend.api.idempotency import IDEMPOTENCY_HEADER
from backend.api.problem_table import KNOWN_PROBLEMS
from backend.contract import PROBLEM_JSON, Problem

__all__ = ["describe", "reads_json", "speak_of"]

_CHANGING: Final = {"POST", "PUT", "PATCH", "DELETE"}
_REFERENCE: Final = "#/components/schemas/{model}"
_SPOKEN_OF: Final[list[type[BaseModel]]] = []
_OPERATION_ID: Final = {
    "name": IDEMPOTENCY_HEADER,
    "in": "header",
    "required": True,
    "description": "The operation this request is part of: a UUIDv7 made before it is sent, kept for every repetition.",
    "schema": {"type": "string", "format": "uuid"},
}


def speak_of(model: type[BaseModel]) -> None:
    """For routes that read or write it inside of something else: its schema is described too."""
    _SPOKEN_OF.append(model)


def reads_json(model: type[BaseModel]) -> dict[str, Any]:
    """`openapi_extra` of a route that reads the bytes of its JSON by itself."""
    speak_of(model)
    schema = {"$ref": _REFERENCE.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """Made once and kept, as FastAPI does; put it in the place of `app.openapi`."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
        )
        for model in _SPOKEN_OF:
            _add_model(described, model)
        _add_problem(described)
        for route in iter_route_contexts(app.routes):
            _complete(described, route)
        app.openapi_schema = described
    return app.openapi_schema


def _needs_operation_id(action: Action, method: str) -> bool:
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
        _summarise(operation)
        operation["responses"].pop("422", None)
        operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
        if _needs_operation_id(action, method):
            operation.setdefault("parameters", []).append(_OPERATION_ID)


def _summarise(operation: dict[str, Any]) -> None:
    """The first sentence of what the route says of itself is its summary; the framework would take its name."""
    said = " ".join(operation.pop("description", "").split())
    first, _, rest = said.partition(". ")
    operation["summary"] = first.removesuffix(".")
    if rest:
        operation["description"] = rest


def _add_problem(described: dict[str, Any]) -> None:
    schemas = _add_model(described, Problem)
    schemas["Problem"]["properties"]["type"]["enum"] = [_type(code) for code in KNOWN_PROBLEMS]
    described["components"]["responses"] = {
        "Problem": {
            "description": _problems_listed(),
            "content": {PROBLEM_JSON: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
        }
    }
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)


def _problems_listed() -> str:
    rows = [f"| {_type(code)} | {known.status} | {known.title} |" for code, known in KNOWN_PROBLEMS.items()]
    return "\n".join(
        [
            "A problem, told by its type. A client may meet others in later versions.",
            "",
            "| type | status | title |",
            "| --- | --- | --- |",
            *rows,
        ]
    )


def _type(code: str) -> str:
    return f"/problems/{code}"


def _add_model(described: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Answers all schemas."""
    schemas = cast(dict[str, Any], described.setdefault("components", {}).setdefault("schemas", {}))
    schema = model.model_json_schema(ref_template=_REFERENCE)
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
    return schemas

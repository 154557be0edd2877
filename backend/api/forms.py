"""Forms that carry files: read in memory only, never through a temporary file."""

from typing import Any

from fastapi import Request
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser

from backend.api.body_limit import FORM_LIMIT
from backend.api.problems import UNREADABLE, ApiProblem
from backend.contract import FieldProblem

__all__ = ["form_of", "missing_part", "read_form"]


class _InMemory(MultiPartParser):
    """Personal papers must not lie about on a disk; the body's own limit bounds the memory."""

    spool_max_size = FORM_LIMIT


async def read_form(request: Request, *files: str) -> FormData:
    """The form with these files, to be closed by the caller. Raises `ApiProblem`."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ApiProblem("media_type_refused", {"wanted": "multipart/form-data"})
    try:
        return await _InMemory(request.headers, request.stream(), max_files=len(files), max_fields=4).parse()
    except (MultiPartException, KeyError):
        raise ApiProblem("invalid_request", errors=[UNREADABLE]) from None


def missing_part(name: str) -> ApiProblem:
    missing = FieldProblem(pointer=f"/{name}", code="missing", detail="The form must bring this file.")
    return ApiProblem("invalid_request", errors=[missing])


def form_of(*files: str) -> dict[str, Any]:
    """How a route's description tells of such a form."""
    binary = {"type": "string", "format": "binary"}
    schema = {"type": "object", "required": list(files), "properties": dict.fromkeys(files, binary)}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}

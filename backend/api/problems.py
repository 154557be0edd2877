"""Errors on the wire: RFC 9457 problem details for everything, with nothing personal in them or in the log."""

import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from backend.access import AccessError
from backend.api.correlation import correlation_of
from backend.api.problem_table import KNOWN_PROBLEMS
from backend.api.refusals import record_refusal
from backend.contract import PROBLEM_JSON, FieldProblem, Problem
from backend.storage import (
    FileTooLarge,
    FileTypeRefused,
    PictureTooLarge,
    StorageDamaged,
    StorageError,
    StorageFull,
    StorageUnavailable,
    where_raised,
)

__all__ = [
    "UNREADABLE",
    "ApiProblem",
    "answer",
    "field_problems",
    "install_problem_handlers",
    "internal_problem",
    "problem",
]

log = logging.getLogger(__name__)


class ApiProblem(Exception):
    """Raised by a route to tell a problem by its code; `params` fill the sentence and go to the client.

    `recorded`: the room has written its own supervision entry for this refusal, in its own transaction.
    """

    def __init__(
        self,
        code: str,
        params: dict[str, str | int] | None = None,
        *,
        status: int | None = None,
        errors: Sequence[FieldProblem] = (),
        headers: dict[str, str] | None = None,
        recorded: bool = False,
    ) -> None:
        if code not in KNOWN_PROBLEMS:
            raise ValueError(f"{code} is not in the table of problems")
        super().__init__(code)
        self.code = code
        self.params = params or {}
        self.status = status or KNOWN_PROBLEMS[code].status
        self.errors = list(errors)
        self.headers = headers or {}
        self.recorded = recorded


def problem(error: ApiProblem) -> Problem:
    known = KNOWN_PROBLEMS[error.code]
    return Problem(
        type=f"/problems/{error.code}",
        title=known.title,
        status=error.status,
        detail=_filled(known.detail, error.params),
        remedy=_filled(known.remedy, error.params),
        params=error.params,
        errors=error.errors,
    )


def answer(error: ApiProblem, request: Request) -> Response:
    told = problem(error).model_copy(update={"instance": f"urn:uuid:{correlation_of(request.scope)}"})
    retry_after = KNOWN_PROBLEMS[error.code].retry_after
    headers = dict(error.headers)
    if retry_after is not None:
        headers.setdefault("Retry-After", str(retry_after))
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", "Bearer")
    return JSONResponse(told.model_dump(mode="json"), error.status, headers, media_type=PROBLEM_JSON)


def internal_problem(request: Request, error: BaseException) -> Response:
    """Answer `internal`; the log gets the kind of error and where it was raised, never its words."""
    correlation = correlation_of(request.scope)
    log.error("internal error %s: %s", correlation, where_raised(error))
    return answer(ApiProblem("internal", {"correlation": correlation}), request)


def install_problem_handlers(app: FastAPI) -> None:
    app.add_exception_handler(ApiProblem, _on_api_problem)
    app.add_exception_handler(AccessError, _on_access_error)
    app.add_exception_handler(StorageError, _on_storage_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)


async def _on_api_problem(request: Request, error: Exception) -> Response:
    told = cast(ApiProblem, error)
    if not told.recorded:
        await record_refusal(request, told.code)
    return answer(told, request)


async def _on_access_error(request: Request, error: Exception) -> Response:
    refused = cast(AccessError, error)
    if not refused.recorded:
        await record_refusal(request, refused.code)
    return answer(ApiProblem(refused.code, refused.params), request)


async def _on_storage_error(request: Request, error: Exception) -> Response:
    match error:
        case StorageFull():
            told = ApiProblem("storage_full")
        case StorageDamaged():
            told = ApiProblem("storage_damaged")
        case StorageUnavailable():
            told = ApiProblem("storage_unavailable")
        case PictureTooLarge():
            told = ApiProblem("picture_too_large", {"limit_megapixels": 60})
        case FileTooLarge():
            told = ApiProblem("file_too_large", {"limit_mb": 20})
        case FileTypeRefused():
            told = ApiProblem("file_type_refused")
        case _:
            return internal_problem(request, error)
    log.warning("storage refused %s: %s", correlation_of(request.scope), type(error).__name__)
    return answer(told, request)


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    told = _invalid(request, cast(RequestValidationError, error).errors())
    await record_refusal(request, told.code)
    return answer(told, request)


def _invalid(request: Request, errors: Sequence[Mapping[str, object]]) -> ApiProblem:
    """A body of another media type is taken for bytes, and nothing in it can be named."""
    if any(one["loc"] == ("body",) for one in errors) and not _is_json(request.headers.get("content-type", "")):
        return ApiProblem("media_type_refused", {"wanted": "application/json"})
    return ApiProblem("invalid_request", errors=field_problems(errors))


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


_CODES_BY_STATUS: Final = {
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "request_too_large",
}


async def _on_http_exception(request: Request, error: Exception) -> Response:
    """What the framework raises by itself: no such address, wrong method, unreadable or too large a body."""
    raised = cast(HTTPException, error)
    if raised.status_code == HTTPStatus.BAD_REQUEST:  # a body that is no UTF-8, or too deep
        return answer(ApiProblem("invalid_request", errors=[UNREADABLE]), request)
    code = _CODES_BY_STATUS.get(raised.status_code)
    if code is None:
        return internal_problem(request, error)
    return answer(ApiProblem(code, status=raised.status_code, headers=dict(raised.headers or {})), request)


_KINDS: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(pattern), code, detail)
    for pattern, code, detail in (
        (r"missing.*", "missing", "This part is missing."),
        (r"extra_forbidden", "unexpected", "This part is not known here."),
        (r"json_invalid|json_type", "malformed", "This is not readable JSON."),
        (r".*too_short", "too_short", "This part is too short."),
        (r".*too_long", "too_long", "This part is too long."),
        (
            r"(greater|less|multiple|finite|int_parsing_size|decimal_max).*",
            "out_of_range",
            "This number is out of range.",
        ),
        (r"enum|literal_error|union_tag_.*", "not_one_of", "This is none of the possible values."),
        (r".*_type|.*_parsing|none_required|.*_from_.*", "wrong_kind", "This part is of the wrong kind."),
        (r"string_pattern_mismatch|string_unicode", "malformed", "This part is not in the form it must have."),
    )
)


UNREADABLE: Final = FieldProblem(pointer="", code="malformed", detail="This cannot be read.")
"""The request's content as a whole."""


def field_problems(errors: Sequence[Mapping[str, object]], below: str = "") -> list[FieldProblem]:
    """What pydantic found wrong, told by place and kind and never by value; `below` is the pointer to the whole."""
    return [_field_problem(one, below) for one in errors]


def _field_problem(error: Mapping[str, object], below: str) -> FieldProblem:
    kind = str(error["type"])
    place = () if kind == "json_invalid" else cast(tuple[str | int, ...], error["loc"])  # it gives a column
    code, detail = next(
        ((code, detail) for pattern, code, detail in _KINDS if pattern.fullmatch(kind)),
        ("malformed", "This part is not valid."),
    )
    return FieldProblem(pointer=below + _pointer(place), code=code, detail=detail)


_NAME: Final = re.compile(r"[\w.:-]{1,60}", re.ASCII)


def _pointer(place: tuple[str | int, ...]) -> str:
    """JSON pointer into the body; for other parts it begins with their name. Odd keys are not echoed."""
    parts = place[1:] if place[:1] == ("body",) else place
    return "".join(f"/{part}" if _NAME.fullmatch(str(part)) else "/?" for part in parts)


def _filled(sentence: str, params: dict[str, str | int]) -> str:
    try:
        return sentence.format_map(params)
    except (KeyError, IndexError, ValueError):
        return sentence

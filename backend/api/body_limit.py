"""How large a request may be: little for JSON, more for the forms that carry papers."""

from typing import Final

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.api.problems import ApiProblem, answer

__all__ = ["FORM_LIMIT", "BodyLimit"]

FORM_LIMIT: Final = 24_000_000
"""Bytes of a multipart form; the route that takes a paper states the limit of the paper itself."""


class BodyLimit:
    """Refuses by the announced length before reading, and by what really comes while reading."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        limit = FORM_LIMIT if request.headers.get("content-type", "").startswith("multipart/") else self._limit
        if _announced(request) > limit:
            refusal = answer(ApiProblem("request_too_large", headers={"Connection": "close"}), request)
            await refusal(scope, receive, send)
            return
        await self._app(scope, _Counting(receive, limit), send)


class _Counting:
    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message


def _announced(request: Request) -> int:
    try:
        return int(request.headers.get("content-length", "0"))
    except ValueError:
        return 0

"""How long the node waits for a request to arrive, and a station for the answer to begin."""

import asyncio

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.api.problems import ApiProblem, answer

__all__ = ["Patience"]


class Patience:
    """`seconds` for the request to arrive, and as many again until the answer begins."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        arriving = _Arriving(receive, self._seconds)
        try:
            async with asyncio.timeout(2 * self._seconds) as limit:
                await self._app(scope, arriving, _without_limit_once_begun(send, limit))
        except TimeoutError:
            if not limit.expired():
                raise
            await answer(ApiProblem("node_timeout"), Request(scope))(scope, receive, send)


class _Arriving:
    """The receiving side of a request whose body must be complete in time."""

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive = receive
        self._until = asyncio.get_running_loop().time() + seconds
        self._complete = False

    async def __call__(self) -> Message:
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408) from None
        self._complete = not message.get("more_body", False)
        return message


def _without_limit_once_begun(send: Send, limit: asyncio.Timeout) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            limit.reschedule(None)
        await send(message)

    return sending

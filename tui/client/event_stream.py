"""What the node tells whoever watches: in order, resumed where it broke off, for as long as somebody listens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import httpx
from httpx_sse import EventSource, SSEError
from pydantic import ValidationError

from backend.contract import HEARTBEAT_SECONDS, Event
from tui.client.errors import NotSignedIn, NotUnderstood, refusal
from tui.client.line import Call, Line, problem_in
from tui.client.trust import hung_up, unreached

SILENCE: Final = 3 * HEARTBEAT_SECONDS
"""Seconds without a byte after which nobody is there: a node that stands still keeps its connections open."""

_PAUSES: Final = (0.3, 1.0, 2.0, 5.0)


class EventStream:
    """Yields each event once. `last` is the id it resumes after, so a stream may be continued by another."""

    def __init__(
        self, line: Line, last: int | None = None, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._line = line
        self.last = last
        self._sleep = sleep

    async def events(self) -> AsyncIterator[Event]:
        """Every event from now on. Raises NotSignedIn (also SessionEnded) when the session is no more."""
        failures = 0
        while True:
            try:
                async for event in self._connected():
                    failures = 0
                    yield event
            except httpx.ConnectError as error:
                self._line.connection.failed(unreached(error))
            except httpx.RemoteProtocolError:
                self._line.connection.failed(await hung_up(self._line.http.base_url))
            except httpx.TimeoutException:
                self._line.connection.fell_silent()
            except (httpx.HTTPError, SSEError, NotUnderstood):
                self._line.connection.failed()
            await self._sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1

    async def _connected(self) -> AsyncIterator[Event]:
        resume = {} if self.last is None else {"Last-Event-ID": str(self.last)}
        headers = self._line.headers(Call("GET", "events", headers=resume)) | {"Accept": "text/event-stream"}
        timeout = httpx.Timeout(5.0, read=SILENCE)
        async with self._line.http.stream("GET", "events", headers=headers, timeout=timeout) as reply:
            if not reply.is_success:
                await self._refused(reply)
            self._line.connection.alive()
            reply.stream = _Heard(reply, self._line.connection.alive)
            async for told in EventSource(reply).aiter_sse():
                event = self._read(told.data)
                if event is not None:
                    yield event

    def _read(self, data: str) -> Event | None:
        """The event told, unless it is one told before, or of a kind this program is too old for."""
        try:
            event = Event.model_validate_json(data)
        except ValidationError:
            return None
        if self.last is not None and event.id <= self.last:
            return None
        self.last = event.id
        return event

    async def _refused(self, reply: httpx.Response) -> None:
        await reply.aread()
        problem = problem_in(reply)
        error = None if problem is None else refusal(problem)
        if isinstance(error, NotSignedIn):
            raise error
        raise NotUnderstood(f"events answered {reply.status_code}")


class _Heard(httpx.AsyncByteStream):
    """The bytes of a reply: whenever some come, a heartbeat too, the node is alive."""

    def __init__(self, reply: httpx.Response, alive: Callable[[], None]) -> None:
        assert isinstance(reply.stream, httpx.AsyncByteStream)
        self._stream = reply.stream
        self._alive = alive

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._alive()
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()

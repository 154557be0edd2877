"""The stream of events: in order, each once, resumed where it broke off."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from backend.contract import PROBLEM_JSON, Event, EventKind, Problem
from tui.client import EventStream, Line, SessionEnded

AT = datetime(2026, 11, 23, tzinfo=UTC)


def told(*ids: int) -> bytes:
    events = [Event(id=n, kind=EventKind.CASE_CHANGED, at=AT, subject=f"case-{n}") for n in ids]
    return b"".join(f"id: {e.id}\ndata: {e.model_dump_json()}\n\n".encode() for e in events)


class Told(httpx.AsyncByteStream):
    def __init__(self, *parts: bytes | Exception) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            yield part


def stream(*parts: bytes | Exception) -> httpx.Response:
    return httpx.Response(200, stream=Told(*parts), headers={"content-type": "text/event-stream"})


async def heard(events: EventStream, count: int) -> list[int]:
    found = []
    iterator = events.events()
    async for event in iterator:
        found.append(event.id)
        if len(found) == count:
            break
    await iterator.aclose()  # type: ignore[attr-defined]  # an async generator
    return found


async def test_it_resumes_after_the_last_event_and_tells_none_twice(line_to: Callable[[Any], Line]) -> None:
    asked: list[str | None] = []
    replies = [
        stream(told(1, 2), httpx.ReadError("cut")),
        httpx.Response(502, text="gateway"),
        stream(b": hello\n\n", told(2, 3, 4)),
    ]

    async def node(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("last-event-id"))
        return replies.pop(0)

    async def no_sleep(seconds: float) -> None:
        return None

    events = EventStream(line_to(node), sleep=no_sleep)
    assert await heard(events, 4) == [1, 2, 3, 4]
    assert asked == [None, "2", "2"]


async def test_an_event_of_a_newer_program_is_passed_over(line_to: Callable[[Any], Line]) -> None:
    async def node(request: httpx.Request) -> httpx.Response:
        return stream(b'id: 1\ndata: {"id": 1, "kind": "moon.risen"}\n\n', told(2))

    assert await heard(EventStream(line_to(node)), 1) == [2]


async def test_the_end_of_the_session_ends_the_stream(line_to: Callable[[Any], Line]) -> None:
    async def node(request: httpx.Request) -> httpx.Response:
        body = Problem(type="/problems/session_ended", title="t", status=401, detail="d", remedy="r")
        return httpx.Response(401, content=body.model_dump_json(), headers={"content-type": PROBLEM_JSON})

    with pytest.raises(SessionEnded):
        await heard(EventStream(line_to(node)), 1)

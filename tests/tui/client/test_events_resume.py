"""The stream of events: in order, each once, resumed where it broke off."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from backend.contract import HEARTBEAT_SECONDS, PROBLEM_JSON, Event, EventKind, Problem
from tui.client import EventStream, Line, Node, Reach, SessionEnded, Unreachable, new_operation

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


async def no_sleep(seconds: float) -> None:
    return None


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

    events = EventStream(line_to(node), sleep=no_sleep)
    assert await heard(events, 4) == [1, 2, 3, 4]
    assert asked == [None, "2", "2"]


async def test_a_stream_without_a_heartbeat_is_a_node_that_is_not_there_and_one_heartbeat_is_its_return(
    line_to: Callable[[Any], Line],
) -> None:
    waits: list[float] = []
    replies = [stream(b": still here\n\n", httpx.ReadTimeout("silent")), stream(b": still here\n\n", told(1))]

    async def node(request: httpx.Request) -> httpx.Response:
        waits.append(request.extensions["timeout"]["read"])
        return replies.pop(0)

    line = line_to(node)
    reached: list[Reach] = []
    line.connection.watch(lambda state: reached.append(state.reach))
    assert await heard(EventStream(line, sleep=no_sleep), 1) == [1]
    assert reached == [Reach.CONNECTED, Reach.OFFLINE, Reach.CONNECTED]
    assert 2 * HEARTBEAT_SECONDS < waits[0] <= 15, "one heartbeat late is none missed; an operator is told soon"


async def test_a_scan_under_way_is_given_up_at_once_when_the_node_falls_silent_and_not_sent_again(
    line_to: Callable[[Any], Line],
) -> None:
    sent: list[str] = []
    under_way = asyncio.Event()

    async def node(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("events"):
            return stream(b": still here\n\n", httpx.ReadTimeout("silent"))
        sent.append(request.url.path)
        under_way.set()
        await asyncio.Event().wait()
        raise AssertionError("never answered")

    line = line_to(node)
    scan = asyncio.create_task(Node(line).attach("v", "scan.pdf", b"%PDF", "application/pdf", new_operation()))
    await under_way.wait()
    watching = asyncio.create_task(heard(EventStream(line), 1))
    with pytest.raises(Unreachable) as gone:
        await asyncio.wait_for(scan, 5)
    watching.cancel()
    assert gone.value.sent, "it may have arrived"
    assert len(sent) == 1
    assert line.connection.state.reach is Reach.OFFLINE


async def test_a_request_failed_while_the_stream_goes_on_is_made_good_by_the_next_heartbeat(
    line_to: Callable[[Any], Line],
) -> None:
    async def node(request: httpx.Request) -> httpx.Response:
        return stream(told(1), b": still here\n\n", told(2), b": still here\n\n", told(3))

    line = line_to(node)
    events = EventStream(line).events()
    await anext(events)
    line.connection.failed()
    await anext(events)
    assert line.connection.state.reach is Reach.CONNECTED
    line.connection.answered(5.0)
    await anext(events)
    assert line.connection.state.reach is Reach.SLOW, "a heartbeat does not say how quick answers are"
    await events.aclose()  # type: ignore[attr-defined]  # an async generator


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

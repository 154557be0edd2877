"""Events reach whoever watches the hall in order, once each, and nothing falls between two connections."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.api.event_hub import QUEUED, EventHub
from backend.api.events import begin_streams, events_after, last_number, publish
from backend.api.tables import EventRow
from backend.contract import EventKind, Role
from backend.housekeeping import tidy
from tests.backend.conftest import HALL, OTHER_HALL, RunningNode

SECONDS = 10


class Frames:
    """Splits a byte stream of server-sent events into frames."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    async def frame(self) -> str:
        while b"\n\n" not in self._rest:
            self._rest += await asyncio.wait_for(anext(self._chunks), SECONDS)
        frame, self._rest = self._rest.split(b"\n\n", 1)
        return frame.decode()

    async def event(self) -> dict[str, Any]:
        """The next event; comments are passed over."""
        while (frame := await self.frame()).startswith(":"):
            pass
        fields = dict(line.split(": ", 1) for line in frame.splitlines())
        told: dict[str, Any] = json.loads(fields["data"])
        assert int(fields["id"]) == told["id"]
        assert fields["event"] == told["kind"]
        return told

    async def subjects(self, count: int) -> list[str]:
        return [(await self.event())["subject"] for _ in range(count)]


async def tell(node: RunningNode, *subjects: str, hall: str | None = HALL.code) -> None:
    for subject in subjects:
        await node.node.store.run(lambda s, name=subject: publish(s, EventKind.CASE_CHANGED, name, hall=hall))  # type: ignore[misc]  # mypy cannot type the default


@asynccontextmanager
async def listening(
    node: RunningNode, after: int | None = None, *, hall: str = HALL.code, session: str = "", allowed: bool = True
) -> AsyncIterator[Frames]:
    """A watcher inside the process, as far as it is not the server's business; it has begun when this is entered."""

    async def still_allowed() -> bool:
        return allowed

    stream = node.node.events.stream(hall, after, session=session, still_allowed=still_allowed)
    frames = Frames(stream)
    assert await frames.frame() == ": still here" if after is None else True
    try:
        yield frames
    finally:
        await stream.aclose()  # type: ignore[attr-defined]  # it is a generator


@asynccontextmanager
async def served(node: RunningNode) -> AsyncIterator[str]:
    """The same application behind a real server: an endless answer cannot be read in process."""
    server = uvicorn.Server(uvicorn.Config(node.app, port=0, lifespan="off", log_level="error", access_log=False))
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(SECONDS):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/api/v1"
    node.node.events.close()
    server.should_exit = True
    await task


async def test_what_is_told_arrives_in_order_with_numbers_without_gaps(node: RunningNode) -> None:
    async with listening(node) as frames:
        await tell(node, "a", "b", "c")
        events = [await frames.event() for _ in range(3)]
    assert [event["subject"] for event in events] == ["a", "b", "c"]
    assert [event["id"] - events[0]["id"] for event in events] == [0, 1, 2]


async def test_a_watcher_resumes_after_the_number_it_saw_last(node: RunningNode) -> None:
    await tell(node, "a", "b", "c")
    head = node.node.store.read_now(lambda session: last_number(session, HALL.code))
    async with listening(node, head - 2) as frames:
        await tell(node, "d")
        assert await frames.subjects(3) == ["b", "c", "d"]


async def test_a_watcher_from_before_a_restored_backup_begins_at_the_end(node: RunningNode) -> None:
    await tell(node, "old")
    async with listening(node, 10**6) as frames:
        assert await frames.frame() == ": still here"
        await tell(node, "new")
        assert await frames.subjects(1) == ["new"]


async def test_what_concerns_all_halls_reaches_each_and_what_concerns_one_only_that(node: RunningNode) -> None:
    async with listening(node) as here, listening(node, hall=OTHER_HALL.code) as there:
        await tell(node, "here")
        await tell(node, "there", hall=OTHER_HALL.code)
        await tell(node, "everywhere", hall=None)
        assert await here.subjects(2) == ["here", "everywhere"]
        assert await there.subjects(2) == ["there", "everywhere"]


async def test_what_is_rolled_back_is_never_told_and_leaves_no_gap(node: RunningNode) -> None:
    def fails(session: Any) -> None:
        publish(session, EventKind.CASE_CHANGED, "never", hall=HALL.code)
        raise LookupError

    async with listening(node) as frames:
        await tell(node, "a")
        with pytest.raises(LookupError):
            await node.node.store.run(fails)
        await tell(node, "b")
        first, second = await frames.event(), await frames.event()
    assert (first["subject"], second["subject"], second["id"] - first["id"]) == ("a", "b", 1)


async def test_a_watcher_too_slow_is_let_go_and_loses_nothing(node: RunningNode) -> None:
    async with listening(node) as frames:
        await tell(node, "first")
        number = (await frames.event())["id"]
        names = [f"event {count}" for count in range(QUEUED + 40)]

        def many(session: Any) -> None:
            for name in names:
                publish(session, EventKind.CASE_CHANGED, name, hall=HALL.code)

        await node.node.store.run(many)
        with pytest.raises(StopAsyncIteration):
            while True:
                await frames.event()
    async with listening(node, number) as frames:
        assert await frames.subjects(len(names)) == names


async def test_a_stream_ends_with_the_session_it_belongs_to(node: RunningNode) -> None:
    session = (await node.client.get("/me")).json()["session"]
    async with listening(node, session=session) as frames:
        await node.sign_in(node.operator, window="2")
        assert (await frames.event())["kind"] == "session.ended"
        with pytest.raises(StopAsyncIteration):
            await frames.frame()


async def test_a_stream_ends_at_the_next_heartbeat_when_its_session_may_no_more(node: RunningNode) -> None:
    async def no_more() -> bool:
        return False

    stream = node.node.events.stream(HALL.code, None, session="", still_allowed=no_more)
    assert [frame async for frame in stream] == []


async def test_silence_is_filled_with_heartbeats(node: RunningNode) -> None:
    hub = EventHub(node.node.store, [HALL.code], heartbeat_seconds=0.01)

    async def yes() -> bool:
        return True

    stream = hub.stream(HALL.code, None, session="", still_allowed=yes)
    assert [await anext(stream) for _ in range(3)] == [b": still here\n\n"] * 3
    await stream.aclose()  # type: ignore[attr-defined]  # it is a generator


async def test_each_event_is_encoded_once_for_all_watchers(node: RunningNode) -> None:
    async def yes() -> bool:
        return True

    streams = [node.node.events.stream(HALL.code, None, session="", still_allowed=yes) for _ in range(3)]
    for stream in streams:
        await anext(stream)
    await tell(node, "a")
    frames = [await asyncio.wait_for(anext(stream), SECONDS) for stream in streams]
    assert frames[0] is frames[1] is frames[2]
    for stream in streams:
        await stream.aclose()  # type: ignore[attr-defined]  # it is a generator


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_numbers_grow_by_one_whatever_is_committed_together(node_store: Any, groups: list[int]) -> None:
    def unit(session: Any, count: int) -> None:
        for _ in range(count):
            publish(session, EventKind.CASE_CHANGED, "x", hall=HALL.code)

    before = node_store.read_now(lambda session: last_number(session, HALL.code))
    for count in groups:
        node_store.run_now(lambda session, n=count: unit(session, n))
    numbers = [event.id for event in node_store.read_now(lambda session: events_after(session, HALL.code, before))]
    assert numbers == list(range(before + 1, before + 1 + sum(groups)))


@pytest.fixture
def node_store(tmp_path: Any) -> Any:
    from backend.schema import metadata
    from backend.storage import KeyRing, Store

    with Store.open(f"sqlite:///{tmp_path / 'node.db'}", keys=KeyRing.throwaway(home=HALL.code)) as store:
        store.create_tables(metadata)
        store.run_now(lambda session: begin_streams(session, [HALL.code]))
        yield store


async def test_over_http_a_station_resumes_where_its_line_broke(node: RunningNode) -> None:
    headers = dict(node.client.headers)
    async with served(node) as address, httpx.AsyncClient(base_url=address, headers=headers, timeout=SECONDS) as client:
        async with client.stream("GET", "/events") as reply:
            assert (reply.status_code, reply.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
            position = int(reply.headers["X-Event-Position"])
            frames = Frames(reply.aiter_bytes())
            await tell(node, "a", "b")
            first = await frames.event()
        assert (first["subject"], first["id"]) == ("a", position + 1)
        await tell(node, "c")
        async with client.stream("GET", "/events", headers={"Last-Event-ID": str(first["id"])}) as reply:
            assert await Frames(reply.aiter_bytes()).subjects(2) == ["b", "c"]


async def test_any_reply_says_from_where_a_stream_misses_nothing(node: RunningNode) -> None:
    await tell(node, "before")
    reply = await node.client.get("/me")
    await tell(node, "after")
    async with listening(node, int(reply.headers["X-Event-Position"])) as frames:
        assert await frames.subjects(1) == ["after"]


async def test_a_stranger_is_told_no_position(node: RunningNode) -> None:
    async with node.anonymous() as stranger:
        assert "X-Event-Position" not in (await stranger.get("/health")).headers


async def test_over_http_a_number_that_is_none_is_refused(node: RunningNode) -> None:
    reply = await node.client.get("/events", headers={"Last-Event-ID": "x"})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/header/last-event-id")


async def test_a_supervisor_watches_too_and_a_stranger_does_not(node: RunningNode) -> None:
    supervisor = await node.sign_in(node.person("supervisor1", Role.SUPERVISOR), window="2")
    headers = {"Last-Event-ID": "x"}  # permission is asked first: what is refused for its form was allowed
    assert (await supervisor.get("/events", headers=headers)).status_code == 422
    async with node.anonymous() as stranger:
        assert (await stranger.get("/events")).status_code == 401


async def test_events_are_kept_for_a_week(node: RunningNode) -> None:
    at = node.clock.now
    await node.node.store.run(lambda s: publish(s, EventKind.CASE_CHANGED, "old", hall=HALL.code, at=at))
    node.clock.advance(days=7, seconds=1)
    await tidy(node.node, forget=True)
    assert not [row for row in node.rows(EventRow) if row.subject == "old"]

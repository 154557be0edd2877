"""That somebody is there is known at once and written a moment later; neither a stop nor a failing store loses it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from backend.access import presence
from backend.access.presence import NOTED_EVERY, WRITTEN_AFTER_SECONDS, Presence
from backend.access.tables import SessionRow
from backend.app import create_app
from backend.guide.bundle import Bundle
from backend.settings import NodeSettings
from backend.storage import StorageUnavailable
from tests.backend.conftest import RunningNode, StartNode

TOLERANCE = timedelta(seconds=2)  # of the idle lock
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - what happens in the store announces nothing
            await asyncio.sleep(0.005)


def seen_at(node: RunningNode) -> datetime:
    [sitting] = node.rows(SessionRow)
    return sitting.seen_at


def test_what_a_crash_loses_is_less_than_the_tolerance_of_the_lock() -> None:
    assert NOTED_EVERY + timedelta(seconds=WRITTEN_AFTER_SECONDS) < TOLERANCE


async def test_it_is_in_the_store_a_moment_later(node: RunningNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "WRITTEN_AFTER_SECONDS", 0)
    node.clock.advance(seconds=100)
    await node.client.post("/heartbeat")
    await until(lambda: seen_at(node) == node.clock.now)


async def test_a_screen_in_use_is_not_locked_before_it_is_written(
    node: RunningNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "WRITTEN_AFTER_SECONDS", 3600)
    for _ in range(3):
        node.clock.advance(seconds=140)
        await node.client.post("/heartbeat")
    assert (await node.client.get("/me")).json()["state"] == "active"


async def test_a_stop_loses_nothing_of_it(start_node: StartNode, settings: NodeSettings, bundle: Bundle) -> None:
    async with start_node() as running:
        running.clock.advance(seconds=140)
        await running.client.post("/heartbeat")
        headers = running.client.headers
    app = create_app(settings, clock=running.clock, bundle=bundle)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url=running.client.base_url, headers=headers) as client:
            running.clock.advance(seconds=179)
            assert (await client.get("/me")).json()["state"] == "active"
            running.clock.advance(seconds=1)
            assert (await client.get("/me")).json()["state"] == "locked"


class FullStore:
    """Refuses the first writes."""

    def __init__(self, failures: int) -> None:
        self.failures, self.writes = failures, 0

    async def run(self, unit: Any, *, can_wait: bool = False) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageUnavailable("the disk is full")
        self.writes += 1


async def test_a_failing_store_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "WRITTEN_AFTER_SECONDS", 0)
    people, store = Presence(), FullStore(failures=1)
    running = asyncio.create_task(people.run(store))  # type: ignore[arg-type]  # as much of a store as it uses
    people.note("530102", "session", NOON)
    await until(lambda: not store.failures)
    assert people.latest("530102", "session", NOON - timedelta(minutes=1)) == NOON
    people.note("530102", "session", NOON + timedelta(minutes=1))
    await until(lambda: store.writes == 1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

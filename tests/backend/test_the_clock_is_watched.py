"""Every jump of the clock of more than five minutes is in the chain, whose order never depends on it."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import pytest

from backend import housekeeping
from backend.app import create_app
from backend.clock_watch import ClockWatch
from backend.housekeeping import tell_jump
from backend.settings import NodeSettings
from backend.storage import StorageFull
from backend.supervision import find_payload
from tests.backend.conftest import HALL, OTHER_HALL, FakeClock, RunningNode, StartNode, empty_bundle


class Steady:
    def __init__(self) -> None:
        self.ticks = 0.0

    def __call__(self) -> float:
        return self.ticks


def watched() -> tuple[FakeClock, Steady, ClockWatch]:
    clock, steady = FakeClock(), Steady()
    return clock, steady, ClockWatch(clock, steady)


@pytest.mark.parametrize("minutes", [6, -6, 60 * 24 * 365])
def test_a_jump_is_told_until_it_was_and_then_no_more(minutes: int) -> None:
    clock, steady, watch = watched()
    clock.advance(minutes=minutes, seconds=15)
    steady.ticks += 15
    assert [watch.jump(), watch.jump()] == [timedelta(minutes=minutes)] * 2
    watch.told()
    assert watch.jump() is None


def test_a_clock_that_is_set_right_a_little_every_day_never_jumps() -> None:
    clock, steady, watch = watched()
    for _day in range(400):
        clock.advance(days=1, seconds=9)
        steady.ticks += timedelta(days=1).total_seconds()
        assert watch.jump() is None


@pytest.mark.parametrize("minutes", [0, 4, -4])
def test_time_that_passes_or_is_set_right_a_little_is_no_jump(minutes: int) -> None:
    clock, steady, watch = watched()
    clock.advance(minutes=minutes, hours=3)
    steady.ticks += timedelta(hours=3).total_seconds()
    assert watch.jump() is None


async def test_every_hall_is_told_of_a_jump_once_the_store_takes_it(
    node: RunningNode, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> NoReturn:
        raise StorageFull("no room")

    steady = Steady()
    watch = ClockWatch(node.clock, steady)
    node.clock.advance(minutes=-30)
    with caplog.at_level(logging.WARNING):
        with monkeypatch.context() as disk, pytest.raises(StorageFull):
            disk.setattr(housekeeping, "record_jump", full)
            await tell_jump(node.node, watch)
        await tell_jump(node.node, watch)
        await tell_jump(node.node, watch)
    for hall in (HALL, OTHER_HALL):
        (entry,) = node.entries("node.clock_skew", hall)
        told = node.node.store.read_now(lambda session, one=entry: find_payload(session, one["log"], one["seq"]))
        assert told == {"seconds": -1800}
    assert "-1800 seconds" in caplog.text


@pytest.mark.parametrize(("minutes", "told"), [(1, 0), (120, 1)])
async def test_a_clock_put_back_while_the_node_was_down_is_told_at_its_start(
    start_node: StartNode, settings: NodeSettings, minutes: int, told: int
) -> None:
    async with start_node() as running:
        running.clock.advance(hours=1)
        await running.sign_in(running.operator)
        earlier = running.clock.now - timedelta(minutes=minutes)
    app = create_app(settings, clock=FakeClock(earlier), bundle=empty_bundle())
    async with app.router.lifespan_context(app):
        restarted = replace(running, app=app, node=app.state.node)
        assert len(restarted.entries("node.clock_skew")) == told

"""A locked counter shows nothing of anybody, keeps everything, and opens with the PIN only."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from backend.contract import CaseAction
from backend.guide.steps import Step
from card_reader.events import ReaderEvent, ReadOk
from tests.tui.counter.test_afterwards import case_screen
from tests.tui.counter.test_bad_cards import a_read
from tests.tui.widgets.test_scan_capture import burst
from tui.signin.lock_screen import LockScreen


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_locking_hides_the_visit_and_the_pin_brings_it_back(
    open_counter: Any, node: Any, card: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.lay(card)
        await counter.press("enter")
        before = (counter.walk.step, counter.walk.visit)
        await counter.press("ctrl+k")
        await counter.until(lambda: node.locked)
        shown = counter.text()
        assert isinstance(counter.app.screen, LockScreen)
        for part in ("李", "999", "样板镇东村", "RS-001", "5518"):
            assert part not in shown
        await counter.type("111")
        await counter.press("enter")
        assert "4 to 12 digits" in counter.app.screen.notice.text
        await counter.type("111")
        await counter.press("enter")
        await counter.until(lambda: "not your PIN" in counter.app.screen.notice.text)
        node.down = True
        await counter.type("135790")
        await counter.press("enter")
        await counter.until(lambda: "stays locked until it does" in counter.app.screen.notice.text)
        node.down = False
        counter.place.station.connection.alive()
        assert counter.app.screen.notice.text == "", "the node answers again"
        await counter.type("135790")
        await counter.press("enter")
        await counter.until(lambda: not isinstance(counter.app.screen, LockScreen))
        assert (counter.walk.step, counter.walk.visit) == before


@pytest.mark.parametrize(("minutes", "told"), [(12 * 60, False), (10, True)])
async def test_the_end_of_a_session_is_foretold_once(open_counter: Any, node: Any, minutes: int, told: bool) -> None:
    node.session_minutes = minutes
    async with open_counter() as counter:
        counter.place.session.watch_keys()
        assert ("You are signed out at 10:40" in counter.said) is told
        counter.screen.say("")
        counter.place.session.watch_keys()
        assert counter.said == ""


async def test_an_idle_counter_locks_itself_and_a_key_puts_that_off(open_counter: Any, node: Any, card: Any) -> None:
    node.idle_lock_seconds = 5
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.press("down")
        assert not isinstance(counter.app.screen, LockScreen)
        await counter.until(lambda: isinstance(counter.app.screen, LockScreen))
        assert node.locked


async def test_whoever_only_reads_is_at_the_keyboard_for_the_node_too(open_counter: Any, node: Any, card: Any) -> None:
    node.idle_lock_seconds = 6
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.press("down")
        await counter.until(lambda: ("POST", "heartbeat") in node.asked)
        assert not node.locked


async def test_the_lock_of_a_demo_shows_the_pin_and_no_other_does(open_counter: Any) -> None:
    async with open_counter() as counter:
        operator = counter.place.station.operator
        for pin in ("2468", None):
            counter.place.station.operator = operator.model_copy(update={"demo_pin": pin})
            await counter.press("ctrl+k")
            assert ("2468" in counter.text()) == (pin is not None)
            await counter.type("135790")
            await counter.press("enter")
            await counter.until(lambda: not isinstance(counter.app.screen, LockScreen))


async def test_a_node_that_says_locked_locks_the_screen(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        node.locked = True
        await counter.lay(card)
        await counter.until(lambda: isinstance(counter.app.screen, LockScreen))
        assert counter.walk.step is Step.CHOOSE
        await counter.type("135790")
        await counter.press("enter")
        await counter.until(lambda: counter.walk.visit.opened)


async def test_a_case_that_is_read_when_the_node_locks_is_up_to_date_after_the_pin(
    open_counter: Any, node: Any
) -> None:
    async with open_counter() as counter:
        case = await case_screen(counter, node, actions=[CaseAction(action="close")])
        node.locked = True
        node.change("c-9", "produced")
        for key in ("ctrl+t", "1"):
            node.locked = True
            await counter.press(key)
            await counter.until(lambda: isinstance(counter.app.screen, LockScreen))
            await counter.type("135790")
            await counter.press("enter")
            await counter.until(lambda: counter.app.screen is case and case.notice.text == "")
        assert case.view is not None
        assert case.view.brief.state == "produced"


async def test_a_node_whose_clock_was_moved_locks_and_after_the_pin_the_station_says_by_how_much(
    open_counter: Any, node: Any, card: Any, now: Any
) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        node.locked, node.clock = True, lambda: now + timedelta(hours=1)
        await counter.press("enter")
        await counter.until(lambda: isinstance(counter.app.screen, LockScreen))
        await counter.type("135790")
        await counter.press("enter")
        await counter.until(lambda: "clock is wrong by 60 min" in counter.said)


async def test_a_card_laid_on_the_reader_while_locked_is_not_taken(
    open_counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: asyncio.Queue[ReaderEvent] = asyncio.Queue()

    async def watch(_readers: list[str]) -> AsyncIterator[ReaderEvent]:
        while True:
            yield await laid.get()
            laid.task_done()

    monkeypatch.setattr("tui.counter.workplace.watch", watch)
    async with open_counter(readers=["r"]) as counter:
        await counter.press("ctrl+k")
        laid.put_nowait(ReadOk("r", a_read()))
        await laid.join()
        assert counter.walk.visit is None
        await counter.type("135790")
        await counter.press("enter")
        await counter.until(lambda: not isinstance(counter.app.screen, LockScreen))
        assert counter.walk.visit is None
        laid.put_nowait(ReadOk("r", a_read()))
        await laid.join()
        assert counter.walk.visit is not None


async def test_a_code_scanned_at_a_locked_counter_is_no_wrong_pin(open_counter: Any, node: Any) -> None:
    async with open_counter() as counter:
        await counter.press("ctrl+k")
        await counter.until(lambda: node.locked)
        lock = counter.app.screen
        burst(counter.app, "99999910200003261123007K")
        await counter.until(lambda: "then scan again" in lock.notice.text)
        assert lock.pin.value == ""
        lock.notice.clear()
        await counter.press("f1")
        burst(counter.app, "99999910200003261123007K")  # with the help in front
        await counter.until(lambda: "then scan again" in lock.notice.text)
        await counter.press("escape")
        assert counter.walk.screen.notice.text == ""
        burst(counter.app, "135790")  # a number pad is as fast
        await counter.until(lambda: counter.app.screen is not lock)


async def test_a_demo_locked_out_for_a_while_signs_in_by_itself_afterwards(
    open_counter: Any, node: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("tui.signin.demo._LOCKED_OUT", 0.05)
    node.refuse = [("sign-in", "account_locked")] * 3
    async with open_counter() as counter:
        await counter.until(lambda: counter.place.station.hall is not None)
        assert node.refuse == []

"""The node not there, full, locked or of another time: the operator goes on, and nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest

from backend.guide.steps import Step
from tui.client import Reach


async def test_without_a_node_at_start_the_counter_says_so_and_signs_in_when_it_comes(
    open_counter: Any, node: Any
) -> None:
    node.down = True
    async with open_counter() as counter:
        await counter.until(lambda: counter.place.station.connection.state.reach is Reach.OFFLINE)
        assert "The node does not answer" in counter.said
        assert "no node since" in counter.text()
        node.down = False
        await counter.until(lambda: counter.place.station.hall is not None)
        assert "connected" in counter.text()


async def test_before_the_node_has_ever_answered_what_can_be_done_is_said(
    open_counter: Any, node: Any, card: Any
) -> None:
    node.down = True
    async with open_counter(size=(80, 24)) as counter:
        await counter.until(lambda: counter.place.station.connection.state.reach is Reach.OFFLINE)
        assert "nothing can be taken in yet. Look to the network cable, then call support" in counter.said
        await counter.lay(card)
        assert "the visit begins by itself as soon as it does. Ask the citizen to wait" in counter.said
        node.down = False
        await counter.until(lambda: counter.walk.step is Step.CHOOSE)


async def test_the_node_goes_away_in_the_middle_and_the_operator_goes_on(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        node.down = True
        await counter.press("enter")
        counter.place.station.connection.failed()
        await counter.settle()
        assert "no node since" in counter.text()
        assert counter.walk.step is not Step.CHOOSE
        needs = [need.code for need in counter.walk.open_needs()]
        assert "RS-001:tier" in needs
        assert "nothing is lost" in counter.said and "department" not in counter.said
        assert counter.walk.visit.silent
        node.down = False
        counter.place.station.connection.answered(0.1)
        await counter.until(lambda: not (counter.walk.visit.silent or counter.walk.visit.book.pending))
        assert "nothing is lost" not in counter.said


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_list_nobody_answered_for_is_not_called_empty_and_comes_with_the_node(
    open_counter: Any, node: Any, size: tuple[int, int]
) -> None:
    node.cases["c-9"] = node._view("c-9", "99999910200003261123007K", "RS-001")
    async with open_counter(size) as counter:
        counter.place.station.line._pauses = ()
        node.down = True
        await counter.press("ctrl+o")
        await counter.until(lambda: "Not fetched yet." in counter.text())
        assert "No case yet" not in counter.text()
        assert "nothing is lost" in counter.text()
        node.down = False
        counter.place.station.connection.answered(0.1)
        await counter.until(lambda: "999999 102000 03" in counter.text())
        assert "nothing is lost" not in counter.text()


async def test_who_comes_while_the_node_is_away_is_begun_with_and_handed_over_once_when_it_is_back(
    open_counter: Any, node: Any, card: Any, station_folder: Any
) -> None:
    async with open_counter() as counter:
        node.down = True
        counter.place.station.connection.failed()
        await counter.lay(card)
        await counter.type("cxjmyl")
        await counter.press("enter")
        assert counter.walk.step is Step.FILL, "the guide runs here, by the catalogue kept here"
        assert "the node has not" in counter.text() and "asking" not in counter.text()
        await counter.until(lambda: bool(list((station_folder / "drafts").iterdir())))
        assert node.visits == {}
        node.down = False
        counter.place.station.connection.answered(0.1)
        await counter.until(lambda: bool(node.visits) and not counter.walk.visit.book.pending)
        await counter.finish()
        assert (list(node.visits), len(node.effects)) == ([counter.walk.visit.id], 1)


async def test_a_visit_the_node_had_no_room_for_is_opened_when_it_has(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        node.refuse = [("visits", "storage_full")]
        await counter.lay(card)
        assert "disk is full" in counter.said
        counter.place._try_again()
        await counter.until(lambda: counter.walk.visit.opened)
        assert "works again" in counter.said


async def test_a_session_that_ended_signs_in_again_and_the_hand_over_goes_through(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.ended = True
        await counter.press("f12")
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        assert len(node.effects) == 1


@pytest.mark.parametrize(("ahead", "shown"), [(timedelta(hours=1), "09:30"), (timedelta(seconds=40), "10:30")])
async def test_a_station_whose_clock_is_wrong_says_so_and_keeps_the_halls_time(
    open_counter: Any, node: Any, now: Any, ahead: timedelta, shown: str
) -> None:
    node.clock = lambda: now - ahead
    async with open_counter(language="zh_CN") as counter:
        assert shown in counter.text().splitlines()[0]
        assert ("60 分钟" in counter.said) is (ahead > timedelta(minutes=1))
        assert counter.place.station.today == now.date()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The node's supervision chain is shorter than it was"), ("zh_CN", "服务端的电子监察链比以前短了")],
)
async def test_an_old_copy_put_back_is_said_once_and_work_goes_on(
    open_counter: Any, node: Any, card: Any, language: str, said: str
) -> None:
    async with open_counter(language=language) as counter:
        node.chain = 2
        await counter.place.station.renew_hall()
        await counter.until(lambda: said in counter.said)
        await counter.lay(card)
        assert said not in counter.said

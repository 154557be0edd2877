"""At a village's service point: what it takes in, what it sends people on with, which proofs nobody may ask of it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from backend.guide.bundle import ItemBrief
from backend.guide.steps import Step
from backend.guide.village import RefusedProof
from tui.counter.pages.bundle_lines import bundle_lines
from tui.locale import in_words

VILLAGE = "999999102201"


@pytest.fixture
def village(open_counter: Any, node: Any, card: Any) -> Any:
    """`async with village(size) as counter`: a citizen has come, nothing is chosen yet."""
    node.hall_code, node.refers_to = VILLAGE, "Sample Township"
    node.likely = ["RS-028", "RS-001"]

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (120, 36)) -> AsyncIterator[Any]:
        async with open_counter(size) as counter:
            await counter.lay(card)
            yield counter

    def call(size: tuple[int, int] = (120, 36)) -> AbstractAsyncContextManager[Any]:
        return opened(size)

    return call


def shown(counter: Any) -> list[Any]:
    found = counter.walk.pages.choose.list
    return [found.rows[place] for place in found.shown]


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_an_item_of_the_township_is_found_and_says_where_to_go(village: Any, size: tuple[int, int]) -> None:
    async with village(size) as counter:
        await counter.type("RS-028")
        assert "not here" in counter.text()
        assert "Not taken in here: Sample Township does." in counter.text()
        await counter.press("enter")
        assert counter.walk.step is Step.CHOOSE
        assert counter.walk.visit.items == []
        assert "Sample Township" in counter.said


async def test_why_an_item_is_not_taken_goes_when_another_is_looked_at(village: Any) -> None:
    async with village() as counter:
        counter.walk.pages.choose.search.value = "RS-028"
        await counter.settle()
        await counter.press("enter")
        refused = counter.walk.screen.notice.text
        assert "Not taken in here" in refused
        counter.walk.pages.choose.search.value = "RS-001"
        await counter.settle()
        assert counter.walk.screen.notice.text == ""


async def test_what_the_village_takes_in_is_taken_as_ever(village: Any) -> None:
    async with village() as counter:
        await counter.type("RS-001")
        assert "not here" not in counter.text()
        await counter.press("enter")
        assert [item.code for item in counter.walk.visit.items] == ["RS-001"]


async def test_under_an_empty_search_the_village_sees_its_own_items_first(village: Any) -> None:
    async with village() as counter:
        items = [found.code for found in shown(counter) if isinstance(found, ItemBrief)]
        own = [code for code in items if code in ("RS-001", "MZ-001", "NY-001", "YB-001")]
        assert items[0] == "RS-001"
        assert items[: len(own)] == own


@pytest.mark.parametrize("said", ["亲属关系证明", "qsgxzm", "单身证明", "无犯罪记录证明"])
async def test_a_proof_no_village_issues_is_found_with_what_serves_instead(village: Any, said: str) -> None:
    async with village() as counter:
        counter.walk.pages.choose.search.value = said
        await counter.settle()
        proof = shown(counter)[0]
        assert isinstance(proof, RefusedProof)
        assert "not issued" in counter.text()
        await counter.press("enter")
        assert counter.walk.visit.items == []
        assert proof.instead.en in counter.said


async def test_a_township_is_not_told_of_what_villages_do_not_issue(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        counter.walk.pages.choose.search.value = "亲属关系证明"
        await counter.settle()
        assert not [found for found in shown(counter) if isinstance(found, RefusedProof)]


async def test_a_bundle_says_which_of_its_items_the_village_does_not_take_in(village: Any, bundle: Any) -> None:
    async with village() as counter:
        catalogue, visit = counter.walk.station.catalogue, counter.walk.visit
        event = next(event for event in bundle.life_events.values() if "RS-028" in event.items)
        lines = {line.code: line for line in bundle_lines(event, visit, catalogue, counter.walk.station.hall)}
        assert not lines["RS-028"].open
        assert "Sample Township" in in_words(lines["RS-028"].ruled_out)


async def test_the_guide_of_an_item_of_the_township_can_be_read_in_the_village(village: Any) -> None:
    async with village() as counter:
        await counter.type("RS-028")
        await counter.press("f8")
        assert counter.app.screen.heading.startswith("RS-028")

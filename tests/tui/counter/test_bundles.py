"""A life event's bundle: found by what people call the event, ticked for this citizen, taken in together."""

from typing import Any

import pytest

from backend.guide.bundle import LifeEvent
from backend.guide.text import Text
from tui.counter.pages.bundle_lines import bundle_lines
from tui.counter.pages.bundle_modal import BundleModal
from tui.locale import in_words

SIZES = [(120, 36), (80, 24)]


async def offered(counter: Any, card: Any, event: str) -> BundleModal:
    """Search for an event, go down to its row, choose it."""
    await counter.lay(card)
    page = counter.walk.pages.choose
    page.search.value = event
    await counter.settle()
    rows = [page.list.rows[place] for place in page.list.shown]
    place = next(place for place, row in enumerate(rows) if isinstance(row, LifeEvent))
    await counter.press(*["down"] * place, "enter")
    modal = counter.screen.app.screen
    assert isinstance(modal, BundleModal)
    return modal


@pytest.mark.parametrize("typed", ["困难", "jiuzhu", "困难群众救助", "knqz"])
async def test_naming_an_event_offers_its_bundle(open_counter: Any, card: Any, typed: str) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        counter.walk.pages.choose.search.value = typed
        await counter.settle()
        shown = counter.walk.pages.choose.list
        events = [shown.rows[place] for place in shown.shown[:2] if isinstance(shown.rows[place], LifeEvent)]
        assert "LE14" in [event.code for event in events]
        assert "Bundle" in counter.text() and "13 items" in counter.text(), counter.text()


async def test_the_item_of_that_name_stays_first_and_the_bundle_comes_next(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        counter.walk.pages.choose.search.value = "低保"
        await counter.settle()
        shown = counter.walk.pages.choose.list
        assert [shown.rows[place].code for place in shown.shown[:2]] == ["MZ-001", "LE14"]


async def test_a_single_letter_names_no_event(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        counter.walk.pages.choose.search.value = "k"
        await counter.settle()
        shown = counter.walk.pages.choose.list
        assert not [place for place in shown.shown if isinstance(shown.rows[place], LifeEvent)]


@pytest.mark.parametrize("size", SIZES)
async def test_ticked_items_come_into_the_visit_together(open_counter: Any, card: Any, size: tuple[int, int]) -> None:
    async with open_counter(size) as counter:
        modal = await offered(counter, card, "社会保障卡居民服务")
        assert "RS-028" in counter.text() and "ask a specialist" in counter.text()
        await counter.press("f12")
        assert "Nothing is ticked yet." in counter.text()
        await counter.press("f2")
        assert modal.ticked == {"RS-028"}  # the only one written up here
        await counter.press("f12")
        assert [item.code for item in counter.walk.visit.items] == ["RS-028"]


async def test_escape_takes_nothing(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await offered(counter, card, "社会保障卡居民服务")
        await counter.press("space", "escape")
        assert counter.walk.visit.items == []


async def test_several_items_of_a_bundle_ask_what_they_share_once(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        walk = counter.walk
        catalogue = walk.station.catalogue
        name = Text(zh="试", en="Trial")
        event = LifeEvent(code="LE99", name=name, items=("RS-001", "RS-028", "YB-001", "GA-001"))
        before = list(bundle_lines(event, walk.visit, catalogue, None))
        assert [line.guided for line in before] == [True, True, True, False]
        wanted = [line.code for line in before if line.open]
        assert len(wanted) >= 2
        counter.place.deeds.taking._take(walk.visit, wanted)
        await counter.settle()
        asked = [line.field.fact for _, line in walk.visit.fields()]
        assert len(asked) == len(set(asked))
        assert {line.code for line in bundle_lines(event, walk.visit, catalogue, None) if line.taken} == set(wanted)


async def test_what_the_card_rules_out_is_greyed_with_the_reason(open_counter: Any, make_card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(make_card("999999202003051236"))
        walk = counter.walk
        event = LifeEvent(code="LE99", name=Text(zh="试", en="Trial"), items=("RS-001",))
        (line,) = bundle_lines(event, walk.visit, walk.station.catalogue, None)
        assert not line.open
        assert line.ruled_out is not None and "16" in in_words(line.ruled_out)

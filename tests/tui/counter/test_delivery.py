"""How the result reaches the citizen: chosen at the review, sent, shown with the case and on the receipt."""

from typing import Any

import pytest

from tui.counter.cases.case_screen import CaseScreen
from tui.counter.dialogs.questions import WordsModal
from tui.counter.visit.draft import Whereabouts, draft_of, visit_from


async def at_review(counter: Any, card: Any, node: Any) -> Any:
    """Somebody without a social security card asks for one: it may be collected, brought or sent."""
    node.shared["RS-SK"] = {"social_card": "none"}
    await counter.lay(card)
    await counter.take("RS-028")
    await counter.press("f9")
    return counter.walk.visit


async def test_the_way_is_chosen_with_a_digit_and_survives_in_the_draft(
    open_counter: Any, card: Any, node: Any
) -> None:
    async with open_counter() as counter:
        visit = await at_review(counter, card, node)
        assert "✓ collected here" in counter.text()
        await counter.press("2")
        assert "✓ brought by the grid worker" in counter.text()
        assert visit.items[0].delivery == "grid"
        again, _where, _gone = visit_from(draft_of(visit, Whereabouts()), visit.id, visit.catalogue, visit.place)
        assert again.items == visit.items


@pytest.mark.parametrize("keys", [1, 2])
async def test_a_parcel_whose_address_is_unknown_or_chosen_again_asks_for_one_and_shows_it_masked(
    open_counter: Any, card: Any, make_card: Any, node: Any, keys: int
) -> None:
    if keys == 1:
        card = make_card(address=None)
        del node.shared["GA-RK"]["registered_address"]
    async with open_counter() as counter:
        visit = await at_review(counter, card, node)
        await counter.press(*["3"] * (keys - 1))
        assert counter.app.screen is counter.screen
        await counter.press("3")
        assert isinstance(counter.app.screen, WordsModal)
        counter.app.screen.field.value = "测试县样板镇西村9号"
        await counter.press("enter")
        assert (visit.items[0].delivery, visit.items[0].address) == ("courier", "测试县样板镇西村9号")
        assert "西村*" in counter.text()
        assert "9号" not in counter.text()
        assert "西村" not in repr(visit.items)


async def test_an_item_with_one_way_asks_nothing(open_counter: Any, card: Any, node: Any) -> None:
    async with open_counter() as counter:
        visit = await at_review(counter, card, node)
        one_way = visit.item("RS-028").result.model_copy(update={"deliveries": ("collection",)})
        visit.catalogue = {"RS-028": visit.item("RS-028").model_copy(update={"result": one_way})}
        visit._changed()
        counter.walk.pages.show_review(visit)
        await counter.settle()
        assert "How the result comes" not in counter.text()
        await counter.press("1")
        assert visit.items[0].delivery == "collection"


async def test_a_case_says_how_its_result_comes_and_prints_the_slip(
    open_counter: Any, card: Any, node: Any, station_folder: Any
) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        node.cases["c"] = node._view("c", "999999101000012611220018", "RS-028")
        node.change("c", "produced", delivery="courier", delivery_address="测试县样板镇西村*")
        counter.place.deeds.opening.open_case("c")
        await counter.until(lambda: isinstance(counter.app.screen, CaseScreen) and counter.app.screen.view is not None)
        await counter.settle()
        assert "sent by courier → 测试县样板镇西村*" in counter.text()
        await counter.press("ctrl+p")
        await counter.until(lambda: "saved as receipts/" in counter.app.screen.notice.text)
        assert [path.read_bytes() for path in station_folder.rglob("*-result.pdf")] == [b"%PDF-1.7 result"]

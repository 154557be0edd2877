"""What for? Items are found by what a citizen says, proposed once, and left out again."""

from typing import Any

import pytest

from backend.guide.steps import Step

SIZES = [(120, 36), (80, 24)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("typed", ["nongbao", "nb", "农保", "rs-001", "RS001", "cxjmjbyl", "yanglaobaoxian"])
async def test_an_item_is_found_by_what_the_citizen_says(
    open_counter: Any, card: Any, typed: str, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.lay(card)
        counter.walk.pages.choose.search.value = typed
        await counter.settle()
        assert counter.walk.pages.choose.list.current.code == "RS-001"


async def test_the_list_answers_at_every_key(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        found = []
        for letter in "shbzk":
            await counter.press(letter)
            found.append(len(counter.walk.pages.choose.list.shown))
        assert found == sorted(found, reverse=True)
        assert counter.walk.pages.choose.list.current.code == "RS-028"
        counter.walk.pages.choose.search.value = "甲[31m乙"
        await counter.press("enter")
        assert "Nothing found: try another name" in counter.text()


async def test_an_item_nobody_wrote_up_is_for_a_specialist_and_harms_nothing(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        counter.walk.pages.choose.search.value = "GA-001"
        await counter.press("enter")
        assert "ask a specialist" in counter.said
        assert counter.walk.visit.items == []


async def test_another_item_is_proposed_once_and_two_keys_add_it(open_counter: Any, card: Any, node: Any) -> None:
    node.shared["RS-SK"] = {"social_card": "none"}
    async with open_counter() as counter:
        await counter.begin(card)
        assert "as well?" in counter.said
        counter.screen.say("")
        counter.walk.changed()
        assert counter.said == "", "once"
        await counter.press("f2", "enter")
        assert [item.code for item in counter.walk.visit.items] == ["RS-001", "RS-028"]


async def test_nothing_is_proposed_any_more_to_a_visit_handed_over_also_when_it_is_opened_again(
    open_counter: Any, card: Any, node: Any
) -> None:
    node.shared["RS-SK"] = {"social_card": "none"}
    async with open_counter() as counter:
        await counter.to_review(card)
        await counter.hand_over()
        assert counter.walk.visit.proposals()
        counter.walk.sit_down(counter.walk.visit, counter.walk.sitting.where)
        await counter.settle()
        assert counter.walk.step is Step.HAND_OVER
        assert "as well?" not in counter.said


async def test_an_item_can_be_left_out_of_the_basket_and_what_was_said_stays_known(
    open_counter: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.take("YB-001")
        visit = counter.walk.visit
        known = set(visit.book.known)
        assert known - set(visit.item("RS-001").facts), "of the other item alone"
        await counter.press("f4", "down", "down", "delete")
        assert "Leave" in counter.text()
        await counter.press("enter")
        assert [item.code for item in visit.items] == ["RS-001"]
        assert known <= set(visit.book.known)

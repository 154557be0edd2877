"""One citizen, one window, one visit: from the card to the receipt, by keys alone."""

from typing import Any

from tui.counter.steps import Step


async def test_a_card_leads_to_a_receipt(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        assert counter.walk.step is Step.CHOOSE
        await counter.type("cxjmyl")
        await counter.press("enter")
        print(counter.text())
        for _ in range(6):
            if counter.walk.step is Step.REVIEW:
                break
            print(counter.walk.step, counter.walk.open_needs())
            await counter.press("enter")
            print(counter.text())
        assert 0

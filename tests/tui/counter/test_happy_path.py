"""One citizen, one window, one visit: from the card to the receipt, by keys alone, and how many of them."""

from typing import Any

import pytest

from backend.contract import CaseAction, EventKind
from backend.guide.steps import Step
from tui.counter.cases.case_screen import CaseScreen


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_card_leads_to_a_receipt_within_fifteen_keys(
    open_counter: Any, node: Any, card: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.begin(card, "cxjmyl")
        await counter.finish()
        assert counter.walk.step is Step.HAND_OVER
        assert "999999 102000 03 261123 001 K" in counter.text()
        assert counter.keys <= 15
        assert len(node.effects) == 1
        assert node.submissions[0].items[0].decision == "accept"


async def test_what_is_likely_takes_one_key_to_choose(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.press("enter")
        assert [item.code for item in counter.walk.visit.items] == ["RS-001"]


async def test_a_further_item_takes_eight_keys_at_most_and_no_field_is_typed_twice(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.answer_all()
        done = set(counter.walk.visit.book.known)
        counter.keys = 0
        await counter.press("f2")
        await counter.type("yb")
        await counter.press("enter")
        await counter.until(lambda: not counter.walk.visit.book.pending)
        assert [item.code for item in counter.walk.visit.items] == ["RS-001", "YB-001"]
        again = [need.code for need in counter.walk.open_needs() if need.step is not Step.PAPERS]
        assert not set(again) & done
        await counter.finish()
        assert counter.keys <= 8
        assert len(counter.walk.visit.receipt.cases) == 2


async def test_the_case_moves_on_the_screen_without_being_asked(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card, "cxjmyl")
        await counter.finish()
        await counter.press("1")
        screen = counter.app.screen
        assert isinstance(screen, CaseScreen)
        case = screen.case

        def state() -> str:
            return "" if screen.view is None else screen.view.brief.state

        await counter.until(lambda: screen.view is not None)
        node.change(
            case,
            "produced",
            result_name="参保登记表（回执）",
            result_number="YL-1",
            actions=[CaseAction(action="hand_out")],
        )
        await node.tell(EventKind.CASE_ANSWERED, case)
        await counter.until(lambda: state() == "produced")
        assert "YL-1" in counter.text()
        await counter.press("1")
        await counter.until(lambda: state() == "delivered")
        await counter.press("1")
        await counter.until(lambda: state() == "closed")


async def test_a_returned_case_says_why_in_words_for_the_citizen(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card, "cxjmyl")
        await counter.finish()
        await counter.press("1")
        screen = counter.app.screen
        await counter.until(lambda: screen.view is not None)
        node.change(screen.case, "returned", returned_because="照片看不清，请重新拍一张。")
        await node.tell(EventKind.CASE_CHANGED, screen.case)
        await counter.until(lambda: screen.view.brief.state == "returned")
        assert "照片看不清，请重新拍一张。" in counter.text()


@pytest.mark.parametrize(("outcome", "said"), [("returned", "sent it back"), ("refused", "refused it")])
async def test_what_a_department_sent_back_is_not_told_as_done_and_the_receipt_says_by_which_digit_it_opens(
    open_counter: Any, node: Any, card: Any, outcome: str, said: str
) -> None:
    async with open_counter() as counter:
        await counter.begin(card, "cxjmyl")
        await counter.finish()
        assert "A digit opens the case.   1 RS-001" in counter.text()
        await node.tell(EventKind.CASE_ANSWERED, counter.walk.visit.receipt.cases[0].case, outcome=outcome)
        await counter.until(lambda: f"{said}. 1 opens the case" in counter.text())
        assert "Done:" not in counter.text()


async def test_enter_at_the_receipt_waits_for_the_next_citizen(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card, "cxjmyl")
        await counter.finish()
        await counter.press("enter")
        assert counter.walk.visit is None
        assert counter.walk.step is Step.IDENTIFY
        assert "李" not in counter.text()


async def test_the_receipt_is_printed_as_often_as_wanted_and_the_case_stays_as_it_is(
    open_counter: Any, node: Any, card: Any, station_folder: Any
) -> None:
    async with open_counter() as counter:
        await counter.begin(card, "cxjmyl")
        await counter.finish()
        for _ in range(2):
            await counter.press("ctrl+p")
            await counter.until(lambda: "saved as receipts/" in counter.said)
        (written,) = (station_folder / "receipts").iterdir()
        assert written.read_bytes().startswith(b"%PDF")
        assert len(node.effects) == 1

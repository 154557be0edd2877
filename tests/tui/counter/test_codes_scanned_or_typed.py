"""A case number opens its case wherever it is scanned or typed; a scan answers no question."""

from typing import Any

import pytest

from tests.tui.widgets.test_scan_capture import burst


async def test_a_barcode_scanned_anywhere_opens_its_case(open_counter: Any, card: Any, node: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        node.cases["c-9"] = node._view("c-9", "999999102000032611230079", "RS-001")
        burst(counter.app, "999999102000032611230079")
        await counter.until(lambda: type(counter.app.screen).__name__ == "CaseScreen")
        await counter.press("escape")
        assert counter.walk.visit.items
        assert counter.walk.visit.book.value("phone") is None


@pytest.mark.parametrize("code", ["999999102000032611230079", "6901234567892"])
async def test_a_scan_over_a_question_answers_nothing_and_gets_into_no_field(
    open_counter: Any, card: Any, node: Any, make_card: Any, code: str
) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        node.cases["c-9"] = node._view("c-9", "999999102000032611230079", "RS-001")
        for modal, key in (("ChoiceModal", "1"), ("WordsModal", "x")):
            if modal == "ChoiceModal":
                counter.place.reception.arrived(make_card("99999919600229124X", "欧阳某"))
            else:
                await counter.press("1")
            await counter.until(lambda modal=modal: type(counter.app.screen).__name__ == modal)
            if modal == "WordsModal":
                await counter.press(key)
            burst(counter.app, code)
            if code.startswith("9999"):
                await counter.until(lambda: type(counter.app.screen).__name__ == "CaseScreen")
                await counter.press("escape")
            else:
                await counter.until(lambda: "no case number" in counter.said)
            await counter.settle()
            assert type(counter.app.screen).__name__ == modal
        assert counter.app.screen.field.value == "x"
        assert counter.walk.visit.agent is None


async def test_a_case_number_typed_where_a_person_is_expected_opens_the_case(open_counter: Any, node: Any) -> None:
    async with open_counter() as counter:
        node.cases["c-9"] = node._view("c-9", "99999910200003261123007K", "RS-001")
        counter.screen.identify.number.value = "999999 102000 03 261123 007 k"
        await counter.press("enter")
        await counter.until(lambda: type(counter.app.screen).__name__ == "CaseScreen")
        await counter.press("escape")
        counter.screen.identify.number.value = "999999 102000 03 261123 008 k"
        await counter.press("enter")
        await counter.until(lambda: "No case with this number" in counter.said)
        counter.screen.identify.number.value = "999999 103000 03 261123 008 k"
        await counter.press("enter")
        await counter.until(lambda: "begin with 999999 102000, this one with 999999 103000" in counter.said)
        node.refuse = [("008K", "invalid_request")]
        await counter.press("enter")
        await counter.until(lambda: "a slip in this case number" in counter.said)

"""Each step by its keys, at both sizes: what is asked, what is shown, what goes where."""

from typing import Any

import pytest
from textual import events

from backend.guide.steps import Step
from tui.counter.questions import TableModal
from tui.locale import language
from tui.widgets.paged_text import PagedText

SIZES = [(120, 36), (80, 24)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("typed", ["nongbao", "nb", "农保", "rs-001", "RS001", "cxjmjbyl", "yanglaobaoxian"])
async def test_an_item_is_found_by_what_the_citizen_says(
    open_counter: Any, card: Any, typed: str, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.lay(card)
        counter.walk.choose.search.value = typed
        await counter.settle()
        assert counter.walk.choose.list.current.code == "RS-001"


async def test_the_list_answers_at_every_key(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        found = []
        for letter in "shbzk":
            await counter.press(letter)
            found.append(len(counter.walk.choose.list.shown))
        assert found == sorted(found, reverse=True)
        assert counter.walk.choose.list.current.code == "RS-028"


async def test_an_item_nobody_wrote_up_is_for_a_specialist_and_harms_nothing(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        counter.walk.choose.search.value = "GA-001"
        await counter.press("enter")
        assert "ask a specialist" in counter.said
        assert counter.walk.visit.items == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_question_is_answered_with_a_digit_and_escape_loses_nothing(
    open_counter: Any, card: Any, node: Any, size: tuple[int, int]
) -> None:
    node.silent = {"RS-ZG", "RS-JM"}
    async with open_counter(size) as counter:
        await counter.begin(card)
        counter.walk.goto(Step.ASK, "employees_pension")
        await counter.settle()
        assert "In the employees' pension scheme?" in counter.text()
        assert "1 Not enrolled" in counter.text()
        await counter.press("3")
        assert counter.walk.visit.book.value("employees_pension") == "suspended"
        assert counter.walk.entry.current.code == "residents_pension"
        await counter.press("up", "1")
        assert counter.walk.visit.book.value("employees_pension") == "none"
        await counter.press("escape")
        assert counter.walk.step is Step.CHOOSE
        assert counter.walk.visit.book.value("employees_pension") == "none"


async def test_an_answer_from_data_is_corrected_only_with_a_reason(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        counter.walk.goto(Step.ASK, "employees_pension")
        await counter.settle()
        await counter.press("3")
        assert "Why is" in counter.text()
        await counter.press("escape")
        assert counter.walk.visit.book.value("employees_pension") == "none"
        await counter.press("3", "down", "enter")
        known = counter.walk.visit.book.get("employees_pension")
        assert (known.value, known.correction) == ("suspended", "The record is out of date, says the citizen")
        counter.walk.goto(Step.ASK, "employees_pension")
        await counter.settle()
        assert "corrected" in counter.text()


@pytest.mark.parametrize("size", SIZES)
async def test_a_wrong_phone_number_says_so_at_once_and_stays_to_be_put_right(
    open_counter: Any, card: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.begin(card)
        counter.walk.goto(Step.FILL, "phone")
        await counter.settle()
        await counter.type("12345")
        await counter.press("enter")
        assert "A mobile number has 11 digits" in counter.text()
        assert counter.walk.entry.current.code == "phone"
        assert counter.walk.entry.field.value == "12345"
        counter.walk.entry.field.value = "１３８-0000 1111"
        await counter.press("enter")
        assert counter.walk.visit.book.value("phone") == "13800001111"
        assert "13800001111" not in counter.text()
        assert "****1111" in counter.text()


async def test_an_offered_value_is_kept_with_enter_and_replaced_by_typing(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        counter.walk.goto(Step.FILL, "phone")
        await counter.settle()
        assert "****5518  ↵ keeps it" in counter.text()
        await counter.press("enter")
        known = counter.walk.visit.book.get("phone")
        assert (known.withheld, known.confirmed, known.value) == (True, True, None)


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_filled_is_folded_on_a_small_screen_and_f6_shows_it(
    open_counter: Any, card: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.begin(card)
        counter.walk.goto(Step.FILL, "phone")
        await counter.settle()
        small = size == (80, 24)
        assert ("Way of payment" in counter.text()) != small
        assert ("filled already" in counter.text()) == small
        await counter.press("f6")
        assert counter.walk.entry.field.has_focus
        shown = "\n".join("".join(text for text, _ in line.spans) for line in counter.walk.entry.sheet.page)
        assert "Way of payment" in shown


@pytest.mark.parametrize("size", SIZES)
async def test_papers_say_why_and_are_settled_with_a_digit(
    open_counter: Any, card: Any, node: Any, size: tuple[int, int]
) -> None:
    node.silent = {"GA-RK"}
    async with open_counter(size) as counter:
        await counter.begin(card)
        await counter.press("f3")
        assert "Enrolment form" in counter.text()
        assert "to be signed" in counter.text()
        page = " ".join(" ".join(text for text, _ in line.spans) for line in counter.walk.papers.page)
        assert "does not answer now" in " ".join(page.split())
        await counter.press("1")
        assert counter.walk.visit.paper("RS-001:form").signed
        await counter.press("f3", "1")
        assert not counter.walk.visit.paper("RS-001:form").signed


@pytest.mark.parametrize("size", SIZES)
async def test_a_system_that_did_not_answer_is_asked_again_with_a_key(
    open_counter: Any, card: Any, node: Any, size: tuple[int, int]
) -> None:
    node.silent = {"GA-RK"}
    async with open_counter(size) as counter:
        await counter.begin(card)
        assert "no answer" in counter.text()
        before = {line.material.code: line.state for _, line in counter.walk.visit.paper_lines()}
        await counter.press("ctrl+t")
        assert counter.walk.visit.silent == ["GA-RK"]
        node.silent = set()
        asked = len(node.look_ups)
        await counter.press("ctrl+t")
        assert [look_up.system for look_up in node.look_ups[asked:]] == ["GA-RK"]
        assert counter.walk.visit.silent == []
        assert "no answer" not in counter.text()
        assert "Ask again" not in counter.text()
        after = {line.material.code: line.state for _, line in counter.walk.visit.paper_lines()}
        assert [code for code in before if before[code] != after.get(code)] != []
        await counter.press("ctrl+t")
        assert len(node.look_ups) == asked + 1


@pytest.mark.parametrize("size", SIZES)
async def test_the_review_shows_everything_masked_and_reveals_for_a_while_on_a_key(
    open_counter: Any, card: Any, node: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.begin(card)
        await counter.press("f9")
        page = "\n".join("".join(text for text, _ in line.spans) for line in counter.walk.review.page)
        assert "Residents pension system" in " ".join(page.split())
        for secret in ("李某某", "999999199001011238", "13800005518", "2组8号"):
            assert secret not in page + counter.text()
        await counter.press("ctrl+r")
        await counter.until(lambda: "full bank_account" in _page(counter))
        assert ("POST", f"visits/{counter.walk.visit.id}/reveal") in node.asked
        await counter.press("ctrl+r")
        assert "full bank_account" not in _page(counter)


def _page(counter: Any) -> str:
    return "\n".join("".join(text for text, _ in line.spans) for line in counter.walk.review.page)


async def test_an_item_can_be_left_out_of_the_basket_and_what_was_said_stays_known(
    open_counter: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        counter.place.deeds.taking.take("YB-001")
        await counter.settle()
        await counter.press("f4", "down", "down", "delete")
        assert "Leave" in counter.text()
        await counter.press("enter")
        assert [item.code for item in counter.walk.visit.items] == ["RS-001"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_side_columns_fold_away_and_come_back_with_a_key(
    open_counter: Any, card: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.begin(card)
        small = size == (80, 24)
        assert ("Known from" in counter.text()) != small
        await counter.press("f7")
        assert "Known from" in counter.text()
        await counter.press("escape")
        await counter.press("f4")
        assert "The rules allow now" in counter.text()
        await counter.press("f4")
        assert counter.walk.entry.field.has_focus or counter.walk.entry.sheet.has_focus


async def test_who_receives_assistance_decides_but_is_masked_until_a_key_shows_it(
    open_counter: Any, card: Any, node: Any
) -> None:
    node.shared["MZ-SJ"]["assistance_group"] = "dibao"
    async with open_counter() as counter:
        await counter.begin(card)
        assert counter.walk.visit.book.value("assistance_group") == "dibao"
        known = {line.situation.fact: line.known for _, line in counter.walk.visit.questions()}
        assert known["hardship_group"].value == "dibao"
        await counter.press("f9")
        page = "\n".join("".join(text for text, _ in line.spans) for line in counter.walk.review.page)
        assert "Dibao recipient" not in page
        assert "Male" in page or "Female" in page
        await counter.press("ctrl+r")
        page = "\n".join("".join(text for text, _ in line.spans) for line in counter.walk.review.page)
        assert "Dibao recipient" in page


async def test_a_table_is_filled_cell_by_cell(open_counter: Any, card: Any, node: Any) -> None:
    node.silent = set(node.bundle.systems)
    async with open_counter() as counter:
        await counter.lay(card)
        counter.place.deeds.taking.take("MZ-001")
        await counter.until(lambda: not counter.walk.visit.book.pending)
        await counter.settle()
        table = counter.walk.visit.fact("MZ-001:living_together")
        counter.walk.goto(Step.FILL, table.code)
        await counter.settle()
        await counter.press("enter")
        assert isinstance(counter.app.screen, TableModal)
        cells = [f"格{n}" for n in range(len(table.columns))]
        for cell in cells:
            await counter.type(cell)
            await counter.press("enter")
        await counter.press("escape")
        assert "Esc once more leaves it as it was" in counter.text()
        await counter.press("f12")
        assert counter.walk.visit.book.value(table.code) == [cells]


async def test_a_table_that_is_known_is_kept_with_enter_and_replaced_only_by_rows(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        counter.place.deeds.taking.take("MZ-001")
        await counter.until(lambda: not counter.walk.visit.book.pending)
        await counter.settle()
        visit = counter.walk.visit
        code = visit.fact("MZ-001:living_together").code
        offered = visit.offered(code)
        assert offered is not None
        assert offered.withheld
        counter.walk.goto(Step.FILL, code)
        await counter.settle()
        await counter.press("ctrl+e", "f12")
        assert visit.book.get(code) is None
        counter.walk.goto(Step.FILL, code)
        await counter.settle()
        await counter.press("enter")
        assert visit.book.get(code) == offered.model_copy(update={"confirmed": True})


async def test_a_barcode_scanned_anywhere_opens_its_case(open_counter: Any, card: Any, node: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        node.cases["c-9"] = node._view("c-9", "999999102000032611230079", "RS-001")
        for character in "999999102000032611230079":
            counter.app.post_message(events.Key(character, character))
        counter.app.post_message(events.Key("enter", None))
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
            for character in code:
                counter.app.post_message(events.Key(character, character))
            counter.app.post_message(events.Key("enter", None))
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


async def test_the_language_switches_in_the_middle_and_nothing_typed_is_lost(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        counter.walk.goto(Step.FILL, "phone")
        await counter.settle()
        await counter.type("138")
        await counter.press("ctrl+g")
        assert language() == "zh_CN"
        assert "联系电话" in counter.text()
        assert "办事人" in counter.text()
        assert "Telephone" not in counter.text()
        assert counter.walk.entry.field.value == "138"


async def test_a_window_made_tiny_and_large_again_shows_what_was_there(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        before = counter.text()
        await counter.pilot.resize_terminal(40, 10)
        await counter.settle()
        assert "too small" in counter.text()
        assert "李*" not in counter.text()
        await counter.press("1", "f12", "escape")
        await counter.pilot.resize_terminal(120, 36)
        await counter.settle()
        assert counter.text() == before


HOSTILE = ["[/]x", "[red]名[/red]", "[@click=app.quit]点[/]", "\x1b[31m红", "名\u202e字", "名" * 110, "𠮷野\u0301"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_are_shown_as_they_are_and_break_nothing(
    open_counter: Any, make_card: Any, name: str, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.begin(make_card(name=name, address=f"测试县{name[:40]}样板镇"))
        for key in ("f3", "f9", "f5", "escape", "f7", "escape", "f8", "escape"):
            await counter.press(key)
        assert "\x1b" not in counter.text()
        assert all(len(line.encode("utf-8", "strict")) >= 0 for line in counter.text().splitlines())


async def test_declining_says_why_and_what_is_possible_instead(open_counter: Any, card: Any, node: Any) -> None:
    node.shared["RS-JM"]["residents_pension"] = "enrolled_here"
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.press("f9")
        page = _page(counter)
        assert "Decline" in page
        assert "Enrolled already" in page
        assert "possible instead" in page
        await counter.press("f12")
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        assert node.submissions[0].items[0].decision == "decline"


async def test_another_item_is_proposed_once_and_two_keys_add_it(open_counter: Any, card: Any, node: Any) -> None:
    node.shared["RS-SK"] = {"social_card": "none"}
    async with open_counter() as counter:
        await counter.begin(card)
        assert (
            "social security card as well?" in counter.said.lower()
            or "RS-028" in counter.said
            or "as well" in counter.said
        )
        await counter.press("f2", "enter")
        assert [item.code for item in counter.walk.visit.items] == ["RS-001", "RS-028"]


async def test_f8_tells_all_about_the_item_and_f1_about_the_screen(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.press("f8")
        assert "Conditions" in counter.text()
        assert "● law, read" in counter.text()
        whole = counter.pilot.app.screen.query_one(PagedText).text
        item = counter.walk.visit.item("RS-001")
        for text in (*item.mistakes, *item.remedies, item.result.name, *(m.name for m in item.materials)):
            assert text.en in whole
        for ground in item.legal_basis:
            assert f"{ground.text.en} {ground.confidence.mark}" in whole
        for stage in item.stages:
            assert f"{stage.name.en} {item.settings_confidence.mark}" in whole
        await counter.press("escape", "f1")
        assert "Asking and filling in" in counter.text()
        assert "This is the counter" in counter.text()
        assert "Hand over" in counter.text()


@pytest.mark.parametrize("size", SIZES)
async def test_the_guide_under_f8_can_be_read_to_its_end_in_chinese(
    open_counter: Any, card: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.begin(card)
        await counter.press("ctrl+g", "f8")
        item = counter.walk.visit.item("RS-001")
        whole = counter.pilot.app.screen.query_one(PagedText).text
        assert "No fee" not in whole and "不收费" in whole
        assert f"{item.stages[0].name.zh} {item.settings_confidence.mark}" in whole
        assert "● 法律条文" in counter.text()
        await counter.press("end")
        assert item.popular_names[0] in counter.text()


async def test_a_window_of_one_cell_does_not_stop_the_counter_while_a_field_is_being_typed_in(
    open_counter: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        counter.walk.goto(Step.FILL, "phone")
        await counter.type("1390")
        for size in ((40, 10), (1, 1), (300, 90), (120, 36)):
            await counter.pilot.resize_terminal(*size)
            await counter.settle()
        assert counter.walk.entry.field.value == "1390"
        assert "1390" in counter.text()

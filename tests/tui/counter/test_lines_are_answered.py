"""Questions, fields and tables: a digit or a few letters each, wrong ones stay to be put right."""

from typing import Any

import pytest

from backend.guide.steps import Step
from tui.counter.dialogs.table import TableModal

SIZES = [(120, 36), (80, 24)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_question_is_answered_with_a_digit_and_escape_loses_nothing(
    open_counter: Any, card: Any, node: Any, size: tuple[int, int]
) -> None:
    node.silent = {"RS-ZG", "RS-JM"}
    async with open_counter(size) as counter:
        await counter.begin(card)
        await counter.go(Step.ASK, "employees_pension")
        assert "In the employees' pension scheme?" in counter.text()
        assert "1 Not enrolled" in counter.text()
        await counter.press("3")
        assert counter.walk.visit.book.value("employees_pension") == "suspended"
        assert counter.walk.pages.entry.current.code == "residents_pension"
        await counter.press("up", "1")
        assert counter.walk.visit.book.value("employees_pension") == "none"
        await counter.press("escape")
        assert counter.walk.step is Step.CHOOSE
        assert counter.walk.visit.book.value("employees_pension") == "none"


async def test_an_answer_from_data_is_corrected_only_with_a_reason(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.go(Step.ASK, "employees_pension")
        await counter.press("3")
        assert "Why is" in counter.text()
        await counter.press("escape")
        assert counter.walk.visit.book.value("employees_pension") == "none"
        await counter.press("3", "down", "enter")
        known = counter.walk.visit.book.get("employees_pension")
        assert (known.value, known.correction) == ("suspended", "The record is out of date, says the citizen")
        await counter.go(Step.ASK, "employees_pension")
        assert "corrected" in counter.text()


@pytest.mark.parametrize("size", SIZES)
async def test_a_wrong_phone_number_says_so_at_once_and_stays_to_be_put_right(
    open_counter: Any, card: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.begin(card)
        await counter.go(Step.FILL, "phone")
        await counter.type("12345")
        await counter.press("enter")
        assert "A mobile number has 11 digits" in counter.text()
        assert counter.walk.pages.entry.current.code == "phone"
        assert counter.walk.pages.entry.field.value == "12345"
        counter.walk.pages.entry.field.value = "１３８-0000 1111"
        await counter.press("enter")
        assert counter.walk.visit.book.value("phone") == "13800001111"
        assert "13800001111" not in counter.text()
        assert "****1111" in counter.text()


async def test_an_offered_value_is_kept_with_enter_and_replaced_by_typing(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.go(Step.FILL, "phone")
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
        await counter.go(Step.FILL, "phone")
        small = size == (80, 24)
        assert ("Way of payment" in counter.text()) != small
        assert ("filled already" in counter.text()) == small
        await counter.press("f6")
        assert counter.walk.pages.entry.field.has_focus
        assert "Way of payment" in counter.page


async def test_a_table_is_filled_cell_by_cell(open_counter: Any, card: Any, node: Any) -> None:
    node.silent = set(node.bundle.systems)
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.take("MZ-001")
        table = counter.walk.visit.fact("MZ-001:living_together")
        await counter.go(Step.FILL, table.code)
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
        await counter.take("MZ-001")
        visit = counter.walk.visit
        code = visit.fact("MZ-001:living_together").code
        offered = visit.offered(code)
        assert offered is not None
        assert offered.withheld
        await counter.go(Step.FILL, code)
        await counter.press("ctrl+e", "f12")
        assert visit.book.get(code) is None
        await counter.go(Step.FILL, code)
        await counter.press("enter")
        assert visit.book.get(code) == offered.model_copy(update={"confirmed": True})


async def _open_known_table(counter: Any, node: Any, card: Any, rows: str) -> tuple[str, list[list[str]]]:
    """A table a register holds, a row for each character; its code and its rows."""
    await counter.lay(card)
    await counter.take("MZ-001")
    visit = counter.walk.visit
    code: str = visit.fact("MZ-001:living_together").code
    known = [[character] * len(visit.declared[code].columns) for character in rows]
    node.rows_held[code] = known
    await counter.go(Step.FILL, code)
    await counter.press("ctrl+e")
    return code, known


async def test_of_a_table_that_is_known_one_row_is_changed_after_it_was_looked_at_and_the_others_stay(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter((80, 24)) as counter:
        code, (first, second) = await _open_known_table(counter, node, card, "甲乙")
        assert "乙" not in counter.text()
        assert "Ctrl+R Full values" in counter.text()
        await counter.press("ctrl+r")
        await counter.until(lambda: "乙" in counter.text())
        assert node.looked_at == [code]
        await counter.press("f1", "escape")
        assert "甲" not in counter.text()  # it was covered: masked again, and looked at again by a press that is kept
        await counter.press("enter")
        await counter.until(lambda: "甲" in counter.text())
        assert node.looked_at == [code, code]
        await counter.press("down", "enter")
        await counter.type("丙")
        await counter.press("f12")
        assert counter.walk.visit.book.value(code) == [first, ["乙丙", *second[1:]]]


async def test_nobody_is_taken_out_of_a_row_of_their_own_when_the_known_ones_are_masked_again(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter((80, 24)) as counter:
        code, [known] = await _open_known_table(counter, node, card, "甲")
        await counter.press("f2")
        await counter.type("新")
        await counter.press("ctrl+r")
        await counter.until(lambda: "甲" in counter.text())
        await counter.type("来")
        await counter.press("f1", "escape")
        assert "甲" not in counter.text()
        await counter.type("的")
        await counter.press("ctrl+r")
        await counter.until(lambda: "甲" in counter.text())
        await counter.press("escape", "up", "enter")
        await counter.type("乙")
        await counter.press("f1", "escape")
        assert "Ctrl+R shows them" in counter.text()  # it was a known one that was open: it is said why it closed
        await counter.press("f12")
        assert counter.walk.visit.book.value(code) == [["甲乙", *known[1:]], ["新来的", *[""] * (len(known) - 1)]]

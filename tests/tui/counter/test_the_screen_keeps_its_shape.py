"""Another language, another size, columns folded, names from hell: what was there and typed stays there."""

from typing import Any

import pytest

from backend.guide.steps import Step
from tui.locale import language
from tui.widgets.cells import width

SIZES = [(120, 36), (80, 24)]
HOSTILE = ["[/]x", "[red]名[/red]", "[@click=app.quit]点[/]", "\x1b[31m红", "名\u202e字", "名" * 110, "𠮷野\u0301"]


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
        assert counter.walk.pages.entry.field.has_focus or counter.walk.pages.entry.sheet.has_focus


async def test_who_is_in_a_side_column_stays_in_it_when_the_window_changes_its_size(
    open_counter: Any, card: Any
) -> None:
    async with open_counter((120, 36)) as counter:
        await counter.begin(card)
        await counter.press("f7")
        for size, beside in (((80, 24), False), ((120, 36), True), ((80, 24), False)):
            await counter.pilot.resize_terminal(*size)
            await counter.pilot.pause()
            assert counter.walk.screen.who.has_focus
            assert "Known from" in counter.text()
            assert (counter.walk.pages.entry.sheet.region.width > 0) == beside
        await counter.press("escape")
        assert "Known from" not in counter.text()
        assert counter.walk.pages.entry.field.has_focus or counter.walk.pages.entry.sheet.has_focus


async def test_the_language_switches_in_the_middle_and_nothing_typed_is_lost(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.go(Step.FILL, "phone")
        await counter.type("138")
        await counter.press("ctrl+g")
        assert language() == "zh_CN"
        assert "联系电话" in counter.text()
        assert "办事人" in counter.text()
        assert "Telephone" not in counter.text()
        assert counter.walk.pages.entry.field.value == "138"


async def test_what_was_said_follows_the_language(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.type("12")
        await counter.press("enter")
        said = counter.said
        assert said.isascii()
        await counter.press("ctrl+g")
        assert not counter.said.isascii()
        await counter.press("ctrl+g")
        assert counter.said == said


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
        assert counter.walk.pages.entry.field.value == "1390"
        assert "1390" in counter.text()


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
        assert max(width(line) for line in counter.text().splitlines()) <= size[0]


async def test_ctrl_c_ends_nothing_and_says_so_in_the_operators_language(open_counter: Any) -> None:
    async with open_counter((80, 24), language="zh_CN") as counter:
        await counter.press("ctrl+c")
        assert "Ctrl+Q" in counter.said
        assert "quit" not in counter.text()
        await counter.press("ctrl+k", "ctrl+c")
        assert "Ctrl+Q" in counter.text()
        assert "quit" not in counter.text()

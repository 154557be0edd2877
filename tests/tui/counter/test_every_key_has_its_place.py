"""The key bar, F1 and the bar of steps tell what is so: the keys that work now, what is done and what is not."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import tui.counter
from backend.guide.steps import Step
from tui.counter.columns.step_line import step_line
from tui.counter.dialogs.found_persons import FoundPersons
from tui.widgets import KeyBar, Modal, Reader
from tui.widgets.help import help_text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_keys_needed_most_are_in_the_key_bar_of_every_step_at_80_columns(
    open_counter: Any, card: Any, language: str
) -> None:
    async with open_counter((80, 24), language=language) as counter:
        await counter.begin(card)
        walk = counter.walk
        bar = walk.screen.query_one(KeyBar)
        for step in (Step.ASK, Step.FILL, Step.PAPERS, Step.REVIEW):
            walk.goto(step)
            await counter.settle()
            for cells in (80, 120):
                shown = {hint.key for _, hint in bar.visible_hints(cells) if hint is not None}
                assert {"f2", "f5", "f12", "escape", "f1"} <= shown, (step, cells)


async def test_the_basket_is_entered_at_an_item_and_tells_the_key_that_leaves_it_out(
    open_counter: Any, card: Any
) -> None:
    async with open_counter((80, 24)) as counter:
        await counter.begin(card)
        walk = counter.walk
        bar = walk.screen.query_one(KeyBar)
        assert "delete" not in [hint.key for hint in bar.hints]
        await counter.press("f4")
        assert "delete" in [hint.key for _, hint in bar.visible_hints(80) if hint is not None]
        await counter.press("f7")
        assert "F7 less" in counter.text()
        await counter.press("f7")
        assert "F7 more" in counter.text()
        await counter.press("f4", "delete", "enter")
        assert not walk.visit.items


async def test_enter_leads_from_the_first_step_back_to_the_visit_at_the_window(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        walk = counter.walk
        walk.goto(Step.CHOOSE)
        walk.back()
        await counter.press("escape", "escape", "enter")
        assert walk.step is Step.FILL


async def test_a_step_passed_over_bears_no_tick_while_something_in_it_is_open(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        walk = counter.walk
        walk.goto(Step.REVIEW)
        states = dict(zip(Step, (shown.state for shown in step_line(walk.visit, walk.step)), strict=True))
        assert states[Step.CHOOSE] == "done"
        assert states[Step.FILL] == "coming"
        assert states[Step.PAPERS] == "coming"


def test_f1_explains_every_dialog_before_it_lists_its_keys() -> None:
    for module in walk_packages(tui.counter.__path__, "tui.counter."):
        import_module(module.name)
    dialogs = [kind for kind in _kinds_of(Modal) if kind.__module__.startswith("tui.counter.") or kind is Reader]
    assert FoundPersons in dialogs
    assert [kind.__name__ for kind in dialogs if not kind.HELP] == []


def _kinds_of(kind: type[Modal[Any]]) -> Iterator[type[Modal[Any]]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds_of(one)


async def test_f1_explains_a_page_that_is_read_and_closes_what_it_opened(open_counter: Any, card: Any) -> None:
    async with open_counter((80, 24)) as counter:
        await counter.begin(card)
        shown = []
        for key in ("f8", "f1", "f1", "escape"):
            await counter.press(key)
            shown.append(type(counter.app.screen).__name__)
        assert shown == ["Reader", "HelpPage", "Reader", type(counter.walk.screen).__name__]


async def test_f1_tells_the_keys_of_the_counter_before_those_of_a_field(open_counter: Any, card: Any) -> None:
    async with open_counter((120, 36)) as counter:
        await counter.lay(card)
        screen = counter.walk.screen
        words = help_text(screen.help_words(), screen.active_bindings)
        keys = words[words.index("Keys that work now") :]
        assert keys.index("F8") < keys.index("Ctrl+K") < keys.index("Ctrl+W")
        assert "Super" not in keys


async def test_ctrl_g_changes_the_language_of_a_dialog_and_of_what_was_said_with_the_names_in_it(
    open_counter: Any, card: Any, node: Any
) -> None:
    node.shared["RS-SK"] = {"social_card": "none"}
    async with open_counter((80, 24)) as counter:
        await counter.begin(card)
        visit = counter.walk.visit
        item, proposed = visit.item("RS-001"), visit.item("RS-028")
        assert proposed.name.en in counter.said
        await counter.press("f4", "delete", "ctrl+g")
        assert item.name.zh in counter.app.screen.heading
        assert "Leave" not in counter.text()
        assert proposed.name.zh in counter.said
        await counter.press("escape", "escape", "f5", "f1", "ctrl+g")
        assert "Keys that work now" in counter.text()
        await counter.press("escape")
        assert counter.app.screen.heading == "What is still open"
        assert proposed.name.en in counter.said

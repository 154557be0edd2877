from collections.abc import Callable
from typing import Any

import pytest
from textual import events

from tui.locale import N_, _, language
from tui.widgets import ConfirmModal, FieldInput, KeyBar, Phrase, Reader, WorkScreen

Bench = Callable[..., Any]


class Form(WorkScreen[None]):
    TITLE = N_("Help")
    HELP = N_("Nothing found")

    def compose(self) -> Any:
        yield Phrase(N_("{shown} of {total}"), shown=3, total=9)
        yield FieldInput()
        yield KeyBar()


@pytest.fixture
def app(bench: Bench) -> Any:
    return bench(list)


async def test_the_language_changes_everywhere_and_keeps_what_was_typed(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(Form())
        await pilot.press("a")
        assert app.row(0).strip() == "3 of 9"
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert (language(), app.row(0).strip(), app.row(1).strip()) == ("zh_CN", "3 / 9", "a")
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert app.row(0).strip() == "3 of 9"


async def test_screens_below_speak_the_new_language_when_they_come_back(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(Form())
        await app.push_screen(Form())
        await pilot.press("ctrl+g")
        app.pop_screen()
        await pilot.pause()
        assert app.row(0).strip() == "3 / 9"
        assert "F1 说明" in app.row(23)


async def test_a_dialog_and_what_lies_below_it_change_the_language_with_the_same_key(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(Form())
        await app.push_screen(ConfirmModal(lambda: _("Help"), "a & b", yes=lambda: _("Print")))
        await pilot.press("ctrl+g")
        await pilot.pause()
        page = "\n".join(app.row(y) for y in range(24))
        assert "3 / 9" in page and "说明" in page and "a & b" in page
        assert "Enter 打印" in page and "Esc 返回" in page
        await pilot.press("f1", "ctrl+g")
        await pilot.pause()
        assert "Keys that work now" in "\n".join(app.row(y) for y in range(24))


async def test_help_tells_about_the_screen_and_its_keys_and_goes_away(app: Any) -> None:
    async with app.run_test(size=(80, 60)) as pilot:
        await app.push_screen(Form())
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, Reader)
        page = [app.row(y) for y in range(60)]
        assert any("Nothing found" in row for row in page)
        assert any("F1" in row and "Help" in row for row in page)
        assert any("Ctrl+G" in row and "中文/English" in row for row in page)
        assert not any("Scroll" in row for row in page)
        for closing in ("escape", "f1", "enter"):
            await pilot.press(closing)
            assert isinstance(app.screen, Form)
            await pilot.press("f1")
            await pilot.pause()


@pytest.mark.parametrize("size", [(59, 24), (80, 19), (20, 5)])
async def test_a_window_too_small_is_said_and_nothing_is_lost(app: Any, size: tuple[int, int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(Form())
        await pilot.press("a")
        await pilot.resize_terminal(*size)
        await pilot.pause()
        shown = " ".join(app.row(y) for y in range(size[1]))
        assert "too small" in " ".join(shown.split())
        assert "3 of 9" not in shown
        app.post_message(events.Key("b", "b"))
        app.post_message(events.Key("enter", "\r"))
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert (app.row(0).strip(), app.screen.query_one(FieldInput).value) == ("3 of 9", "a")


async def test_the_smallest_size_still_works(app: Any) -> None:
    async with app.run_test(size=(60, 20)) as pilot:
        await app.push_screen(Form())
        await pilot.pause()
        assert app.row(0).strip() == "3 of 9"

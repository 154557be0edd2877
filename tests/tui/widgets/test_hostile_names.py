from collections.abc import Callable

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.binding import Binding
from textual.widget import Widget

from tui.widgets import (
    Cell,
    ConfirmModal,
    FieldInput,
    KeyBar,
    Notice,
    PagedText,
    Phrase,
    PickList,
    Plain,
    Reader,
    Step,
    StepBar,
    row_pieces,
)

NAMES = [
    "[/]x",
    "[red]",
    "[@click=app.bell]x",
    "\u202e\u200f反\u2066",
    "e\u0301\u0302\u0303x",
    "\u0301x",
    "\x1b[2J\x07x",
    "\ud800x",
    "👨‍👩‍👧x",
    "王" * 500,
    "{name}",
    "%s",
]


def everything(name: str) -> list[Widget]:
    pick: PickList[str] = PickList([name, name], paint=lambda row, cells: row_pieces([Cell(row), Cell(row, 9)], cells))
    pick.styles.height = 4
    reading = PagedText(name)
    reading.styles.height = 3
    notice = Notice()
    notice.say(name, "problem")
    steps = StepBar([Step(name, "done", name), Step(name, "current", name)])
    return [Plain(name), Phrase("{who}!", who=name), notice, steps, FieldInput(name, placeholder=name), pick, reading]


@pytest.mark.parametrize("name", NAMES)
async def test_a_hostile_name_is_shown_as_data_and_moves_nothing(name: str, bench: Callable[..., App[None]]) -> None:
    app = bench(lambda: [*everything(name), KeyBar()])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        rows = [strip.text for strip in app.screen._compositor.render_strips()]
        assert all(cell_len(row) == 80 for row in rows)
        assert not any("\x1b" in row or "\u202e" in row or "\ud800" in row for row in rows)
        "".join(rows).encode()
        visible = "x" if name.endswith("x") else "反" if "反" in name else name[:3]
        assert sum(visible in row for row in rows) >= 5


@pytest.mark.parametrize("name", NAMES)
async def test_modals_and_key_bars_show_hostile_names(name: str, bench: Callable[..., App[None]]) -> None:
    app = bench(lambda: [KeyBar()])
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen._bindings.key_to_bindings["f4"] = [Binding("f4", "redraw_all", name, show=True)]
        app.screen.refresh_bindings()
        for modal in (ConfirmModal(name, name, yes=name), Reader(name, name)):
            app.push_screen(modal)
            await pilot.pause()
            rows = [strip.text for strip in app.screen._compositor.render_strips()]
            assert all(cell_len(row) == 80 for row in rows)
            assert not any("\x1b" in row for row in rows)
            await pilot.press("escape")

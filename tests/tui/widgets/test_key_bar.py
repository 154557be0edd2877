import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

from textual.binding import Binding

from tui.locale import set_language
from tui.widgets import FieldInput, KeyBar, WorkScreen
from tui.widgets.key_bar import KeyHint

Bench = Callable[..., Any]


class Desk(WorkScreen[None]):
    BINDINGS = [
        Binding("f2", "one", "Add an item"),
        Binding("f3", "two", "Papers of this visit"),
        Binding("f5", "three", "What is still missing"),
        Binding("f8", "four", "Ask a specialist"),
        Binding("f9,f10", "five", "Review"),
        Binding("f12", "six", "Hand over"),
        Binding("f4", "hidden", "Hidden", show=False),
        Binding("f6", "off", "Not now"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[str] = []

    def compose(self) -> Any:
        yield FieldInput(id="a")
        yield FieldInput(id="b")
        yield KeyBar(first=("six", "one"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "off" else True

    def action_one(self) -> None:
        self.pressed.append("one")


async def test_it_shows_the_keys_that_work_now_most_important_first_and_help_last(bench: Bench) -> None:
    app = bench(list)
    async with app.run_test(size=(120, 24)) as pilot:
        await app.push_screen(Desk())
        await pilot.pause()
        assert app.row(23).strip() == (
            "F12 Hand over  F2 Add an item  F3 Papers of this visit  F5 What is still missing  "
            "F8 Ask a specialist  …  F1 Help"
        )


async def test_in_a_narrow_window_it_ends_with_an_ellipsis_but_keeps_help(bench: Bench) -> None:
    app = bench(list)
    async with app.run_test(size=(60, 24)) as pilot:
        await app.push_screen(Desk())
        await pilot.pause()
        assert app.row(23).strip() == "F12 Hand over  F2 Add an item  …  F1 Help"


async def test_disabled_and_hidden_keys_are_not_shown(bench: Bench) -> None:
    app = bench(list)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(Desk())
        await pilot.pause()
        names = {hint.name for hint in app.screen.query_one(KeyBar).hints}
        assert names == {"F1", "F2", "F3", "F5", "F8", "F9", "F12"}


async def test_its_words_follow_the_language(bench: Bench) -> None:
    app = bench(list)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(Desk())
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert "F1 说明" in app.row(23)
        set_language("en")
        app.screen.refresh_bindings()
        await pilot.pause()
        assert "F1 Help" in app.row(23)


async def test_a_click_on_a_key_presses_it(bench: Bench) -> None:
    app = bench(list)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = Desk()
        await app.push_screen(desk)
        await pilot.pause()
        await pilot.click(KeyBar, offset=(app.row(23).index("Add"), 0))
        await pilot.pause()
        assert desk.pressed == ["one"]


async def test_changes_of_focus_leave_no_trace(bench: Bench) -> None:
    app = bench(list)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = Desk()
        await app.push_screen(desk)
        await pilot.pause()
        bar = desk.query_one(KeyBar)
        widgets, drawn = len(list(desk.walk_children())), 0
        refresh = bar.refresh

        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal drawn
            drawn += 1
            return refresh(*args, **kwargs)

        bar.refresh = counted  # type: ignore[method-assign]

        async def move(times: int) -> None:
            for _ in range(times):
                desk.focus_next()
                await pilot._wait_for_screen()

        await move(20)
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        await move(100)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert len(list(desk.walk_children())) == widgets
        assert drawn == 0
        assert grown < 250_000


def test_hints_that_fit_exactly_are_all_shown() -> None:
    bar = KeyBar(always=())
    bar._hints = [KeyHint("f2", "F2", "一"), KeyHint("f3", "F3", "二")]
    assert [hint.name for _, hint in bar.visible_hints(14) if hint] == ["F2", "F3"]
    assert [hint and hint.name for _, hint in bar.visible_hints(13)] == ["F2", None]

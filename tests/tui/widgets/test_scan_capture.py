import asyncio
import time
from collections.abc import Callable
from typing import Any

from textual import events
from textual.binding import Binding
from textual.keys import _character_to_key
from textual.message import Message

from tui.widgets import FieldInput, KeyBar, PickList, Scanned, WorkScreen
from tui.widgets.scan_capture import GAP

Bench = Callable[..., Any]


def burst(app: Any, text: str, end: str = "enter") -> None:
    """What a wedge scanner does: all keys at once, however slow the machine of the test is."""
    keys = [
        events.Key("ctrl+right_square_bracket" if mark == "\x1d" else _character_to_key(mark), mark) for mark in text
    ]
    now = Message().time
    for key in [*keys, *([events.Key(end, None)] if end else [])]:
        key.time = now
        app.post_message(key)


async def silence(pilot: Any) -> None:
    await asyncio.sleep(GAP * 3)
    await pilot.pause()


async def test_a_burst_becomes_a_message_and_nothing_of_it_stays_in_the_field(bench: Bench) -> None:
    submitted: list[str] = []

    class Listening(FieldInput):
        def on_input_submitted(self, event: FieldInput.Submitted) -> None:
            submitted.append(event.value)

    app = bench(lambda: [Listening("李明")])
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.screen.query_one(FieldInput)
        field.focus()
        await pilot.pause()
        for end in ("enter", "tab", "ctrl+j"):
            burst(app, "RS20261122000123", end)
            await silence(pilot)
        assert app.heard == ["RS20261122000123"] * 3
        assert (field.value, field.cursor_position, submitted) == ("李明", 2, [])
        assert app.focused is field


async def test_a_burst_is_caught_wherever_the_focus_is(bench: Bench) -> None:
    pick: PickList[str] = PickList(["a", "b"], paint=lambda row, cells: [(row, "")])
    app = bench(lambda: [pick, KeyBar()])
    async with app.run_test(size=(80, 24)) as pilot:
        for focus in (pick, None):
            app.screen.set_focus(focus)
            await pilot.pause()
            burst(app, "0123456789")
            await silence(pilot)
        assert app.heard == ["0123456789"] * 2


async def test_first_keys_of_a_burst_trigger_nothing_outside_fields(bench: Bench) -> None:
    answered: list[str] = []

    class Asking(WorkScreen[None]):
        BINDINGS = [Binding("1", "answer('1')", "One"), Binding("2", "answer('2')", "Two")]

        def action_answer(self, digit: str) -> None:
            answered.append(digit)

    app = bench(list)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(Asking())
        burst(app, "12121212")
        await silence(pilot)
        assert (answered, app.heard) == ([], ["12121212"])
        await pilot.press("2")
        await silence(pilot)
        assert answered == ["2"]


async def test_ordinary_typing_appears_at_once(bench: Bench) -> None:
    app = bench(lambda: [FieldInput()])
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.screen.query_one(FieldInput)
        field.focus()
        await pilot.pause()
        app.post_message(events.Key("a", "a"))
        for _ in range(20):
            await asyncio.sleep(0)
        assert field.value == "a"


async def test_two_quick_hands_lose_nothing(bench: Bench) -> None:
    app = bench(lambda: [FieldInput()])
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.screen.query_one(FieldInput)
        field.focus()
        await pilot.pause()
        burst(app, "limin", end="")
        await silence(pilot)
        assert field.value == "limin"
        burst(app, "g")
        burst(app, "abc", end="left")
        await silence(pilot)
        assert (field.value, field.cursor_position, app.heard) == ("limingabc", 8, [])


async def test_an_input_method_that_commits_a_phrase_is_no_scanner(bench: Bench) -> None:
    app = bench(lambda: [FieldInput()])
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.screen.query_one(FieldInput)
        field.focus()
        await pilot.pause()
        burst(app, "城乡居民养老保险")
        await silence(pilot)
        assert (field.value, app.heard) == ("城乡居民养老保险", [])


async def test_separators_inside_a_code_are_kept(bench: Bench) -> None:
    app = bench(lambda: [FieldInput()])
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, "0101234\x1d10ABC")
        await silence(pilot)
        assert app.heard == ["0101234\x1d10ABC"]


async def test_what_the_screen_does_not_take_for_a_scan_is_typed(bench: Bench) -> None:
    class OnlyCases(WorkScreen[None]):
        def compose(self) -> Any:
            yield FieldInput()

        def is_scan(self, text: str) -> bool:
            return text.startswith("RS")

    app = bench(list)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(OnlyCases())
        await pilot.pause()
        burst(app, "13512345518")
        burst(app, "RS20261122000123")
        await silence(pilot)
        assert app.screen.query_one(FieldInput).value == "13512345518"
        assert app.heard == ["RS20261122000123"]


async def test_a_screen_may_leave_bursts_alone(bench: Bench) -> None:
    class SignIn(WorkScreen[None]):
        CAPTURES_SCANS = False

        def compose(self) -> Any:
            yield FieldInput(password=True)

    app = bench(list)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(SignIn())
        await pilot.pause()
        burst(app, "long-password")
        await silence(pilot)
        assert app.screen.query_one(FieldInput).value == "long-password"
        assert app.heard == []


async def test_a_burst_that_came_while_the_screen_was_busy_is_still_one_scan(bench: Bench) -> None:
    app = bench(lambda: [FieldInput()])
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.screen.query_one(FieldInput)
        field.focus()
        await pilot.pause()
        first, *rest = [events.Key(character, character) for character in "RS2026"] + [events.Key("enter", None)]
        app.post_message(first)
        await asyncio.sleep(0.005)
        time.sleep(GAP * 3)  # noqa: ASYNC251 - the loop is to be blocked, as by slow work in a handler
        for key in rest:
            app.post_message(key)
        await silence(pilot)
        assert (app.heard, field.value) == (["RS2026"], "")


async def test_a_long_code_arrives_whole(bench: Bench) -> None:
    app = bench(lambda: [FieldInput()])
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, "x" * 1000)
        await silence(pilot)
        await silence(pilot)
        assert app.heard == ["x" * 1000]


def test_what_was_scanned_is_not_in_the_repr_of_the_message() -> None:
    assert "9999" not in repr(Scanned("999999199001011238"))

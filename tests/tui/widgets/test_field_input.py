from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets import FieldInput, Notice, refusal_sentence
from tui.widgets.pasted import ABSURD, FieldRule, Refusal, accept, one_line

Bench = Callable[..., Any]
PHONE = FieldRule(r"\d*", 11, nfkc=True)


@pytest.mark.parametrize(
    ("text", "rule", "kept", "reason"),
    [
        ("李明\n", FieldRule(), "李明", None),
        ("  东瀼口镇\r\n长江村\t二组 ", FieldRule(), "东瀼口镇 长江村 二组", None),
        ("１３５１２３４５５１８", PHONE, "13512345518", None),
        ("135 1234 5518 ", PHONE, "13512345518", None),
        ("135-1234-5518", PHONE, "", "paste_not_allowed"),
        ("135123455189", PHONE, "", "paste_too_long"),
        ("城" * 30, FieldRule(max_length=20), "城" * 20, "paste_cut"),
        ("x" * (ABSURD + 1), FieldRule(), "", "paste_absurd"),
        ("a\x1b[2Jb\x07\u202ec", FieldRule(), "a[2Jbc", None),
        ("㐂\ufa11", FieldRule(), "㐂\ufa11", None),
    ],
)
def test_a_paste_is_cleaned_and_what_is_not_taken_is_told(
    text: str, rule: FieldRule, kept: str, reason: str | None
) -> None:
    taken, refusal = accept(text, "", "", rule)
    assert (taken, refusal and refusal.reason) == (kept, reason)


def test_a_paste_counts_what_already_stands_in_the_field() -> None:
    taken, refusal = accept("6789", "12345", "", FieldRule(max_length=7))
    assert taken == "67"
    assert refusal is not None
    assert refusal.params == {"kept": 2, "dropped": 2, "max": 7}


def test_of_a_field_that_is_full_nobody_says_that_nothing_fits() -> None:
    assert accept("89", "1234567", "", FieldRule(max_length=7)) == ("", Refusal("full", {"max": 7}))


@given(st.text(max_size=300), st.integers(min_value=0, max_value=40), st.text("0123456789", max_size=9))
def test_a_paste_never_breaks_the_rule_of_the_field(text: str, max_length: int, before: str) -> None:
    for pattern in (None, r"\d*"):
        rule = FieldRule(pattern, max_length, nfkc=True)
        taken, refusal = accept(text, before, "", rule)
        if taken:
            assert rule.allows(before + taken)
            assert not rule.overflow(before + taken)
        if taken != rule.folded(one_line(text)) and "".join(taken.split()) != "".join(
            rule.folded(one_line(text)).split()
        ):
            assert refusal is not None


@pytest.mark.parametrize(
    "reason", ["paste_absurd", "paste_cut", "paste_too_long", "paste_not_allowed", "character", "full"]
)
def test_each_refusal_has_a_sentence(reason: str) -> None:
    sentence = refusal_sentence(reason, {"length": 3, "kept": 1, "dropped": 2, "max": 1})
    assert "{" not in sentence
    assert sentence.endswith(".")


async def field_in(app: Any, pilot: Any) -> FieldInput:
    await pilot.pause()
    field: FieldInput = app.screen.query_one(FieldInput)
    field.focus()
    await pilot.pause()
    return field


async def test_a_paste_with_a_trailing_space_is_not_lost(bench: Bench) -> None:
    app = bench(lambda: [FieldInput(restrict=r"\d*", max_length=11)])
    async with app.run_test(size=(80, 24)) as pilot:
        field = await field_in(app, pilot)
        app.post_message(events.Paste("13512345518 \n"))
        await pilot.pause()
        assert field.value == "13512345518"


async def test_a_refused_paste_is_explained_in_the_notice(bench: Bench) -> None:
    app = bench(lambda: [FieldInput(max_length=3), Notice()])
    async with app.run_test(size=(80, 24)) as pilot:
        field = await field_in(app, pilot)
        app.post_message(events.Paste("一二三四五"))
        await pilot.pause()
        assert field.value == "一二三"
        assert app.row(1).strip().startswith("Note: Of the pasted text the first 3 characters fit; 2 were left out.")


async def test_a_megabyte_is_refused_without_being_read(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.pasted.one_line", lambda _text: pytest.fail("it was read"))
    app = bench(lambda: [FieldInput("李明"), Notice()])
    async with app.run_test(size=(80, 24)) as pilot:
        field = await field_in(app, pilot)
        field.paste("城" * 1_000_000)
        await pilot.pause()
        assert field.value == "李明"
        assert "far too long" in app.row(1)


async def test_focusing_a_filled_field_and_typing_adds_to_it(bench: Bench) -> None:
    app = bench(lambda: [FieldInput("李"), FieldInput("x")])
    async with app.run_test(size=(80, 24)) as pilot:
        field = await field_in(app, pilot)
        await pilot.press("tab", "shift+tab", "明")
        assert field.value == "李明"


async def test_full_width_digits_are_folded_where_digits_are_wanted(bench: Bench) -> None:
    app = bench(lambda: [FieldInput(restrict=r"\d*")])
    async with app.run_test(size=(80, 24)) as pilot:
        field = await field_in(app, pilot)
        field.insert_text_at_cursor("１２")
        assert field.value == "12"


async def test_a_character_that_is_not_taken_is_told(bench: Bench) -> None:
    app = bench(lambda: [FieldInput("12", restrict=r"\d*", max_length=3), Notice()])
    async with app.run_test(size=(80, 24)) as pilot:
        field = await field_in(app, pilot)
        await pilot.press("x")
        assert "does not take that character" in app.row(1)
        await pilot.press("3", "4")
        assert field.value == "123"
        assert "is full" in app.row(1)


async def test_nobody_is_trapped_in_a_field_whose_pattern_forbids_what_is_left(bench: Bench) -> None:
    app = bench(lambda: [FieldInput("ab", restrict="ab")])
    async with app.run_test(size=(80, 24)) as pilot:
        field = await field_in(app, pilot)
        await pilot.press("backspace", "backspace")
        assert field.value == ""


async def test_typing_lays_nothing_out_and_the_caret_does_not_blink(bench: Bench) -> None:
    app = bench(lambda: [FieldInput(id="f")])
    async with app.run_test(size=(80, 24)) as pilot:
        field = await field_in(app, pilot)
        layouts = 0
        refresh_layout = app.screen._refresh_layout

        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal layouts
            layouts += 1
            return refresh_layout(*args, **kwargs)

        app.screen._refresh_layout = counted
        await pilot.press("a", "b", "长")
        assert (field.value, layouts, field.cursor_blink) == ("ab长", 0, False)


async def test_long_and_chinese_values_scroll_and_the_caret_stays_in_view(bench: Bench) -> None:
    app = bench(lambda: [FieldInput()])
    async with app.run_test(size=(80, 24)) as pilot:
        await field_in(app, pilot)
        app.post_message(events.Paste("东瀼口镇" * 20 + "末尾"))
        await pilot.pause()
        assert app.row(0).rstrip().endswith("末尾")
        await pilot.press("home")
        assert app.row(0).startswith("东瀼口镇")
        app.screen.set_focus(None)
        await pilot.pause()
        assert app.row(0).rstrip().endswith("…")


async def test_a_value_from_anywhere_cannot_control_the_terminal(bench: Bench) -> None:
    app = bench(lambda: [FieldInput()])
    async with app.run_test(size=(80, 24)) as pilot:
        field = await field_in(app, pilot)
        field.value = "a\x1b[2Jb\ud800c"
        await pilot.pause()
        assert field.value == "a[2Jbc"


@pytest.mark.parametrize("value", ["", "yanglao", "养老保险x", "城乡居民养老" * 9, "e\u0301te\u0301", "abcdefghij" * 9])
async def test_the_line_is_the_one_input_would_draw(bench: Bench, value: str) -> None:
    app = bench(lambda: [FieldInput(max_length=300)])
    async with app.run_test(size=(40, 5)) as pilot:
        field = await field_in(app, pilot)
        field.value = value
        for place in {0, 1, 3, len(value) // 2, len(value)}:
            field.cursor_position = place
            await pilot.pause()
            line = Region(0, 0, field.size.width, 1)
            assert cells(field.render_lines(line)) == cells(Widget.render_lines(field, line))


def cells(lines: list[Strip]) -> list[tuple[str, Style | None]]:
    """Each character with how it looks, however the strips are cut."""
    return [(char, segment.style) for line in lines for segment in line for char in segment.text]

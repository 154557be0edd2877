from collections.abc import Callable
from typing import Any

import pytest
from rich.cells import cell_len

from tui.locale import set_language
from tui.theme import LOOKS, dress
from tui.widgets import ConfirmModal, Notice, PagedText, Reader, Step, StepBar
from tui.widgets.step_bar import arranged

Bench = Callable[..., Any]
STEPS = [
    Step("Identify", "done"),
    Step("Choose", "done"),
    Step("Fill in", "current", "12/14"),
    Step("Papers", note="1/1"),
    Step("Hand over"),
]


def bar(steps: list[Step], cells: int) -> str:
    return "".join(text for text, _ in arranged(steps, cells))


def test_steps_are_told_apart_without_colour() -> None:
    assert bar(STEPS, 80) == "Identify ✓ ── Choose ✓ ── [Fill in 12/14] ── Papers 1/1 ── Hand over"


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (60, "Identify ✓─Choose ✓─[Fill in 12/14]─Papers 1/1─Hand over"),
        (54, "Identify ✓─Choose ✓─[Fill in 12/14]─Papers─Hand over"),
        (40, "…─[Fill in 12/14]─Papers─Hand over"),
        (34, "…─[Fill in 12/14]─Papers─Hand over"),
        (33, "…─[Fill in 12/14]─Papers─…"),
        (26, "…─[Fill in 12/14]─Papers─…"),
        (25, "…─[Fill in 12/14]─…"),
        (17, "…─[Fill in 12/14]"),
        (10, "…─[Fill i…"),
    ],
)
def test_a_narrow_bar_keeps_the_current_step(cells: int, shown: str) -> None:
    assert bar(STEPS, cells) == shown
    assert cell_len(shown) <= cells


@pytest.mark.parametrize(
    ("grave", "keys", "answer"),
    [
        (False, ["enter"], True),
        (False, ["escape"], None),
        (True, ["f12"], True),
        (True, ["enter", "escape"], None),
    ],
)
async def test_a_question_gives_back_the_answer(
    bench: Bench, grave: bool, keys: list[str], answer: bool | None
) -> None:
    answers: list[bool | None] = []
    app = bench(list)
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ConfirmModal("Withdraw?", yes="Withdraw it", grave=grave), answers.append)
        await pilot.pause()
        page = "".join(app.row(y) for y in range(24))
        assert ("F12 Withdraw it" in page) is grave
        assert ("Enter Withdraw it" in page) is not grave
        await pilot.press(*keys)
        assert answers == [answer]


async def test_a_notice_says_its_level_in_words_and_in_the_language_spoken(bench: Bench) -> None:
    notice = Notice()
    app = bench(lambda: [notice])
    async with app.run_test(size=(40, 24)) as pilot:
        await pilot.resize_terminal(60, 24)
        notice.say("The reader does not answer. " * 9, "problem")
        await pilot.pause()
        assert app.row(0).startswith(" Problem: The reader")
        assert app.row(3).startswith("          ")
        assert not app.row(4).strip()
        assert len(notice.text) == 28 * 9
        set_language("zh_CN")
        notice.retranslate()
        await pilot.pause()
        assert app.row(0).startswith(" 问题：")
        notice.clear()
        await pilot.pause()
        assert not app.row(0).strip()
        assert not notice.display


async def test_a_long_text_is_read_with_the_keyboard(bench: Bench) -> None:
    text = "\n".join(f"line {number}" for number in range(1, 101))
    app = bench(lambda: [PagedText(text)])
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one(PagedText).focus()
        await pilot.pause()
        assert (app.row(0).strip(), app.row(23).strip()) == ("line 1", "lines 1-23 of 100")
        await pilot.press("pagedown", "down")
        assert app.row(0).strip() == "line 25"
        await pilot.press("end")
        assert (app.row(22).strip(), app.row(23).strip()) == ("line 100", "lines 78-100 of 100")
        await pilot.press("up", "pageup", "home", "up")
        assert app.row(0).strip() == "line 1"
        await pilot.press("end")
        await pilot.resize_terminal(80, 40)
        await pilot.pause()
        assert app.row(38).strip() == "line 100"


async def test_a_short_text_has_no_place_line(bench: Bench) -> None:
    app = bench(list)
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Reader("Receipt", "one\ntwo"))
        await pilot.pause()
        assert not any("lines" in app.row(y) for y in range(24))


@pytest.mark.parametrize("look", [theme.name for theme in LOOKS])
async def test_every_look_can_be_put_on(bench: Bench, look: str) -> None:
    app = bench(lambda: [StepBar(STEPS), Notice(), PagedText("x")])
    async with app.run_test(size=(80, 24)) as pilot:
        dress(app, look)
        await pilot.pause()
        assert app.theme == look
        dress(app, "no look of ours")
        assert app.theme == "calm"


async def test_without_colours_the_plain_look_is_put_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = bench(lambda: [StepBar(STEPS)])
    async with app.run_test(size=(80, 24)):
        assert app.theme == "plain"


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("look", "least"), [("calm", 7.0), ("contrast", 15.0), ("plain", 7.0)])
def test_words_can_be_read_on_their_ground(look: str, least: float) -> None:
    theme = next(theme for theme in LOOKS if theme.name == look)
    pairs = [
        (theme.foreground, theme.background),
        (theme.foreground, theme.surface),
        (theme.variables["footer-key-foreground"], theme.variables["footer-background"]),
        (theme.variables["block-cursor-foreground"], theme.variables["block-cursor-background"]),
    ]
    for ink, ground in pairs:
        assert ink and ground
        high, low = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= least

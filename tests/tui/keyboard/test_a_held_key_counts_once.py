"""Enter held for seconds, a double press, a key pressed at what was not there yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from tui.keyboard import HeldKeys, SteadyKeys, Verdict

MEANT, REPEAT, PERHAPS = Verdict.MEANT, Verdict.REPEAT, Verdict.PERHAPS


def judged(*presses: tuple[str, float]) -> list[Verdict]:
    keys = HeldKeys()
    return [keys.press(key, time) for key, time in presses]


@pytest.mark.parametrize("waits", [0.25, 0.5, 0.66, 1.0])
@pytest.mark.parametrize("rate", [10, 25, 30, 40])
def test_of_a_held_key_only_the_first_press_is_meant(waits: float, rate: int) -> None:
    """What is perhaps meant is dropped because the next repeat comes before the time to wait is over."""
    held = [100.0, *(100 + waits + count / rate for count in range(100))]
    verdicts = judged(*(("enter", time) for time in held))
    assert verdicts == [MEANT, PERHAPS, *[REPEAT] * 99]


def test_a_double_press_counts_once_and_a_second_thought_counts() -> None:
    assert judged(("f12", 1.0), ("f12", 1.15)) == [MEANT, REPEAT]
    assert judged(("f12", 1.0), ("f12", 1.6)) == [MEANT, PERHAPS]
    assert judged(("f12", 1.0), ("f12", 3.0)) == [MEANT, MEANT]


def test_different_keys_never_wait_for_each_other() -> None:
    assert judged(("2", 1.0), ("enter", 1.05), ("1", 1.1), ("enter", 1.15)) == [MEANT] * 4


def test_a_key_in_between_makes_the_next_a_new_one() -> None:
    keys = HeldKeys()
    keys.press("enter", 1.0)
    keys.passed()
    assert keys.press("enter", 1.1) is MEANT


def test_no_key_is_meant_for_what_nobody_can_have_seen() -> None:
    keys = HeldKeys()
    keys.came_up(5.0)
    assert [keys.press(key, time) for key, time in (("enter", 4.9), ("1", 5.3), ("2", 5.5))] == [REPEAT, REPEAT, MEANT]


@given(st.lists(st.floats(0.001, 0.24), min_size=1, max_size=60))
def test_however_a_line_bunches_a_held_key_no_second_one_is_meant(gaps: list[float]) -> None:
    time, keys = 10.0, HeldKeys()
    assert keys.press("enter", time) is MEANT
    for gap in gaps:
        time += gap
        assert keys.press("enter", time) is REPEAT


def test_a_digit_that_answered_and_is_typed_next_is_typed_unless_it_is_held() -> None:
    keys = HeldKeys()
    keys.press("1", 1.0)
    assert keys.is_down("1", 1.5)
    assert [keys.press("1", time, typed=True) for time in (1.5, 1.53, 1.56)] == [PERHAPS, REPEAT, REPEAT]
    assert not keys.is_down("2", 1.6)
    keys.press("3", 9.0)
    assert [keys.press("3", time, typed=True) for time in (9.4, 9.52)] == [PERHAPS, PERHAPS]


class OneField(SteadyKeys[None]):
    submitted = 0

    def compose(self) -> ComposeResult:
        yield Input()

    def on_input_submitted(self) -> None:
        self.submitted += 1


@pytest.mark.parametrize(("pasted", "submitted"), [("secret", 2), (None, 1)])
async def test_enter_on_both_sides_of_a_paste_is_meant_twice(pasted: str | None, submitted: int) -> None:
    app = OneField()
    async with app.run_test() as pilot:
        now = Message().time
        for time in (now, now + 0.1):
            enter = events.Key("enter", None)
            enter.time = time
            app.post_message(enter)
            if pasted is not None and time == now:
                app.post_message(events.Paste(pasted))
        await pilot.pause()
        assert app.submitted == submitted

"""Keys held down at the counter: nothing is decided, handed over or put away by a finger that rests."""

from collections.abc import Callable
from typing import Any

from textual import events
from textual.message import Message

from backend.guide.steps import Step

REPEATS = 40


async def held(
    counter: Any, key: str, character: str | None, *, count: int = REPEATS, since: Callable[[], float] | None = None
) -> None:
    """A key pressed now and held: its repeats begin after half a second, in which all is done that it asked for."""
    now = Message().time if since is None else since()
    for time in [now, *(now + 0.5 + 0.033 * number for number in range(count - 1))]:
        event = events.Key(key, character)
        event.time = time
        counter.app.post_message(event)
        if time == now:
            await counter.settle()


def a_moment_after(counter: Any) -> float:
    """After what came up by itself, and before anybody can have seen it."""
    return float(counter.app._keys._came_up) + 0.1


async def settled(counter: Any) -> None:
    """Also what waits for a repeat that does not come."""
    await counter.settle()
    await counter.until(lambda: counter.app._perhaps is None)
    await counter.settle()


async def test_a_digit_held_at_a_question_answers_this_one_and_no_other(open_counter: Any, card: Any) -> None:
    async with open_counter(steady=True) as counter:
        await counter.lay(card)
        await counter.take("MZ-001")
        first, second, *_ = counter.walk.open_needs()
        await held(counter, "1", "1")
        await settled(counter)
        assert first not in counter.walk.open_needs()
        assert second in counter.walk.open_needs()


async def test_a_digit_held_at_the_last_choice_is_not_typed_into_the_field_that_follows(
    open_counter: Any, card: Any
) -> None:
    async with open_counter(steady=True) as counter:
        await counter.lay(card)
        await counter.take("RS-001")
        await counter.go(Step.FILL, "RS-001:tier")
        await held(counter, "2", "2")
        await settled(counter)
        assert "RS-001:tier" not in [need.code for need in counter.walk.open_needs()]
        assert "222" not in counter.text()


async def test_f12_held_shows_the_review_and_hands_nothing_over(open_counter: Any, card: Any, node: Any) -> None:
    async with open_counter(steady=True) as counter:
        await ready(counter, card)
        counter.walk.goto(Step.FILL)
        await held(counter, "f12", None)
        await settled(counter)
        assert counter.walk.step is Step.REVIEW
        assert not counter.walk.visit.in_flight
        assert counter.walk.visit.receipt is None


async def test_a_receipt_is_never_put_away_by_a_key_pressed_before_it_came(open_counter: Any, card: Any) -> None:
    async with open_counter(steady=True) as counter:
        await ready(counter, card)
        await counter.press("f12")
        await counter.until(lambda: counter.walk.step is Step.HAND_OVER)
        await held(counter, "enter", "\r", count=3, since=lambda: a_moment_after(counter))
        await settled(counter)
        assert counter.walk.step is Step.HAND_OVER


async def test_a_digit_typed_while_a_second_card_comes_chooses_nothing(
    open_counter: Any, card: Any, make_card: Any
) -> None:
    async with open_counter(steady=True) as counter:
        await counter.lay(card)
        await counter.press("enter")
        counter.place.reception.arrived(make_card("999999198802024568", "欧阳某"))
        await held(counter, "1", "1", count=1, since=lambda: a_moment_after(counter))
        await settled(counter)
        assert "Another card" in counter.text()
        assert counter.walk.visit.agent is None


async def test_the_same_letter_twice_is_typed_twice(open_counter: Any, card: Any) -> None:
    async with open_counter(steady=True) as counter:
        await counter.lay(card)
        await held(counter, "o", "o", count=5)
        await settled(counter)
        assert counter.walk.pages.choose.search.value == "ooooo"


async def ready(counter: Any, card: Any) -> None:
    """At the review, nothing left to do but to hand over; the keys up to here were pressed as fast as they could be."""
    counter.app._steady = False
    await counter.to_review(card)
    counter.app._steady = True

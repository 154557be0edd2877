"""Handing over, whatever becomes of the answer: kept, sent again, done once, and never while something may change."""

from typing import Any

import pytest

from backend.guide.steps import Step


async def test_a_hand_over_without_a_node_is_kept_and_sent_when_it_is_back(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.down = True
        await counter.press("f12")
        assert "Not answered yet" in counter.said
        assert counter.walk.visit.in_flight
        assert node.effects == {}
        assert "case number" not in counter.text().lower()
        node.down = False
        counter.place.station.connection.failed()
        counter.place._was_up = False
        counter.place.station.connection.answered(0.1)
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        assert len(node.effects) == 1
        assert counter.walk.step is Step.HAND_OVER


async def test_an_answer_that_was_lost_is_asked_for_again_and_nothing_is_twice(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.lose_replies = 2
        await counter.hand_over()
        assert len(node.effects) == 1
        assert len(node.submissions) == 1


async def test_pressing_hand_over_twice_hands_over_once(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        await counter.pilot.press("f12", "f12", "enter", "f12")
        await counter.until(lambda: counter.walk.visit is None or counter.walk.visit.receipt is not None)
        await counter.settle()
        assert len(node.effects) == 1


@pytest.mark.parametrize(
    ("code", "words"), [("decision_differs", "another decision is right"), ("storage_full", "disk is full")]
)
async def test_a_refusal_says_what_and_what_to_do_and_the_visit_goes_on(
    open_counter: Any, node: Any, card: Any, code: str, words: str
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.refuse = [("submission", code)]
        await counter.press("f12")
        assert words in counter.said
        assert counter.screen.notice.level == "problem"
        assert counter.walk.step is Step.REVIEW
        assert not counter.walk.visit.in_flight
        await counter.hand_over()
        assert len(node.effects) == 1


async def test_a_visit_handed_over_before_shows_its_receipt(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.lose_replies = 99
        await counter.press("f12")
        assert counter.walk.visit.in_flight
        node.lose_replies = 0
        node.refuse = [("submission", "already_submitted")]
        counter.walk.sitting.carry_on()
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        assert len(node.effects) == 1


async def test_while_a_hand_over_is_on_its_way_nothing_can_be_changed_that_would_not_go_with_it(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.down = True
        await counter.press("f12", "enter")
        closing = " ".join(text for row in counter.walk.pages.review.rows(80) for text, _role in row.spans)
        assert "Being sent" in closing
        assert "F12 hands over" not in closing
        assert "Read it aloud" not in counter.said
        for key in ("f2", "f3", "f5", "f9"):
            await counter.press(key)
            assert counter.walk.step is Step.REVIEW
        await counter.press("escape")
        assert counter.walk.step is Step.IDENTIFY
        await counter.press("escape")
        assert counter.walk.step is Step.REVIEW
        assert counter.walk.visit.in_flight


async def test_the_number_that_comes_while_nobody_is_there_yet_is_shown(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.down = True
        await counter.press("f12", "escape")
        assert counter.walk.step is Step.IDENTIFY
        node.down = False
        counter.walk.sitting.carry_on()
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        await counter.settle()
        assert counter.walk.step is Step.HAND_OVER


async def test_the_number_that_comes_while_the_next_one_is_typed_is_kept_to_be_seen(
    open_counter: Any, node: Any, card: Any, make_card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.down = True
        await counter.press("f12", "escape", "9")
        node.down = False
        counter.walk.sitting.carry_on()
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        await counter.settle()
        assert counter.walk.step is Step.IDENTIFY
        handed = counter.walk.visit.id
        await counter.lay(make_card("999999198802024563", "欧阳某"))
        counter.place.kept.resume(handed)
        await counter.settle()
        assert (counter.walk.visit.id, counter.walk.step) == (handed, Step.HAND_OVER)


async def test_a_hand_over_put_aside_for_the_next_citizen_is_sent_although_the_line_never_broke(
    open_counter: Any, node: Any, card: Any, make_card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.refuse = [("submission", "operation_in_flight")] * 5
        await counter.press("f12")
        first = counter.walk.visit
        await counter.until(lambda: not node.refuse or first.in_flight)
        await counter.press("escape")
        await counter.lay(make_card("999999198802024563", "欧阳某"))
        node.refuse = []
        await counter.until(lambda: len(node.effects) == 1)
        assert counter.walk.visit.card.name == "欧阳某"
        await counter.until(lambda: "its receipt is in the list" in counter.said)


async def test_a_hand_over_that_failed_in_the_background_once_is_tried_again(
    open_counter: Any, node: Any, card: Any, make_card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.lose_replies = 99
        await counter.press("f12", "escape")
        await counter.lay(make_card("999999198802024563", "欧阳某"))
        (sitting,) = counter.place.kept._background
        await counter.until(lambda: not sitting._sending)
        assert sitting.visit.in_flight
        node.lose_replies = 0
        counter.place._try_again()
        await counter.until(lambda: sitting.visit.receipt is not None)
        assert len(node.effects) == 1


async def test_a_hand_over_refused_in_the_background_is_said_and_can_be_gone_on_with(
    open_counter: Any, node: Any, card: Any, make_card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        node.down = True
        await counter.press("f12", "escape")
        visit = counter.walk.visit.id
        await counter.lay(make_card("999999198802024563", "欧阳某"))
        node.down, node.refuse = False, [("submission", "decision_differs")]
        counter.place._try_again()
        await counter.until(lambda: "could not be handed over" in counter.said)
        assert not counter.place.kept.is_unsent(visit)
        counter.place.kept.resume(visit)
        await counter.settle()
        assert counter.walk.visit.can_hand_over()
        assert counter.walk.visit.operation is None

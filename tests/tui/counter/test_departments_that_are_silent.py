"""A department that does not answer, or late: said with what to do instead, and asked again with a key."""

import asyncio
from typing import Any

import pytest

from backend.guide.steps import Step

SIZES = [(120, 36), (80, 24)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_system_that_did_not_answer_is_asked_again_with_a_key(
    open_counter: Any, card: Any, node: Any, size: tuple[int, int]
) -> None:
    node.silent = {"GA-RK"}
    async with open_counter(size) as counter:
        await counter.begin(card)
        assert "no answer" in counter.text()
        before = {line.material.code: line.state for _, line in counter.walk.visit.paper_lines()}
        await counter.press("ctrl+t")
        assert counter.walk.visit.silent == ["GA-RK"]
        node.silent = set()
        asked = len(node.look_ups)
        await counter.press("ctrl+t")
        assert [look_up.system for look_up in node.look_ups[asked:]] == ["GA-RK"]
        assert counter.walk.visit.silent == []
        assert "no answer" not in counter.text()
        assert "Ask again" not in counter.text()
        after = {line.material.code: line.state for _, line in counter.walk.visit.paper_lines()}
        assert [code for code in before if before[code] != after.get(code)] != []
        await counter.press("ctrl+t")
        assert len(node.look_ups) == asked + 1


async def test_a_department_that_is_down_is_named_and_its_question_is_asked_by_hand(
    open_counter: Any, node: Any, card: Any
) -> None:
    node.silent = {"RS-ZG"}
    async with open_counter() as counter:
        await counter.begin(card)
        assert "no answer" in counter.text()
        assert "23/24" in counter.text()
        codes = [need.code for need in counter.walk.open_needs()]
        assert "employees_pension" in codes
        await counter.press("f5")
        assert "employees' pension" in counter.text()
        await counter.press("enter")
        await counter.settle()
        assert counter.walk.step is Step.ASK
        await counter.press("1")
        assert counter.walk.visit.book.value("employees_pension") == "none"


async def test_a_node_that_could_ask_no_department_says_why_and_does_not_blame_them(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        node.refuse = [("look-ups", "storage_full")] * 40
        await counter.begin(card)
        assert "The node's disk is full." in counter.said
        assert "Tell the administrator." in counter.said
        node.refuse = []
        await counter.press("ctrl+t")
        assert counter.walk.visit.silent == []


async def test_a_system_that_answers_late_fills_in_without_being_asked(open_counter: Any, node: Any, card: Any) -> None:
    node.slow_systems = asyncio.Event()
    async with open_counter() as counter:
        await counter.lay(card, "")
        await counter.pilot.press("enter")
        await counter.until(lambda: len(node.look_ups) >= 4)
        assert "asking" in counter.text()
        await counter.pilot.press("1")
        node.slow_systems.set()
        await counter.until(lambda: not counter.walk.visit.book.pending)
        await counter.settle()
        assert "asking" not in counter.text()


async def test_a_department_silent_at_this_visit_is_counted_even_when_the_node_has_not_heard_of_it(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        assert "24/24" in counter.text()
        node.silent = {"RS-ZG"}
        await counter.begin(card)
        assert "23/24" in counter.text()


async def test_silent_departments_are_said_once_with_what_to_do_instead(
    open_counter: Any, node: Any, card: Any
) -> None:
    node.silent = {"RS-ZG", "RS-SK"}
    async with open_counter(size=(80, 24)) as counter:
        await counter.begin(card)
        assert "2 department systems give no answer: ask the citizen what is still marked." in counter.said
        assert "no answer from 2 of" in counter.text()
        counter.screen.say("")
        await counter.press("1")
        assert "give no answer" not in counter.said

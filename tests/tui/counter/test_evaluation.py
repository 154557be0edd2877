"""After handing over the citizen may grade the visit: one digit, or nothing at all."""

from typing import Any

from backend.contract import ItemSubmission, Submission
from backend.guide.steps import Step
from tui.counter.dialogs.evaluation import EvaluationModal
from tui.counter.visit.draft import Whereabouts, draft_of


async def a_receipt(counter: Any, card: Any, node: Any) -> Any:
    """A visit at its receipt, whatever it took to get there."""
    await counter.lay(card)
    await counter.take("RS-001")
    visit = counter.walk.visit
    submission = Submission(
        catalogue_version="1", items=[ItemSubmission(case="c", item="RS-001", decision="accept")], facts={}
    )
    visit.accepted(node._receipt(visit.id, submission))
    counter.walk.changed()
    await counter.settle()
    assert counter.walk.step is Step.HAND_OVER
    return visit


async def test_a_digit_grades_the_visit_once_and_the_grade_is_shown_to_nobody(
    open_counter: Any, card: Any, node: Any
) -> None:
    async with open_counter() as counter:
        visit = await a_receipt(counter, card, node)
        assert "Ctrl+Y" in counter.text()
        await counter.press("ctrl+y")
        assert isinstance(counter.app.screen, EvaluationModal)
        assert "very dissatisfied" in counter.text()
        await counter.press("4")
        await counter.until(lambda: bool(node.evaluations))
        await counter.settle()
        assert node.evaluations[visit.id].grade == 2
        assert "dissatisfied" not in counter.text()
        await counter.press("ctrl+y")
        assert not isinstance(counter.app.screen, EvaluationModal)
        assert draft_of(visit, Whereabouts())["evaluated"] is True


async def test_who_says_nothing_is_not_asked_twice_by_the_program_and_nothing_is_sent(
    open_counter: Any, card: Any, node: Any
) -> None:
    async with open_counter() as counter:
        visit = await a_receipt(counter, card, node)
        await counter.press("ctrl+y", "escape")
        assert not isinstance(counter.app.screen, EvaluationModal)
        assert (node.evaluations, visit.evaluated, counter.walk.step) == ({}, False, Step.HAND_OVER)


async def test_a_node_that_does_not_answer_leaves_the_question_open(open_counter: Any, card: Any, node: Any) -> None:
    async with open_counter() as counter:
        visit = await a_receipt(counter, card, node)
        node.refuse = [("evaluation", "not_found")]
        await counter.press("ctrl+y", "1")
        await counter.until(lambda: counter.screen.notice.level == "problem")
        assert not visit.evaluated

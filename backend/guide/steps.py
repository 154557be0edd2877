"""The steps of a visit, and what in them only a human can do: where Enter leads, over all items of the visit."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from backend.guide.outcome import FieldState, PaperState
from backend.guide.visit import VisitAssessment

__all__ = ["Need", "Step", "needs", "next_need", "waiting"]

_FOR_A_HUMAN: Final = frozenset({FieldState.ASK, FieldState.CONFIRM, FieldState.WRONG})


class Step(StrEnum):
    """In the order they are walked."""

    IDENTIFY = "identify"
    CHOOSE = "choose"
    ASK = "ask"
    FILL = "fill"
    PAPERS = "papers"
    REVIEW = "review"
    HAND_OVER = "hand_over"

    @property
    def place(self) -> int:
        return list(Step).index(self)

    def is_before(self, other: "Step") -> bool:
        return self.place < other.place


class Need(NamedTuple):
    """One thing only a human can do, with the first item it is done for; `code` is a fact or a material."""

    step: Step
    item: str
    code: str


class _Line(NamedTuple):
    need: Need
    for_a_human: bool
    waits: bool


def needs(visit: VisitAssessment) -> list[Need]:
    """Everything, in the order it is walked: questions, then the form, then papers. What is right is not in it."""
    return [line.need for line in _lines(visit) if line.for_a_human]


def next_need(visit: VisitAssessment, after: Need | None = None) -> Need | None:
    """The next one: first what is left of the same step, behind `after` before the rest, then from the start on."""
    found = [need for need in needs(visit) if need != after]
    if after is None or not found:
        return found[0] if found else None
    same = [need for need in found if need.step is after.step]
    walked = [line.need.code for line in _lines(visit) if line.need.step is after.step]
    behind = walked[walked.index(after.code) :] if after.code in walked else []
    return ([need for need in same if need.code in behind] or same or found)[0]


def waiting(visit: VisitAssessment) -> list[Need]:
    """What a system still being asked may settle, in the same order."""
    return [line.need for line in _lines(visit) if line.waits]


def _lines(visit: VisitAssessment) -> Iterator[_Line]:
    asked = {question.line.situation.fact for question in visit.questions if question.line.known is None}
    for question in visit.questions:
        fact, waits = question.line.situation.fact, bool(question.line.waiting_for)
        yield _Line(Need(Step.ASK, question.items[0], fact), fact in asked and not waits, waits)
    for field in visit.fields:
        fact, state = field.line.field.fact, field.line.state
        for_a_human = state in _FOR_A_HUMAN and fact not in asked
        yield _Line(Need(Step.FILL, field.items[0], fact), for_a_human, state is FieldState.WAITING)
    for paper in visit.papers:
        code, waits = paper.line.material.code, bool(paper.line.waiting_for)
        is_missing = paper.line.state is PaperState.MISSING and not paper.line.absent
        yield _Line(Need(Step.PAPERS, paper.items[0], code), is_missing and not waits, waits)

"""What only a human can do next, and where: what Enter leads to."""

from typing import Final, NamedTuple

from backend.guide.outcome import FieldState, PaperState
from tui.counter.steps import Step
from tui.counter.visit import Visit

NEEDS_A_HUMAN: Final = frozenset({FieldState.ASK, FieldState.CONFIRM, FieldState.WRONG})


class Need(NamedTuple):
    """One thing only a human can do; `code` is a fact or a material."""

    step: Step
    item: str
    code: str


def needs(visit: Visit) -> list[Need]:
    """Everything, in the order it is walked: questions, then the form, then papers. What is right is not in it."""
    return [*_questions(visit), *_fields(visit), *_papers(visit)]


def next_need(visit: Visit, after: Need | None = None) -> Need | None:
    """The next one: first what is left of the same step, behind `after` before the rest, then from the start on."""
    found = [need for need in needs(visit) if need != after]
    if after is None or not found:
        return found[0] if found else None
    same = [need for need in found if need.step is after.step]
    behind = [need for need in same if _place(visit, need) > _place(visit, after)]
    return (behind or same or found)[0]


def waiting(visit: Visit, step: Step) -> list[str]:
    """Facts of a step that a system still being asked may answer."""
    if step is Step.ASK:
        return [line.situation.fact for _, line in visit.questions() if line.known is None and line.waiting_for]
    if step is Step.FILL:
        return [line.field.fact for _, line in visit.fields() if line.state is FieldState.WAITING]
    if step is Step.PAPERS:
        return [
            line.material.code
            for item, line in visit.paper_lines()
            if line.state is PaperState.MISSING and visit.may_be_waived(item, line)
        ]
    return []


def _questions(visit: Visit) -> list[Need]:
    return [
        Need(Step.ASK, item, line.situation.fact)
        for item, line in visit.questions()
        if line.known is None and not line.waiting_for
    ]


def _fields(visit: Visit) -> list[Need]:
    asked = {line.situation.fact for _, line in visit.questions() if line.known is None}
    return [
        Need(Step.FILL, item, line.field.fact)
        for item, line in visit.fields()
        if line.state in NEEDS_A_HUMAN and line.field.fact not in asked
    ]


def _papers(visit: Visit) -> list[Need]:
    return [
        Need(Step.PAPERS, item, line.material.code)
        for item, line in visit.paper_lines()
        if line.state is PaperState.MISSING and not line.absent and not visit.may_be_waived(item, line)
    ]


def _place(visit: Visit, need: Need) -> tuple[int, int]:
    """Where a need stands in the walk, also when it is met by now."""
    codes = {
        Step.ASK: lambda: [line.situation.fact for _, line in visit.questions()],
        Step.FILL: lambda: [line.field.fact for _, line in visit.fields()],
        Step.PAPERS: lambda: [line.material.code for _, line in visit.paper_lines()],
    }[need.step]()
    return need.step.place, codes.index(need.code) if need.code in codes else len(codes)

"""How a visit goes by one version of an item, and by what it goes otherwise by another."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from backend.catalogue.rehearsal.visits import ItemVisit
from backend.catalogue.rehearsal.walking import EndlessWalk, walk
from backend.guide import DecisionKind, PaperState
from backend.guide.facts import Value
from backend.guide.item import Item

__all__ = ["Course", "Turn", "TurnKind", "course_of", "turns"]


class TurnKind(StrEnum):
    """What may go otherwise. `subject` of a turn is the code of the question, paper or line, or empty."""

    DECISION = "decision"
    REASON = "reason"
    NO_REASON = "no_reason"
    ASKED = "asked"
    NOT_ASKED = "not_asked"
    FILLED = "filled"
    NOT_FILLED = "not_filled"
    PAPER = "paper"
    NO_PAPER = "no_paper"
    DAYS = "days"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Course:
    """`papers`: those the applicant must bring; `route`: stages with department and forerunners; `days`: promised."""

    decision: str
    reasons: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    days: int | None = None
    route: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """One thing that goes otherwise; the same for many visits."""

    kind: TurnKind
    subject: str = ""
    before: str = ""
    after: str = ""


ENDLESS = "endless"
NOT_OFFERED = "not_offered"


def course_of(item: Item | None, visit: ItemVisit) -> Course:
    """An item the catalogue does not describe is not offered."""
    if item is None:
        return Course(NOT_OFFERED)
    try:
        walked = walk(item, visit.book(item), _answers(item, visit))
    except EndlessWalk:
        return Course(ENDLESS)
    decision = walked.assessment.decision
    declined = decision.kind is DecisionKind.DECLINE
    bring = (line.material.code for line in walked.assessment.papers if line.state is PaperState.MISSING)
    return Course(
        decision=DecisionKind.DECLINE.value if declined else DecisionKind.ACCEPT.value,
        reasons=frozenset(reason.code for reason in decision.reasons) if declined else frozenset(),
        questions=frozenset(walked.put),
        lines=frozenset(walked.filled),
        papers=frozenset() if declined else frozenset(bring),
        days=None if declined else item.promised_days,
        route=() if declined else tuple((one.code, one.department, one.after) for one in walked.assessment.stages),
    )


def turns(before: Course, after: Course) -> Iterator[Turn]:
    """By what the second goes otherwise. Where the decision is another, only the reasons are compared besides."""
    if before.decision != after.decision:
        yield Turn(TurnKind.DECISION, "", before.decision, after.decision)
        yield from (Turn(TurnKind.REASON, code) for code in sorted(after.reasons))
        return
    for gone, new, one, other in (
        (TurnKind.NO_REASON, TurnKind.REASON, before.reasons, after.reasons),
        (TurnKind.NOT_ASKED, TurnKind.ASKED, before.questions, after.questions),
        (TurnKind.NOT_FILLED, TurnKind.FILLED, before.lines, after.lines),
        (TurnKind.NO_PAPER, TurnKind.PAPER, before.papers, after.papers),
    ):
        yield from (Turn(gone, code) for code in sorted(one - other))
        yield from (Turn(new, code) for code in sorted(other - one))
    if before.days != after.days:
        yield Turn(TurnKind.DAYS, "", str(before.days), str(after.days))
    if before.route != after.route:
        yield Turn(TurnKind.ROUTE, "", _stages(before), _stages(after))


def _answers(item: Item, visit: ItemVisit) -> dict[str, Value]:
    return {code: value for code, value in visit.row().items() if code in item.facts}


def _stages(course: Course) -> str:
    return " ".join(code for code, _department, _after in course.route)

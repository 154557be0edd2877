"""The one decision the rules allow now, with everything that stands in its way."""

from collections.abc import Iterable

from backend.guide.item import Item
from backend.guide.outcome import (
    Decision,
    DecisionKind,
    FieldLine,
    FieldState,
    Lack,
    PaperLine,
    PaperState,
    QuestionLine,
    Reason,
    RequirementLine,
)
from backend.guide.text import Text

__all__ = ["decide"]

_SETTLED_FIELDS = (FieldState.FILLED, FieldState.EMPTY)
_LATER = (PaperState.FOLLOWS, PaperState.CONFIRMING)


def decide(
    item: Item,
    requirements: tuple[RequirementLine, ...],
    questions: tuple[QuestionLine, ...],
    fields: tuple[FieldLine, ...],
    papers: tuple[PaperLine, ...],
    *,
    awaited_papers: bool,
) -> Decision:
    """Decline what certainly fails; decide nothing while something is open; tell everything missing at once.

    ``awaited_papers``: a system still asked may make a missing paper unnecessary, so it is too early to send
    somebody home for it.
    """
    failed = tuple(line for line in requirements if line.holds is False)
    if failed:
        return _decline(failed)
    asked = _question_reasons(questions)
    open_reasons = (*asked, *_field_reasons(item, fields, {reason.code for reason in asked}))
    missing = _paper_reasons(papers, (PaperState.MISSING, *_LATER))
    if open_reasons or awaited_papers or any(line.holds is None for line in requirements):
        return Decision(kind=DecisionKind.UNDECIDED, reasons=(*open_reasons, *missing))
    if any(line.state is PaperState.MISSING for line in papers):
        return Decision(kind=DecisionKind.NOTIFY, reasons=missing)
    return Decision(kind=DecisionKind.PROVISIONAL if missing else DecisionKind.ACCEPT, reasons=missing)


def _decline(failed: tuple[RequirementLine, ...]) -> Decision:
    reasons = tuple(
        Reason(lack=Lack.REQUIREMENT, code=line.requirement.code, text=line.requirement.reason) for line in failed
    )
    instead = dict.fromkeys(item for line in failed for item in line.requirement.instead)
    return Decision(kind=DecisionKind.DECLINE, reasons=reasons, instead=tuple(instead))


def _question_reasons(questions: Iterable[QuestionLine]) -> tuple[Reason, ...]:
    return tuple(
        Reason(lack=Lack.QUESTION, code=line.situation.fact, text=line.situation.question)
        for line in questions
        if line.known is None
    )


def _field_reasons(item: Item, fields: Iterable[FieldLine], asked: set[str]) -> tuple[Reason, ...]:
    """Lines of the form that need a human, except what a question asks already."""
    return tuple(
        Reason(lack=Lack.FIELD, code=line.field.fact, text=line.problem or item.facts[line.field.fact].label)
        for line in fields
        if line.state not in _SETTLED_FIELDS and line.field.fact not in asked
    )


def _paper_reasons(papers: Iterable[PaperLine], states: tuple[PaperState, ...]) -> tuple[Reason, ...]:
    return tuple(
        Reason(lack=_lack(line), code=line.material.code, text=_paper_text(line))
        for line in papers
        if line.state in states
    )


def _lack(line: PaperLine) -> Lack:
    return Lack.SIGNATURE if line.material.signature and line.state is PaperState.MISSING else Lack.PAPER


def _paper_text(line: PaperLine) -> Text:
    name, reason = line.material.name, line.reason
    return Text(zh=f"{name.zh}：{reason.zh}", en=f"{name.en}: {reason.en}")

"""All items of one visit together: what is common is asked once, and what the citizen was spared is counted."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from backend.guide.assess import assess
from backend.guide.facts import FactBook, Source
from backend.guide.item import Item
from backend.guide.model import Model
from backend.guide.outcome import (
    Assessment,
    DecisionKind,
    FieldLine,
    FieldState,
    InHand,
    PaperLine,
    PaperState,
    Place,
    QuestionLine,
)
from backend.guide.papers import Library

__all__ = ["Saved", "VisitAssessment", "VisitField", "VisitPaper", "VisitQuestion", "assess_visit"]

Line = TypeVar("Line", QuestionLine, FieldLine, PaperLine)


class VisitQuestion(Model):
    line: QuestionLine
    items: tuple[str, ...]


class VisitField(Model):
    line: FieldLine
    items: tuple[str, ...]


class VisitPaper(Model):
    """A paper handed in once for all ``items`` that need it."""

    line: PaperLine
    items: tuple[str, ...]


class Saved(Model):
    """What the citizen was spared: papers not brought, lines not filled in, ways to other counters not gone."""

    papers: int
    fields: int
    trips: int


class VisitAssessment(Model):
    assessments: tuple[Assessment, ...]
    questions: tuple[VisitQuestion, ...]
    fields: tuple[VisitField, ...]
    papers: tuple[VisitPaper, ...]
    look_ups: frozenset[str]
    saved: Saved

    def get(self, item: str) -> Assessment:
        """Raises KeyError for an item not in the visit."""
        for assessment in self.assessments:
            if assessment.item == item:
                return assessment
        raise KeyError(item)

    def common_papers(self) -> tuple[VisitPaper, ...]:
        return tuple(paper for paper in self.papers if len(paper.items) > 1)


_FIELD_NEED = (
    FieldState.WRONG,
    FieldState.ASK,
    FieldState.CONFIRM,
    FieldState.WAITING,
    FieldState.FILLED,
    FieldState.EMPTY,
)
_PAPER_NEED = (
    PaperState.MISSING,
    PaperState.FOLLOWS,
    PaperState.CONFIRMING,
    PaperState.IN_HAND,
    PaperState.IN_LIBRARY,
    PaperState.WAIVED,
    PaperState.OPTIONAL,
)
_NOT_BROUGHT = (PaperState.WAIVED, PaperState.IN_LIBRARY, PaperState.CONFIRMING)


def assess_visit(
    items: Sequence[Item], book: FactBook, hand: dict[str, InHand], library: Library, place: Place
) -> VisitAssessment:
    """Every item assessed with the same knowledge; lines of items that will be declined are left out."""
    assessments = tuple(assess(item, book, hand, library, place) for item in items)
    going_on = [a for a in assessments if a.decision.kind is not DecisionKind.DECLINE]
    questions = _grouped((line.situation.fact, a.item, line) for a in going_on for line in a.questions)
    fields = _grouped((line.field.fact, a.item, line) for a in going_on for line in a.fields)
    papers = _grouped((line.material.code, a.item, line) for a in going_on for line in a.papers)
    visit_fields = tuple(VisitField(line=min(lines, key=_field_need), items=codes) for lines, codes in fields)
    visit_papers = tuple(VisitPaper(line=min(lines, key=_paper_need), items=codes) for lines, codes in papers)
    return VisitAssessment(
        assessments=assessments,
        questions=tuple(VisitQuestion(line=lines[0], items=codes) for lines, codes in questions),
        fields=visit_fields,
        papers=visit_papers,
        look_ups=frozenset().union(*(a.look_ups for a in going_on)),
        saved=_saved([i for i in items if i.code in {a.item for a in going_on}], visit_fields, visit_papers),
    )


def _grouped(lines: Iterable[tuple[str, str, Line]]) -> list[tuple[list[Line], tuple[str, ...]]]:
    """Lines of the same fact or paper together, with the items they come from, in order of first need."""
    found: dict[str, tuple[list[Line], dict[str, None]]] = {}
    for code, item, line in lines:
        same, items = found.setdefault(code, ([], {}))
        same.append(line)
        items[item] = None
    return [(same, tuple(items)) for same, items in found.values()]


def _field_need(line: FieldLine) -> int:
    return _FIELD_NEED.index(line.state)


def _paper_need(line: PaperLine) -> int:
    return _PAPER_NEED.index(line.state)


def _saved(items: Sequence[Item], fields: Iterable[VisitField], papers: Iterable[VisitPaper]) -> Saved:
    """A line filled for several items spares one filling each; the counter of each further department, one way."""
    typed = (Source.TYPED, Source.ASKED)
    filled = 0
    for field in fields:
        known = field.line.known
        if field.line.state is FieldState.FILLED and known is not None:
            by_hand = known.provenance.source in typed
            filled += len(field.items) - (1 if by_hand else 0)
    return Saved(
        papers=sum(paper.line.state in _NOT_BROUGHT for paper in papers),
        fields=filled,
        trips=max(0, len({item.department for item in items}) - 1),
    )

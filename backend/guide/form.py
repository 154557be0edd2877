"""The form: which lines the case needs, and which of them still need a human."""

from backend.guide.checks import problem_text
from backend.guide.item import Field
from backend.guide.knowledge import Knowledge
from backend.guide.outcome import FieldLine, FieldState

__all__ = ["form_lines"]


def form_lines(knowledge: Knowledge) -> tuple[FieldLine, ...]:
    """The lines whose condition holds, in the catalogue's order."""
    return tuple(_line(knowledge, field) for field in knowledge.item.fields if knowledge.holds(field.when))


def _line(knowledge: Knowledge, field: Field) -> FieldLine:
    known = knowledge.find(field.fact)
    if known is None:
        return FieldLine(field=field, state=_unknown_state(knowledge, field), known=None)
    problem = knowledge.problem(field.fact, known)
    if problem is not None:
        text = problem_text(problem, knowledge.item.facts[field.fact])
        return FieldLine(field=field, state=FieldState.WRONG, known=known, problem=text)
    if not known.is_offer():
        return FieldLine(field=field, state=FieldState.FILLED, known=known)
    return FieldLine(field=field, state=FieldState.CONFIRM if field.required else FieldState.EMPTY, known=known)


def _unknown_state(knowledge: Knowledge, field: Field) -> FieldState:
    if not field.required:
        return FieldState.EMPTY
    return FieldState.WAITING if knowledge.waiting_for(field.fact) else FieldState.ASK

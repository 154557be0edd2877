"""The questions: situations whose turn has come, and facts a rule waits for that nothing else would ask."""

from collections.abc import Iterable

from backend.guide.condition import Verdict
from backend.guide.declared import FactKind
from backend.guide.facts import Known
from backend.guide.item import Situation
from backend.guide.knowledge import Knowledge
from backend.guide.outcome import FieldLine, FieldState, QuestionLine, RequirementLine
from backend.guide.text import Text

__all__ = ["question_lines", "requirement_lines"]


def requirement_lines(knowledge: Knowledge) -> tuple[RequirementLine, ...]:
    """The conditions for acceptance that apply, or may yet apply, to this applicant."""
    lines = []
    for requirement in knowledge.item.requirements:
        applies = knowledge.verdict(requirement.when).truth
        if applies is not False:
            holds = knowledge.verdict(requirement.must).truth
            lines.append(RequirementLine(requirement=requirement, holds=holds if applies or holds else None))
    return tuple(lines)


def question_lines(knowledge: Knowledge, fields: tuple[FieldLine, ...]) -> tuple[QuestionLine, ...]:
    """Situations in the catalogue's order, then whatever else a rule cannot do without.

    A fact that a rule waits for is asked even if no situation asks it: else the rule would be passed over in
    silence. Facts the form asks for anyway are left to the form.
    """
    lines = [_line(knowledge, s) for s in knowledge.item.situations if knowledge.holds(s.when)]
    asked = {line.situation.fact for line in lines} | {line.field.fact for line in fields if _needs_human(line)}
    for fact in sorted(_awaited_facts(knowledge) - asked):
        lines.append(_line(knowledge, _plain_question(knowledge, fact)))
    return tuple(lines)


def _needs_human(line: FieldLine) -> bool:
    return line.state not in (FieldState.FILLED, FieldState.EMPTY)


def _line(knowledge: Knowledge, situation: Situation) -> QuestionLine:
    known = _settled(knowledge, situation.fact)
    waiting = frozenset[str]() if known else knowledge.waiting_for(situation.fact)
    return QuestionLine(situation=situation, known=known, waiting_for=waiting)


def _settled(knowledge: Knowledge, fact: str) -> Known | None:
    """An answer that counts: not merely offered, and a value conditions can use where there is one here."""
    known = knowledge.find(fact)
    if known is None or known.is_offer():
        return None
    return known if known.withheld or fact in knowledge.values else None


def _awaited_facts(knowledge: Knowledge) -> set[str]:
    """Facts that would settle a rule which cannot be decided yet."""
    return {fact for verdict in _verdicts(knowledge) if verdict.truth is None for fact in verdict.missing}


def _verdicts(knowledge: Knowledge) -> Iterable[Verdict]:
    item = knowledge.item
    for requirement in item.requirements:
        applies = knowledge.verdict(requirement.when)
        yield knowledge.verdict(requirement.must) if applies.truth else applies
    for parts in (item.situations, item.fields, item.materials, item.stages):
        yield from (knowledge.verdict(part.when) for part in parts)


def _plain_question(knowledge: Knowledge, code: str) -> Situation:
    fact = knowledge.item.facts[code]
    if fact.kind is FactKind.YES_NO:
        return Situation(fact=code, question=Text(zh=f"{fact.label.zh}：是或否？", en=f"{fact.label.en}: yes or no?"))
    return Situation(fact=code, question=Text(zh=f"{fact.label.zh}？", en=f"{fact.label.en}?"))

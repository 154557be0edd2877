"""The step engine: what one item asks of one applicant, given everything known. Pure, and the same everywhere."""

from backend.guide.decide import decide
from backend.guide.facts import FactBook
from backend.guide.form import form_lines
from backend.guide.item import Item, Stage
from backend.guide.knowledge import Knowledge
from backend.guide.outcome import Assessment, FieldLine, InHand, Place, QuestionLine
from backend.guide.papers import Library, paper_lines
from backend.guide.questions import question_lines, requirement_lines
from backend.guide.text import Text

__all__ = ["assess", "assess_known"]


def assess(item: Item, book: FactBook, hand: dict[str, InHand], library: Library, place: Place) -> Assessment:
    """Everything the counter needs to know about ``item`` now.

    ``hand`` says, by material code, what was done about each paper; ``library`` holds the applicant's documents.
    """
    return assess_known(Knowledge.of(item, book, place), hand, library)


def assess_known(knowledge: Knowledge, hand: dict[str, InHand], library: Library) -> Assessment:
    """`assess` for whoever needs what follows from the book as well."""
    item = knowledge.item
    requirements = requirement_lines(knowledge)
    fields = form_lines(knowledge)
    questions = question_lines(knowledge, fields)
    papers = paper_lines(knowledge, hand, library)
    awaited: frozenset[str] = frozenset().union(*(line.waiting_for for line in papers))
    return Assessment(
        item=item.code,
        requirements=requirements,
        questions=questions,
        fields=fields,
        papers=papers,
        stages=_stages(knowledge),
        look_ups=awaited | _awaited_by_lines(knowledge, questions, fields) | _awaited_by_proposals(knowledge),
        proposals=_proposals(knowledge),
        decision=decide(item, requirements, questions, fields, papers, awaited_papers=bool(awaited)),
    )


def _awaited_by_lines(
    knowledge: Knowledge, questions: tuple[QuestionLine, ...], fields: tuple[FieldLine, ...]
) -> frozenset[str]:
    """Systems that may still fill an empty line, answer an open question, or know better than an old value."""
    open_facts = [line.situation.fact for line in questions if line.known is None]
    open_facts += [line.field.fact for line in fields if line.known is None or line.known.is_offer()]
    return frozenset().union(*(knowledge.waiting_for(fact) for fact in open_facts))


def _awaited_by_proposals(knowledge: Knowledge) -> frozenset[str]:
    """Systems that could tell whether to offer another item, of those this item's department deals with anyway.

    No other system is asked for the sake of an offer: a look-up needs the purpose of an item of the visit.
    """
    item = knowledge.item
    own = {item.system} | {stage.system for stage in item.stages}
    verdicts = (knowledge.verdict(proposal.when) for proposal in item.proposes)
    missing = {fact for verdict in verdicts for fact in verdict.missing}
    return frozenset().union(*(knowledge.waiting_for(fact) for fact in missing)) & own


def _stages(knowledge: Knowledge) -> tuple[Stage, ...]:
    """The stages that take place; what came after a stage left out comes after that stage's own forerunners."""
    stages = knowledge.item.stages
    kept = {stage.code for stage in stages if knowledge.holds(stage.when)}
    before = {stage.code: stage.after for stage in stages}
    return tuple(
        stage.model_copy(update={"after": _spliced(stage.after, kept, before)})
        for stage in stages
        if stage.code in kept
    )


def _spliced(after: tuple[str, ...], kept: set[str], before: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for code in after:
        nearer = (code,) if code in kept else _spliced(before.get(code, ()), kept, before)
        found.update(dict.fromkeys(nearer))
    return tuple(found)


def _proposals(knowledge: Knowledge) -> tuple[tuple[str, Text], ...]:
    return tuple((p.item, p.because) for p in knowledge.item.proposes if knowledge.holds(p.when))

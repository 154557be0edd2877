"""What a citizen still lacks in a visit (还缺什么), made for the screen and the printer alike. Pure.

It tells everything at once: each paper once for all items that need it, with why, where it is got and how long it may
follow; what must be signed here; what only they can say; what need not be brought. No value of theirs is in it.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from backend.guide.bundle import Bundle
from backend.guide.item import Item, Material, MaterialSource
from backend.guide.model import Model
from backend.guide.outcome import Assessment, DecisionKind, FieldState, PaperState
from backend.guide.text import Text
from backend.guide.visit import VisitAssessment, VisitPaper

__all__ = ["Origin", "Slip", "SlipItem", "SlipPaper", "slip_of"]


class Origin(StrEnum):
    """Where a paper is got."""

    OWN = "own"  # the citizen has it, or writes it
    ISSUED = "issued"  # an authority issues it
    ELSEWHERE = "elsewhere"  # an employer, a hospital, a village, another person
    HERE = "here"  # printed at the window


class SlipItem(Model):
    """An item of the visit as it stands; ``reasons`` and ``instead`` are told of one that must be declined."""

    code: str
    name: Text
    decision: DecisionKind
    reasons: tuple[Text, ...] = ()
    instead: tuple[Text, ...] = ()


class SlipPaper(Model):
    """One paper to bring. ``issuers`` have it on record, ``renewed_by`` are items that give it anew."""

    name: Text
    why: Text
    items: tuple[str, ...]
    origin: Origin
    issuers: tuple[Text, ...] = ()
    renewed_by: tuple[Text, ...] = ()
    originals: int
    copies: int
    days_to_follow: int | None = None  # working days, on a signed undertaking
    undertaken: bool = False
    never: Text | None = None  # what is not tolerated about it
    say: Text | None = None
    may_be_waived: bool = False  # a system that is still asked may make it unnecessary


class Slip(Model):
    items: tuple[SlipItem, ...]
    bring: tuple[SlipPaper, ...]
    sign: tuple[Text, ...]
    answer: tuple[Text, ...]  # questions only the citizen can answer
    fill: tuple[Text, ...]  # lines of the form nobody else knows, or that are wrong as they stand
    spared: tuple[Text, ...]  # papers needed, and not to be brought

    @property
    def lacks_nothing(self) -> bool:
        return not (self.bring or self.sign or self.answer or self.fill or any(item.reasons for item in self.items))


_ORIGINS = {
    MaterialSource.APPLICANT: Origin.OWN,
    MaterialSource.AUTHORITY: Origin.ISSUED,
    MaterialSource.OTHER: Origin.ELSEWHERE,
    MaterialSource.PRINTED: Origin.HERE,
}
_TO_FILL = (FieldState.ASK, FieldState.WRONG, FieldState.WAITING)
_SPARED = (PaperState.WAIVED, PaperState.IN_LIBRARY, PaperState.CONFIRMING)
_OWED = (PaperState.MISSING, PaperState.FOLLOWS)


def slip_of(bundle: Bundle, items: Sequence[Item], assessed: VisitAssessment) -> Slip:
    """The slip for ``items`` as ``assess_visit`` found them; ``bundle`` tells who issues a paper and gives it anew."""
    by_code = {item.code: item for item in items}
    owed = [paper for paper in assessed.papers if paper.line.state in _OWED]
    return Slip(
        items=tuple(_item(bundle, by_code[assessment.item], assessment) for assessment in assessed.assessments),
        bring=tuple(_paper(bundle, by_code[paper.items[0]], paper) for paper in owed if not _is_made_here(paper)),
        sign=tuple(paper.line.material.name for paper in owed if _is_made_here(paper)),
        answer=tuple(_open_questions(assessed).values()),
        fill=tuple(_lines_to_fill(by_code, assessed)),
        spared=tuple(paper.line.material.name for paper in assessed.papers if paper.line.state in _SPARED),
    )


def _is_made_here(paper: VisitPaper) -> bool:
    """Printed at the window: nothing to bring, only to sign."""
    return paper.line.material.source is MaterialSource.PRINTED


def _item(bundle: Bundle, item: Item, assessment: Assessment) -> SlipItem:
    decision = assessment.decision
    declined = decision.kind is DecisionKind.DECLINE
    return SlipItem(
        code=item.code,
        name=item.name,
        decision=decision.kind,
        reasons=tuple(reason.text for reason in decision.reasons) if declined else (),
        instead=tuple(_item_name(bundle, code) for code in decision.instead),
    )


def _item_name(bundle: Bundle, code: str) -> Text:
    brief = bundle.find_brief(code)
    return Text(zh=code, en=code) if brief is None else Text(zh=f"{code} {brief.name.zh}", en=f"{code} {brief.name.en}")


def _paper(bundle: Bundle, item: Item, paper: VisitPaper) -> SlipPaper:
    material, line = paper.line.material, paper.line
    origin = _ORIGINS[material.source]
    return SlipPaper(
        name=material.name,
        why=material.why,
        items=paper.items,
        origin=origin,
        issuers=_issuers(bundle, item, material) if origin is Origin.ISSUED else (),
        renewed_by=_renewed_by(bundle, material) if origin is Origin.ISSUED else (),
        originals=material.originals,
        copies=material.copies,
        days_to_follow=line.days_to_follow,
        undertaken=line.state is PaperState.FOLLOWS,
        never=material.tolerance.note if material.tolerance is not None else None,
        say=material.say,
        may_be_waived=bool(line.waiting_for),
    )


def _issuers(bundle: Bundle, item: Item, material: Material) -> tuple[Text, ...]:
    """The departments whose systems could have told what the paper proves."""
    facts = [waiver.fact for waiver in material.waivers if waiver.fact]
    systems = (system for fact in facts for system in sorted(item.told_by.get(fact, ())))
    codes = dict.fromkeys(bundle.systems[system].department for system in systems if system in bundle.systems)
    return tuple(bundle.departments[code].name for code in codes if code in bundle.departments)


def _renewed_by(bundle: Bundle, material: Material) -> tuple[Text, ...]:
    """Items that give such a paper anew: for whom it was lost, or has run out."""
    kinds = [material.keeps_as, *(waiver.document for waiver in material.waivers)]
    documents = (bundle.documents[kind] for kind in kinds if kind in bundle.documents)
    codes = dict.fromkeys(code for document in documents for code in document.renewed_by)
    return tuple(_item_name(bundle, code) for code in codes)


def _open_questions(assessed: VisitAssessment) -> dict[str, Text]:
    situations = (question.line.situation for question in assessed.questions if question.line.known is None)
    return {situation.fact: situation.question for situation in situations}


def _lines_to_fill(by_code: dict[str, Item], assessed: VisitAssessment) -> Iterable[Text]:
    asked = _open_questions(assessed)
    for field in assessed.fields:
        fact, problem = field.line.field.fact, field.line.problem
        if field.line.state in _TO_FILL and fact not in asked:
            label = by_code[field.items[0]].facts[fact].label
            yield Text(zh=f"{label.zh}（{problem.zh}）", en=f"{label.en} ({problem.en})") if problem else label

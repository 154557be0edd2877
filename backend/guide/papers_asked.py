"""How many papers an item asks of the applicant in its default situation, without and with data sharing."""

from datetime import UTC, date, datetime
from typing import NamedTuple

from backend.guide.assess import assess
from backend.guide.declared import Fact, FactKind
from backend.guide.facts import FactBook, Known, Provenance, Source, Trust, Value
from backend.guide.item import Item
from backend.guide.outcome import Assessment, DecisionKind, PaperState, Place

__all__ = ["PapersAsked", "default_assessment", "papers_asked"]

_NOWHERE = Place(division_code="000000000000", today=date(2000, 1, 1))
_THEN = datetime(2000, 1, 1, tzinfo=UTC)
_GROWN_UP = 40  # years: who is neither young nor old
_ANYTHING: dict[FactKind, Value] = {
    FactKind.PHONE: "13800000000",
    FactKind.ID_NUMBER: "999999198103071210",
    FactKind.BANK_CARD: "6225880000000001",
    FactKind.MONEY: "1.00",
    FactKind.DATE: "1981-03-07",
}


class PapersAsked(NamedTuple):
    """Papers the applicant brings; ``after`` every department system has told what it knows."""

    before: int
    after: int


def papers_asked(item: Item) -> PapersAsked:
    """The published numbers. Optional papers and those marked as not counted (card, booklet, extras) are left out."""
    counted = [line for line in default_assessment(item).papers if line.material.counted]
    needed = [line.state for line in counted if line.state is not PaperState.OPTIONAL]
    return PapersAsked(len(needed), sum(state is not PaperState.WAIVED for state in needed))


def default_assessment(item: Item) -> Assessment:
    """The item's default situation with everything told that a card or a system can tell, and no paper in hand."""
    book = FactBook()
    for system in {datum.system for fact in item.facts.values() for datum in fact.shared}:
        book = book.heard(system)
    book = book.learn_all({code: _known(item, code, value) for code, value in item.default_situation.items()})
    for _ in range(len(item.facts) + 1):
        assessment = assess(item, book, {}, (), _NOWHERE)
        open_facts = [line.situation.fact for line in assessment.open_questions()]
        open_facts += [line.field.fact for line in assessment.to_fill()]
        open_facts += [w.fact for line in assessment.papers for w in line.material.waivers if w.fact]
        new = [code for code in open_facts if code not in book.known]
        if not new or assessment.decision.kind is DecisionKind.DECLINE:
            break
        book = book.learn_all({code: _known(item, code, _usual(item.facts[code])) for code in new})
    return assessment


def _known(item: Item, code: str, value: Value) -> Known:
    """``value`` as a system tells it, where one can; else as the applicant says it."""
    systems = sorted(item.told_by.get(code, ()))
    source, trust = (Source.SHARED, Trust.A) if systems else (Source.ASKED, Trust.D)
    provenance = Provenance(source=source, at=_THEN, trust=trust, system=systems[0] if systems else None)
    return Known(value=value, provenance=provenance, confirmed=True)


def _usual(fact: Fact) -> Value:
    """What holds unless the item says otherwise: the default, the first choice, no, a grown-up."""
    if fact.default is not None:
        return fact.default
    if fact.choices:
        return fact.choices[0].value
    if fact.kind is FactKind.YES_NO:
        return fact.computed is not None
    if fact.kind is FactKind.INTEGER:
        return max(fact.least or 0, _GROWN_UP) if fact.code == "age" else max(fact.least or 0, 1)
    if fact.kind is FactKind.TABLE:
        return [["·"] * len(fact.columns)]
    if fact.kind is FactKind.TEXT:
        return fact.example.zh if fact.example else "·"
    return _ANYTHING[fact.kind]

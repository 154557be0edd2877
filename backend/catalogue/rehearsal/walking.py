"""Walking one synthetic applicant through one item: every question answered, every line filled, until it is decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from backend.guide import Assessment, DecisionKind, FactBook, Known, Place, Provenance, Source, Trust, assess
from backend.guide.declared import Fact, FactKind
from backend.guide.facts import Value
from backend.guide.item import Item

__all__ = [
    "HALL",
    "EndlessWalk",
    "Row",
    "Walk",
    "Walker",
    "known_to_all",
    "nothing_known",
    "said",
    "sample",
    "stranger",
    "usual",
    "walk",
]

HALL: Final = Place(division_code="999999101000", today=date(2026, 11, 22))
_AT: Final = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
_LONGEST: Final = 40  # rounds of questions: no item has so many
_GROWN_UP: Final = 40  # years

_SAMPLES: Final[dict[FactKind, Value]] = {
    FactKind.PHONE: "13800000000",
    FactKind.ID_NUMBER: "999999198103071210",
    FactKind.BANK_CARD: "6225880000000001",
    FactKind.MONEY: "100.00",
    FactKind.DATE: "1981-03-07",
    FactKind.TEXT: "石门村",
    FactKind.YES_NO: False,
}

Row = dict[str, Value]


class EndlessWalk(Exception):
    """The item goes in circles, or stays undecided with nothing left to ask."""


@dataclass(frozen=True)
class Walk:
    """`put`: the questions that were put, in order; `filled`: the form lines a person had to fill or confirm."""

    assessment: Assessment
    book: FactBook
    put: tuple[str, ...]
    filled: tuple[str, ...]


class Walker:
    """Walks one item from one start, again and again: who has given the same answers so far is assessed once."""

    def __init__(self, item: Item, start: FactBook) -> None:
        self.item = item
        self._met: dict[Given, _Standing] = {}
        self._start = start

    def walk(self, row: Row, *, at_once: int = 99) -> Walk:
        """Answer, ``at_once`` open questions at a time, and fill until nothing is open. Raises `EndlessWalk`."""
        put: list[str] = []
        filled: list[str] = []
        given, standing = self._after((), self._start, {code: row[code] for code in _volunteered(self.item, row)})
        for _ in range(_LONGEST):
            if standing.assessment.decision.kind is not DecisionKind.UNDECIDED:
                return Walk(standing.assessment, standing.book, tuple(put), tuple(filled))
            questions = standing.questions[:at_once]
            lines = () if questions else standing.lines
            if not (questions or lines):
                break
            put += questions
            filled += lines
            answers = {fact: self._answer(row, fact) for fact in questions or lines}
            given, standing = self._after(given, standing.book, answers)
        raise EndlessWalk(self.item.code)

    def different(self, rows: Iterable[Row]) -> tuple[Walk, ...]:
        """The walks of ``rows``; of those that put and were given the very same, the first."""
        walks = [self.walk(row) for row in rows]
        # An assessment stands for the answers given, and none is let go while this walker lives.
        return tuple({(id(one.assessment), one.put, one.filled): one for one in reversed(walks)}.values())[::-1]

    def declining(self, row: Row) -> int:
        """How many requirements certainly fail for these answers."""
        decision = self.walk(row).assessment.decision
        return len(decision.reasons) if decision.kind is DecisionKind.DECLINE else 0

    def _answer(self, row: Row, fact: str) -> Value:
        return row[fact] if fact in row else sample(self.item.facts[fact])

    def _after(self, given: "Given", book: FactBook, answers: Row) -> "tuple[Given, _Standing]":
        # repr, because a table cannot be hashed and yes must not be taken for 1
        given = (*given, *((fact, repr(value)) for fact, value in answers.items()))
        if given not in self._met:
            self._met[given] = _standing(
                self.item, book.learn_all({fact: said(value) for fact, value in answers.items()})
            )
        return given, self._met[given]


Given = tuple[tuple[str, str], ...]
"""The answers given so far, in order, as written."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is known after some answers, what follows, and what is open then."""

    book: FactBook
    assessment: Assessment
    questions: tuple[str, ...]
    lines: tuple[str, ...]


def _standing(item: Item, book: FactBook) -> _Standing:
    found = assess(item, book, {}, (), HALL)
    questions = tuple(line.situation.fact for line in found.open_questions())
    return _Standing(book, found, questions, tuple(line.field.fact for line in found.to_fill()))


def walk(item: Item, book: FactBook, row: Row, *, at_once: int = 99) -> Walk:
    """One walk of a `Walker`. Raises `EndlessWalk`."""
    return Walker(item, book).walk(row, at_once=at_once)


def stranger(item: Item) -> Walker:
    """Somebody the systems have never heard of."""
    return Walker(item, nothing_known(item))


def nothing_known(item: Item) -> FactBook:
    """The systems answer, and none of them has heard of this person."""
    book = FactBook()
    for system in sorted({datum.system for fact in item.facts.values() for datum in fact.shared}):
        book = book.heard(system)
    return book


def known_to_all(item: Item, row: Row) -> FactBook:
    """Everything a card or a system can tell is told; of the row, what they tell."""
    told = {
        code: said(row.get(code, sample(fact)), Source.SHARED, Trust.A)
        for code, fact in item.facts.items()
        if fact.shared or fact.card or fact.computed
    }
    return nothing_known(item).learn_all(told)


def said(value: Value, source: Source = Source.ASKED, trust: Trust = Trust.D) -> Known:
    return Known(value=value, provenance=Provenance(source=source, at=_AT, trust=trust), confirmed=True)


def sample(fact: Fact) -> Value:
    """Some right value of the fact."""
    if fact.choices:
        return fact.choices[0].value
    if fact.kind is FactKind.TABLE:
        return [["谭"] * len(fact.columns)]
    if fact.kind is FactKind.INTEGER:
        return usual(fact)
    if fact.kind is FactKind.TEXT and fact.pattern:
        return fact.example.zh if fact.example else "999999101201"
    return _SAMPLES[fact.kind]


def usual(fact: Fact) -> int:
    return _GROWN_UP if fact.code == "age" else max(fact.least or 0, 1)


def _volunteered(item: Item, row: Row) -> list[str]:
    """What would be taken as usual if the applicant did not say otherwise."""
    return [code for code in row if code in item.facts and item.facts[code].default is not None]

"""What one item may build on: its facts as known in a visit, with everything that follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from backend.guide.condition import Condition, Verdict, evaluate
from backend.guide.derive import Judged, condition_values, derive, problem_of
from backend.guide.facts import FactBook, Known, Value
from backend.guide.item import Item
from backend.guide.outcome import Place
from backend.guide.text import Text

__all__ = ["Knowledge", "join"]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One item, the book with what follows from it, and the values conditions may look at."""

    item: Item
    book: FactBook
    values: dict[str, Value]
    place: Place
    judged: Judged

    @classmethod
    def of(cls, item: Item, book: FactBook, place: Place) -> Self:
        judged: Judged = {}
        derived = derive(item.facts, book, place, judged)
        return cls(item, derived, condition_values(item.facts, derived, judged), place, judged)

    def verdict(self, condition: Condition | None) -> Verdict:
        return evaluate(condition, self.values)

    def holds(self, condition: Condition | None) -> bool:
        return self.verdict(condition).truth is True

    def find(self, fact: str) -> Known | None:
        """What is known of ``fact``, offers included; a blank is nothing."""
        known = self.book.get(fact)
        return known if known is not None and known.is_given() else None

    def problem(self, fact: str, known: Known) -> str | None:
        """The code of what is wrong with a value of ``fact``, if it is here."""
        return problem_of(fact, known, self.item.facts, self.judged)

    def waiting_for(self, fact: str) -> frozenset[str]:
        """Systems that may still tell ``fact``."""
        return frozenset(filter(self.book.awaits, self.item.told_by.get(fact, ())))

    def silent_about(self, fact: str) -> frozenset[str]:
        """Systems that could tell ``fact`` but do not answer."""
        return self.item.told_by.get(fact, frozenset()) & self.book.unavailable

    def system_names(self, systems: Iterable[str]) -> Text:
        names = [self.item.systems.get(system, Text(zh=system, en=system)) for system in sorted(systems)]
        return join(names)


def join(texts: Iterable[Text]) -> Text:
    """An enumeration of texts."""
    parts = list(texts)
    return Text(zh="、".join(part.zh for part in parts), en=", ".join(part.en for part in parts))

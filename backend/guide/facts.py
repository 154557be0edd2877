"""What is known of an applicant in a visit, fact by fact, each with where it came from.

A fact book is a value: learning returns a new book. Learning is commutative and idempotent, so the same facts
learnt in any order give the same book; of two values for one fact the better founded wins (`Known.rank`).
"""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["FactBook", "Known", "Provenance", "Source", "Trust", "Value"]

Row = list[str]
Value = bool | int | str | list[Row]
"""Text, dates (``YYYY-MM-DD``), choices and numbers written as text are ``str``; a table is rows of cells."""


class Source(StrEnum):
    """Where a fact came from; the order of declaration is the order of weight, weakest first."""

    DEFAULT = "default"
    EARLIER = "earlier"
    COMPUTED = "computed"
    SHARED = "shared"
    CARD = "card"
    ASKED = "asked"
    TYPED = "typed"


_WEIGHT = {source: weight for weight, source in enumerate(Source)}


class Trust(StrEnum):
    """Trust level of a document or fact (State Council guide 2016, 108): A issued by the authority itself,
    B original checked at a window, C uploaded and unchecked, D the applicant's own statement."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    def meets(self, least: "Trust") -> bool:
        return self <= least


class Provenance(BaseModel):
    """Where and when a value was learnt. ``system`` names the department system of a shared fact."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Source
    at: datetime
    trust: Trust
    system: str | None = None
    look_up: str | None = None


class Known(BaseModel):
    """One value of one fact.

    A personal value the node keeps to itself arrives ``withheld``: ``value`` is ``None`` and ``shown`` holds its
    masked form. ``confirmed`` says that a human has accepted a value that was only offered. A typed value that
    replaces a shared one carries ``correction``, the reason given for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Value | None = Field(repr=False)
    provenance: Provenance
    shown: str | None = Field(default=None, repr=False)
    withheld: bool = False
    confirmed: bool = False
    correction: str | None = Field(default=None, repr=False)

    def rank(self) -> tuple[int, datetime, bool, str]:
        """Total order by which the better founded of two values is chosen."""
        weight = _WEIGHT[self.provenance.source]
        return weight, self.provenance.at, self.confirmed, repr((self.value, self.shown, self.correction))


class FactBook(BaseModel):
    """Everything known in a visit. ``pending`` and ``unavailable`` name systems still asked, or not answering."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    known: dict[str, Known] = {}
    pending: frozenset[str] = frozenset()
    unavailable: frozenset[str] = frozenset()

    def get(self, fact: str) -> Known | None:
        return self.known.get(fact)

    def value(self, fact: str) -> Value | None:
        known = self.known.get(fact)
        return None if known is None else known.value

    def learn(self, fact: str, known: Known) -> Self:
        """This book with ``known`` in it, unless what it holds for ``fact`` is better founded."""
        held = self.known.get(fact)
        if held is not None and held.rank() >= known.rank():
            return self
        return self.model_copy(update={"known": {**self.known, fact: known}})

    def learn_all(self, facts: dict[str, Known]) -> Self:
        book = self
        for fact, known in facts.items():
            book = book.learn(fact, known)
        return book

    def forget(self, fact: str, *sources: Source) -> Self:
        """This book without the value of ``fact`` if it came from one of ``sources`` (all when none is named)."""
        held = self.known.get(fact)
        if held is None or (sources and held.provenance.source not in sources):
            return self
        return self.model_copy(update={"known": {k: v for k, v in self.known.items() if k != fact}})

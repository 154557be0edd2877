"""What is known of an applicant in a visit, fact by fact, each with where it came from.

A fact book is a value: learning returns a new book. Learning is commutative and idempotent, so the same facts
learnt in any order give the same book; of two values for one fact the better founded wins (`Known.rank`).
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field

from backend.guide.model import Model

__all__ = ["FactBook", "Known", "Provenance", "Source", "Trust", "Value"]

Row = list[str]
Value = bool | int | str | list[Row]
"""Text, dates (``YYYY-MM-DD``), choices and numbers written as text are ``str``; a table is rows of cells."""


class Source(StrEnum):
    """Where a fact came from; the order of declaration is the order of weight, weakest first."""

    DEFAULT = "default"
    PRESUMED = "presumed"  # offered from another fact (`Fact.same_as`)
    EARLIER = "earlier"
    COMPUTED = "computed"
    SHARED = "shared"
    CARD = "card"
    ASKED = "asked"
    TYPED = "typed"


OFFERS = frozenset({Source.PRESUMED, Source.EARLIER})
"""Sources whose values are only offered: a human confirms them before they count."""

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


class Provenance(Model):
    """Where and when a value was learnt. ``system`` names the department system of a shared fact."""

    source: Source
    at: datetime
    trust: Trust
    system: str | None = None
    look_up: str | None = None


class Known(Model):
    """One value of one fact.

    A personal value the node keeps to itself arrives ``withheld``: ``value`` is ``None`` and ``shown`` holds its
    masked form. ``confirmed`` says that a human has accepted a value that was only offered. A typed value that
    replaces a shared one carries ``correction``, the reason given for it.
    """

    value: Value | None = Field(repr=False)
    provenance: Provenance
    shown: str | None = Field(default=None, repr=False)
    withheld: bool = False
    confirmed: bool = False
    correction: str | None = Field(default=None, repr=False)

    def is_given(self) -> bool:
        """Whether there is a value at all, here or withheld at the node; blanks are none."""
        if self.value is None:
            return self.withheld
        return bool(self.value.strip()) if isinstance(self.value, str) else self.value != []

    def is_offer(self) -> bool:
        """Whether the value still wants a human's yes."""
        return self.provenance.source in OFFERS and not self.confirmed

    def rank(self) -> tuple[int, datetime, bool, str]:
        """Total order by which the better founded of two values is chosen."""
        weight = _WEIGHT[self.provenance.source]
        return weight, self.provenance.at, self.confirmed, repr((self.value, self.shown, self.correction))


class FactBook(Model):
    """Everything known in a visit, and how each department system stands: ``pending`` is being asked now,
    ``unavailable`` does not answer, ``answered`` has said all it knows. A system in none of them was not asked yet.
    """

    known: dict[str, Known] = {}
    pending: frozenset[str] = frozenset()
    unavailable: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()

    def asking(self, system: str) -> Self:
        """This book while ``system`` is being asked."""
        return self._move(system, "pending")

    def silent(self, system: str) -> Self:
        """This book after ``system`` did not answer: what it would have said is asked by hand."""
        return self._move(system, "unavailable")

    def heard(self, system: str, facts: Mapping[str, Known] | None = None) -> Self:
        """This book after ``system`` answered with ``facts``; what it did not mention it does not know."""
        return self._move(system, "answered", known=self._better_of(facts or {}))

    def _move(self, system: str, to: str, **changed: dict[str, Known]) -> Self:
        states = {name: getattr(self, name) - {system} for name in ("pending", "unavailable", "answered")}
        states[to] |= {system}
        return self.model_copy(update={**states, **changed})

    def awaits(self, system: str) -> bool:
        """Whether ``system`` may still say something: it is being asked, or was never asked."""
        if system in self.pending:
            return True
        return system not in self.unavailable and system not in self.answered and not self._has_facts_of(system)

    def _has_facts_of(self, system: str) -> bool:
        return any(known.provenance.system == system for known in self.known.values())

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

    def learn_all(self, facts: Mapping[str, Known]) -> Self:
        return self.model_copy(update={"known": self._better_of(facts)})

    def _better_of(self, facts: Mapping[str, Known]) -> dict[str, Known]:
        """What is known here with `facts`, of each the better founded."""
        known = dict(self.known)
        for fact, new in facts.items():
            held = known.get(fact)
            if held is None or held.rank() < new.rank():
                known[fact] = new
        return known

    def forget(self, fact: str, *sources: Source) -> Self:
        """This book without the value of ``fact`` if it came from one of ``sources`` (all when none is named)."""
        held = self.known.get(fact)
        if held is None or (sources and held.provenance.source not in sources):
            return self
        return self.model_copy(update={"known": {k: v for k, v in self.known.items() if k != fact}})

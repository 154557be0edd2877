"""The day an item would be promised for if it were handed over now, before the node has promised anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tui.counter.words import day_words, promised_words


@dataclass(frozen=True)
class ForeseenDays:
    """`by_count`: the day a number of working days leads to, as the node counts them. `known_until`: the last year
    whose official holidays it knows; a day after that may move, and is only about right."""

    by_count: Mapping[int, date] = field(default_factory=dict)
    known_until: int | None = None

    def words(self, promised: int) -> str:
        """The number of working days, with the day where it is known."""
        day = self.by_count.get(promised) if promised else None
        if day is None:
            return promised_words(promised)
        sure = self.known_until is None or day.year <= self.known_until
        return f"{promised_words(promised)} {'→' if sure else '≈'} {day_words(day)}"

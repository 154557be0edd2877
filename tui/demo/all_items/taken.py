"""What taking one item from card to result came to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from backend.guide.item import Item
from backend.guide.outcome import FieldState, PaperState
from backend.guide.papers_asked import PapersAsked
from tui.counter.visit import HUMAN, Visit

__all__ = ["Measures", "Taken", "measures_of", "middle_of"]

NOT_BROUGHT = (PaperState.WAIVED, PaperState.IN_LIBRARY, PaperState.CONFIRMING)
GOOD_END = "closed"


@dataclass(frozen=True)
class Measures:
    """Of a visit ready to hand over. Papers are those counted for the published number."""

    papers_before: int
    papers_after: int
    values: int
    prefilled: int

    @property
    def share(self) -> float:
        """Of the form's values, how many nobody had to say."""
        return self.prefilled / self.values if self.values else 1.0


def measures_of(visit: Visit, item: Item) -> Measures:
    """What one item of the visit asked for, as the screen stands now."""
    assessment = visit.assessment(item.code)
    papers = [line for line in assessment.papers if line.material.counted and line.state is not PaperState.OPTIONAL]
    values = [line.known for line in assessment.fields if line.state is FieldState.FILLED and line.known is not None]
    return Measures(
        papers_before=len(papers),
        papers_after=sum(line.state not in NOT_BROUGHT for line in papers),
        values=len(values),
        prefilled=sum(known.provenance.source not in HUMAN for known in values),
    )


@dataclass
class Taken:
    """One item. ``case`` is empty until it was accepted; ``end`` is the state of its case at the end."""

    code: str
    name: str
    systems: tuple[str, ...]
    published: PapersAsked
    organisation: bool = False
    """Applied for by an organisation: counted apart."""
    keys: int = 0
    typed: list[str] = field(default_factory=list)
    answered: int = 0
    measures: Measures | None = None
    seconds: float = 0.0
    case: str = ""
    number: str = field(default="", repr=False)
    decision: str = ""
    end: str = ""
    trouble: str = ""
    lawfully_declined: bool = False
    """Nobody of whom nothing is known can be accepted, and the screen said so too."""

    @property
    def is_good(self) -> bool:
        return not self.trouble and (self.end == GOOD_END or self.lawfully_declined)

    @property
    def outcome(self) -> str:
        """A word or two for the table."""
        return self.trouble or self.end or self.decision or "not taken"


def middle_of(values: Iterable[float]) -> float:
    found = list(values)
    return median(found) if found else 0.0

"""The items a life event calls for, as they stand for this citizen: what may be ticked, and why not the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from backend.contract import HallState
from backend.guide.bundle import LifeEvent
from backend.guide.item import Item
from backend.guide.outcome import DecisionKind
from backend.guide.text import Text
from backend.guide.village import may_take_in
from tui.client import Catalogue
from tui.counter.pages.offers import elsewhere_words
from tui.counter.visit import Visit
from tui.counter.visit.foreseen import foreseen
from tui.counter.words import said
from tui.locale import Words

__all__ = ["BundleLine", "bundle_lines"]


@dataclass(frozen=True)
class BundleLine:
    """An item of a bundle. `ruled_out` is why this citizen cannot have it, as far as that is known already."""

    code: str
    name: Text
    guided: bool
    taken: bool
    ruled_out: Words | None = None

    @property
    def open(self) -> bool:
        """Whether it may be ticked."""
        return self.guided and not self.taken and self.ruled_out is None


def bundle_lines(event: LifeEvent, visit: Visit, catalogue: Catalogue, hall: HallState | None) -> Iterator[BundleLine]:
    """The event's items in the order they are usually taken."""
    for code in event.items:
        item = visit.catalogue.get(code)
        ruled_out = _ruled_out(item, visit) if item is not None else None
        if item is not None and not may_take_in(item, visit.place.division_code):
            ruled_out = partial(elsewhere_words, hall)
        yield BundleLine(code, catalogue.name(code), item is not None, visit.has(code), ruled_out)


def _ruled_out(item: Item, visit: Visit) -> Words | None:
    """The first condition that what is known already fails; nobody is asked anything for it."""
    assessment = foreseen(item, visit)
    if assessment.decision.kind is not DecisionKind.DECLINE:
        return None
    reasons = (line.requirement.reason for line in assessment.requirements if line.holds is False)
    return next((partial(said, reason) for reason in reasons), None)

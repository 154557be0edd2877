"""What the counter holds of one sitting of a citizen at the window; everything else follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from backend.contract import CardRead, CaseBrief, LookUpStatus, Receipt, ServedElsewhere, Submission
from backend.guide.card import is_organisation
from backend.guide.declared import Fact
from backend.guide.facts import FactBook, Known
from backend.guide.item import ApplicantKind, Item
from backend.guide.organisation import NAME, identity_facts, items_for
from backend.guide.outcome import InHand, LibraryDocument, Place
from backend.guide.visit import VisitAssessment
from tui.counter.visit.parts import AskedSystem, VisitItem

NOWHERE: Final = "0" * 12
"""Division of a station that has not heard yet in which hall it stands."""


@dataclass
class VisitState:
    """`catalogue` holds every item that may be taken, by code; `id` is made by the station."""

    id: str
    catalogue: Mapping[str, Item]
    place: Place
    card: CardRead | None = field(default=None, repr=False)
    agent: CardRead | None = field(default=None, repr=False)
    agent_relation: str | None = None
    applicant: str = ""
    """Masked, as the node shows it."""
    items: list[VisitItem] = field(default_factory=list)
    book: FactBook = field(default_factory=FactBook, repr=False)
    papers: dict[str, InHand] = field(default_factory=dict)
    library: tuple[LibraryDocument, ...] = ()
    document_names: dict[str, str] = field(default_factory=dict)
    open_cases: tuple[CaseBrief, ...] = ()
    likely: tuple[str, ...] = ()
    systems: dict[str, AskedSystem] = field(default_factory=dict)
    replaced: dict[str, Known] = field(default_factory=dict, repr=False)
    """What was known or offered before something else was said, so that this can be taken back."""
    elsewhere: tuple[ServedElsewhere, ...] = ()
    """Other windows at which this person is being served."""
    opened: bool = False
    operation: str | None = None
    """Id of the hand-over, set before it is sent; with `submission` it is sent again after any accident."""
    submission: Submission | None = field(default=None, repr=False)
    receipt: Receipt | None = None
    evaluated: bool = False
    """Whether the citizen has graded the visit; the grade itself is not kept here, nor shown."""
    changes: int = 0
    """Counts changes, so that who shows or saves the visit knows whether there is something new."""

    def __post_init__(self) -> None:
        self._assessed: VisitAssessment | None = None
        self._assessed_at = -1
        self._organisation: tuple[Mapping[str, Item], dict[str, Fact]] | None = None

    @property
    def is_organisation(self) -> bool:
        return self.card is not None and is_organisation(self.card)

    @property
    def kind(self) -> ApplicantKind:
        return ApplicantKind.ORGANISATION if self.is_organisation else ApplicantKind.PERSON

    @property
    def organisation(self) -> dict[str, Fact]:
        """What is openly known of an organisation whatever it came for; nothing for a person."""
        if not self.is_organisation:
            return {}
        if self._organisation is None or self._organisation[0] is not self.catalogue:
            items = items_for(ApplicantKind.ORGANISATION, self.catalogue.values())
            self._organisation = self.catalogue, identity_facts(items)
        return self._organisation[1]

    def has(self, code: str) -> bool:
        return any(item.code == code for item in self.items)

    def item(self, code: str) -> Item:
        return self.catalogue[code]

    def fact(self, code: str) -> Fact:
        """The declaration of a fact some item of this visit refers to. Raises KeyError."""
        for taken in self.items:
            if (fact := self.catalogue[taken.code].facts.get(code)) is not None:
                return fact
        raise KeyError(code)

    @property
    def declared(self) -> dict[str, Fact]:
        """Every fact the items of this visit refer to."""
        return self.organisation | {
            code: fact for taken in self.items for code, fact in self.catalogue[taken.code].facts.items()
        }

    def paper(self, material: str) -> InHand:
        return self.papers.get(material, InHand())

    @property
    def in_flight(self) -> bool:
        """Handed over, and not answered yet."""
        return self.operation is not None and self.receipt is None

    @property
    def shown_name(self) -> str:
        """A person's masked, an organisation's as its register, or the window, has it."""
        return str(self.book.value(NAME) or self.applicant)

    @property
    def silent(self) -> list[str]:
        """Systems that were asked and did not answer."""
        return [name for name, asked in self.systems.items() if asked.status is LookUpStatus.UNAVAILABLE]

    def _changed(self) -> None:
        self.changes += 1

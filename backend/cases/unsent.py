"""A visit not handed over yet, as the node's own guide sees it: what slips and forms are made from. Changes nothing."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from backend.access import Actor
from backend.calendar import local_date
from backend.cases.applicant import shown_applicant
from backend.cases.decided import bundle_for, in_hand, items_of
from backend.cases.facts import settled_book
from backend.cases.node import CasesNode
from backend.citizens.knowledge import book_of, library_of
from backend.citizens.visits import Visit, get_visit
from backend.contract import Submission
from backend.guide import Bundle, FactBook, Item, Place, VisitAssessment, assess_visit

__all__ = ["UnsentVisit", "unsent_visit"]


@dataclass(frozen=True)
class UnsentVisit:
    visit: Visit = field(repr=False)
    bundle: Bundle = field(repr=False)
    items: list[Item]
    book: FactBook = field(repr=False)
    place: Place
    assessed: VisitAssessment = field(repr=False)

    @property
    def applicant(self) -> str:
        """As it may be shown."""
        return shown_applicant(self.visit, self.book)


def unsent_visit(
    session: Session, node: CasesNode, actor: Actor, visit_id: str, so_far: Submission, at: datetime
) -> UnsentVisit:
    """The visit with what the window settled so far; the decisions in ``so_far`` are not looked at.

    Raises `CatalogueOutdated` or `BadSubmission` as a hand-over does, `UnknownVisit` for one of another hall.
    """
    visit = get_visit(session, actor.county, visit_id, actor.hall)
    bundle = bundle_for(node.catalogue, so_far.catalogue_version, [asked.item for asked in so_far.items])
    items = items_of(bundle, so_far)
    facts = {code: fact for item in items for code, fact in item.facts.items()}
    book = settled_book(book_of(session, visit, facts), so_far.facts, facts)
    place = Place(division_code=visit.hall, today=local_date(at))
    library = library_of(session, visit.county, visit.citizen)
    assessed = assess_visit(items, book, in_hand(so_far.papers), library, place)
    return UnsentVisit(visit, bundle, items, book, place, assessed)

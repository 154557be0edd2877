"""What the hall may know of the citizen at the window, each value with where it came from, masked by the node."""

from datetime import datetime

from sqlmodel import Session

from backend.citizens.elsewhere import served_elsewhere
from backend.citizens.knowledge import book_of, library_of
from backend.citizens.likely import likely_items
from backend.citizens.ports import OpenCaseSource
from backend.citizens.shared_data import declared
from backend.citizens.telling import told
from backend.citizens.visits import Visit
from backend.contract import HALL_TIME, DocumentSummary, KnownFact, Profile
from backend.guide import FactBook, LibraryDocument, Place, Source
from backend.guide.bundle import Bundle
from backend.guide.card import shown_number
from backend.guide.masking import mask_name
from backend.guide.organisation import applicant_kind, items_for

__all__ = ["place_of", "profile_of"]

_AT_THE_STATION = frozenset({Source.CARD, Source.TYPED})


def place_of(hall: str, now: datetime) -> Place:
    """Where and when the guide is asked: all of China keeps one time."""
    return Place(division_code=hall, today=now.astimezone(HALL_TIME).date())


def profile_of(session: Session, visit: Visit, bundle: Bundle, open_cases: OpenCaseSource, now: datetime) -> Profile:
    """Card values are not in it: the station read the card itself."""
    facts = declared(bundle.items)
    book = book_of(session, visit, facts)
    library = library_of(session, visit.county, visit.citizen)
    cases = open_cases(session, visit.county, visit.hall, visit.citizen)
    awaited = [case.brief.item for case in cases if case.wants_the_citizen]
    return Profile(
        visit=visit.id,
        applicant=mask_name(visit.card.name) if visit.card.name else "",
        masked_number=shown_number(visit.card),
        facts=_told_facts(book, bundle),
        documents=[_summary(document, bundle) for document in library],
        open_cases=[case.brief for case in cases],
        likely_items=likely_items(
            items_for(applicant_kind(visit.card.document_kind), bundle.items),
            book,
            library,
            awaited,
            place_of(visit.hall, now),
        ),
        served_elsewhere=served_elsewhere(session, visit, now),
    )


def _told_facts(book: FactBook, bundle: Bundle) -> list[KnownFact]:
    facts = declared(bundle.items)
    return [
        told(code, facts[code], known)
        for code, known in sorted(book.known.items())
        if known.provenance.source not in _AT_THE_STATION
    ]


def _summary(document: LibraryDocument, bundle: Bundle) -> DocumentSummary:
    kind = bundle.documents.get(document.document)
    return DocumentSummary(
        id=document.id,
        document=document.document,
        name=kind.name.zh if kind else document.document,
        trust=document.trust,
        received_on=document.received_on,
        valid_until=document.valid_until,
    )

"""How the applicant of a visit may be named where others can read it."""

from backend.citizens.visits import Visit
from backend.guide import FactBook
from backend.guide.card import is_organisation
from backend.guide.masking import mask_name, mask_person
from backend.guide.organisation import NAME

__all__ = ["listed_applicant", "shown_applicant"]


def shown_applicant(visit: Visit, book: FactBook) -> str:
    """A person's name masked, an organisation's as its register, or the window, has it."""
    if is_organisation(visit.card):
        return str(book.value(NAME) or visit.card.id_number)
    return mask_name(visit.card.name) if visit.card.name else ""


def listed_applicant(visit: Visit, book: FactBook) -> str:
    """The same in a list of cases, where two of one surname are told apart."""
    card = visit.card
    return shown_applicant(visit, book) if is_organisation(card) else mask_person(card.name or "", card.id_number)

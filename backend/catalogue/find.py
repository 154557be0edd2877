"""Finding items on the command line, as the counter finds them."""

from backend.guide.bundle import Bundle
from backend.guide.item import ApplicantKind
from backend.guide.search import Hit, SearchIndex

__all__ = ["find"]


def find(words: str, bundle: Bundle, *, applicant: ApplicantKind = ApplicantKind.PERSON, limit: int = 10) -> list[Hit]:
    """Items called ``words`` for this kind of applicant, best first."""
    codes = {brief.code for brief in bundle.briefs if brief.applicant is applicant}
    return SearchIndex([entry for entry in bundle.search_keys if entry.code in codes]).find(words, limit=limit)

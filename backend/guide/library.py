"""Papers the hall keeps: which serve today instead of a paper asked for, until when, and why another no longer does.

Two ends count, the earlier one: the day the paper itself ends to be valid (a licence), and the age beyond which the
waiver takes none (`newest_days`). The last day itself still serves.
"""

from datetime import date, timedelta

from backend.guide.item import Material, Waiver
from backend.guide.outcome import LibraryDocument
from backend.guide.text import Text

__all__ = ["Library", "find_serving", "last_day", "stale_words"]

Library = tuple[LibraryDocument, ...]


def last_day(document: LibraryDocument, waiver: Waiver) -> date | None:
    """The last day the document serves for this waiver; None: it does not age."""
    ends = [document.valid_until]
    if waiver.newest_days is not None:
        ends.append(document.received_on + timedelta(days=waiver.newest_days))
    return min((end for end in ends if end is not None), default=None)


def find_serving(material: Material, library: Library, today: date) -> tuple[LibraryDocument, date | None] | None:
    """The best document that waives the paper today, and its last day; the newest of the most trusted."""
    for waiver in material.waivers:
        fitting = [document for document in _of_kind(library, material, waiver) if _serves(document, waiver, today)]
        if fitting:
            best = min(fitting, key=lambda d: (d.trust.value, -d.received_on.toordinal(), d.id))
            return best, last_day(best, waiver)
    return None


def stale_words(material: Material, library: Library, today: date) -> Text | None:
    """What to say of a document that would have served, had its day not passed; the one that served longest."""
    passed = [
        end
        for waiver in material.waivers
        for document in _of_kind(library, material, waiver)
        if (end := last_day(document, waiver)) is not None and end < today
    ]
    if not passed:
        return None
    day = max(passed).isoformat()
    return Text(zh=f"材料库里的一份只能用到 {day}。", en=f"The one in the library served until {day}.")


def _of_kind(library: Library, material: Material, waiver: Waiver) -> list[LibraryDocument]:
    return [
        document
        for document in library
        if document.document == waiver.document and document.trust.meets(material.least_trust)
    ]


def _serves(document: LibraryDocument, waiver: Waiver, today: date) -> bool:
    end = last_day(document, waiver)
    return end is None or today <= end

"""What this citizen probably came for, read off the catalogue and what is known. Pure; no code for a single item."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain

from backend.citizens.shared_data import declared
from backend.guide import FactBook, Item, LibraryDocument, Place, Source, Value, derive, evaluate
from backend.guide.item import Frequency

__all__ = ["likely_items"]

MOST = 9
_SOON = timedelta(days=60)
_BY_FREQUENCY = {Frequency.HIGH: 0, Frequency.MEDIUM: 1, Frequency.LOW: 2}


def likely_items(
    items: Sequence[Item], book: FactBook, library: Iterable[LibraryDocument], awaited: Iterable[str], place: Place
) -> list[str]:
    """Codes, likeliest first: cases that wait for the citizen (`awaited`, item codes), documents of theirs that
    expire within 60 days, then items whose conditions what is known already speaks for."""
    known = {item.code for item in items}
    expiring = _expiring(items, library, place.today)
    fitting = _fitting(items, book, place)
    ordered = dict.fromkeys(chain((code for code in awaited if code in known), expiring, fitting))
    return list(ordered)[:MOST]


def _expiring(items: Sequence[Item], library: Iterable[LibraryDocument], today: date) -> list[str]:
    """Items whose result is a document that expires soon, or did not long ago."""
    ending = {d.document for d in library if d.valid_until and abs(d.valid_until - today) <= _SOON}
    return [item.code for item in items if item.result.code in ending]


def _fitting(items: Sequence[Item], book: FactBook, place: Place) -> list[str]:
    values = _values(derive(declared(items), book, place))
    ranked = [(_fit(item, values), _BY_FREQUENCY[item.frequency], item.code) for item in items]
    return [code for fit, _, code in sorted(ranked, key=lambda rank: (-rank[0], rank[1:])) if fit > 0]


def _fit(item: Item, values: Mapping[str, Value]) -> int:
    """How many of the item's conditions are certainly met; -1 as soon as one certainly is not."""
    verdicts = [evaluate(r.must, values).truth for r in item.requirements if evaluate(r.when, values).truth]
    return -1 if False in verdicts else verdicts.count(True)


def _values(book: FactBook) -> dict[str, Value]:
    """What is known of this citizen: what is usual (a default) speaks for nobody."""
    return {
        code: known.value
        for code, known in book.known.items()
        if known.value is not None and not known.is_offer() and known.provenance.source is not Source.DEFAULT
    }

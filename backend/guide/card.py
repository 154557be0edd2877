"""What a card says, as facts of the catalogue: a fact's `card` names the field of the card that answers it."""

from collections.abc import Mapping
from datetime import date

from backend.contract import CardRead
from backend.guide.facts import Known, Provenance, Source, Trust
from backend.guide.item import Fact

__all__ = ["facts_of_card"]


def facts_of_card(facts: Mapping[str, Fact], card: CardRead) -> dict[str, Known]:
    """Known values for the facts a card answers; typed by hand, a number is only what was said at the window."""
    read = card.source != "manual"
    provenance = Provenance(
        source=Source.CARD if read else Source.TYPED, at=card.read_at, trust=Trust.A if read else Trust.B
    )
    found: dict[str, Known] = {}
    for code, fact in facts.items():
        value = getattr(card, fact.card, None) if fact.card else None
        if value is not None and value != "":
            text = value.isoformat() if isinstance(value, date) else str(value)
            found[code] = Known(value=text, provenance=provenance, confirmed=not read)
    return found

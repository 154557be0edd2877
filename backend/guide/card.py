"""What cards say, as facts of the catalogue: a fact's `card` names the field of the card that answers it.

`agent.name`, `agent.id_number` and so on name fields of the card of whoever acts for the applicant, `agent.relation`
what was said about the two at the window.
"""

from collections.abc import Mapping
from datetime import date

from backend.contract import CardRead
from backend.guide.facts import Known, Provenance, Source, Trust
from backend.guide.item import Fact

__all__ = ["facts_of_card"]

_AGENT = "agent."


def facts_of_card(
    facts: Mapping[str, Fact], card: CardRead, agent: CardRead | None = None, relation: str | None = None
) -> dict[str, Known]:
    """Known values for the facts the cards answer; typed by hand, a number is only what was said at the window."""
    found: dict[str, Known] = {}
    for code, fact in facts.items():
        known = _known(fact.card, card, agent, relation) if fact.card else None
        if known is not None:
            found[code] = known
    return found


def _known(name: str, card: CardRead, agent: CardRead | None, relation: str | None) -> Known | None:
    if not name.startswith(_AGENT):
        return _from(card, getattr(card, name, None))
    field = name.removeprefix(_AGENT)
    if agent is None:
        return None
    if field == "relation":
        provenance = Provenance(source=Source.TYPED, at=agent.read_at, trust=Trust.D)
        return Known(value=relation, provenance=provenance, confirmed=True) if relation else None
    return _from(agent, getattr(agent, field, None))


def _from(card: CardRead, value: object) -> Known | None:
    if value is None or value == "":
        return None
    read = card.source != "manual"
    provenance = Provenance(
        source=Source.CARD if read else Source.TYPED, at=card.read_at, trust=Trust.A if read else Trust.B
    )
    text = value.isoformat() if isinstance(value, date) else str(value)
    return Known(value=text, provenance=provenance, confirmed=not read)

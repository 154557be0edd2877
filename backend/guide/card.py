"""What cards say, as facts of the catalogue: a fact's `card` names the field of the card that answers it.

`agent.name`, `agent.id_number` and so on name fields of the card of whoever acts for the applicant, `agent.relation`
what was said about the two at the window. `organisation.id_number` is the credit code of an organisation, whose items
ask for no card of a person but the agent's.
"""

from collections.abc import Mapping
from datetime import date, datetime

from backend.contract import CardRead
from backend.guide.declared import Fact
from backend.guide.facts import Known, Provenance, Source, Trust
from backend.guide.item import ApplicantKind
from backend.guide.masking import mask_id_number
from backend.guide.organisation import applicant_kind

__all__ = [
    "AGENT",
    "ORGANISATION",
    "REPRESENTATIVE",
    "comes_itself",
    "facts_of_card",
    "is_organisation",
    "may_be_said_anew",
    "shown_number",
]

AGENT, ORGANISATION = "agent", "organisation"

REPRESENTATIVE = "representative"
"""What is said at the window of somebody who stands for an organisation by law."""


def is_organisation(card: CardRead) -> bool:
    return applicant_kind(card.document_kind) is ApplicantKind.ORGANISATION


def comes_itself(card: CardRead, relation: str | None) -> bool:
    """Through its legal representative an organisation acts itself: he is no agent, and needs no authority."""
    return is_organisation(card) and relation == REPRESENTATIVE


def may_be_said_anew(fact: Fact, source: str) -> bool:
    """Whether a value of a case can be put right: not what was worked out, nor what a card or a typed number says.

    Beside a number typed by hand the name is only what somebody typed, and no less likely to be wrong than the rest.
    """
    if fact.computed is not None:
        return False
    return fact.card is None or (source == Source.TYPED and fact.card.rpartition(".")[2] == "name")


def shown_number(card: CardRead) -> str:
    """Credit codes are public; a person's number is masked."""
    return card.id_number if is_organisation(card) else mask_id_number(card.id_number)


def facts_of_card(
    facts: Mapping[str, Fact], card: CardRead, agent: CardRead | None = None, relation: str | None = None
) -> dict[str, Known]:
    """Known values for the facts the cards answer: `name` is the applicant's, `agent.name` the agent's.

    Typed by hand, a number is only what was said at the window.
    """
    found: dict[str, Known] = {}
    for code, fact in facts.items():
        known = _known(fact.card, card, agent, relation) if fact.card else None
        if known is not None:
            found[code] = known
    return found


def _known(place: str, card: CardRead, agent: CardRead | None, relation: str | None) -> Known | None:
    whose, _, field = place.rpartition(".")
    said_by = agent if whose == AGENT else card
    if said_by is None or (whose != AGENT and (whose == ORGANISATION) != is_organisation(card)):
        return None
    if whose == AGENT and field == "relation":
        return None if not relation else Known(value=relation, provenance=_typed(said_by.read_at), confirmed=True)
    value = getattr(said_by, field, None)
    if value is None or value == "":
        return None
    text = value.isoformat() if isinstance(value, date) else str(value)
    if said_by.source == "manual":
        return Known(value=text, provenance=_typed(said_by.read_at), confirmed=True)
    return Known(value=text, provenance=Provenance(source=Source.CARD, at=said_by.read_at, trust=Trust.A))


def _typed(at: datetime) -> Provenance:
    return Provenance(source=Source.TYPED, at=at, trust=Trust.B)

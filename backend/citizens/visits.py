"""Opening a visit: the card is kept sealed, the citizen is found again by a keyed index of the number."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from backend.citizens.errors import UnknownVisit, VisitTaken
from backend.citizens.name_index import name_index_of
from backend.citizens.sealing import seal, unseal, unseal_text
from backend.citizens.tables import CitizenRow, VisitRow
from backend.contract import CardRead, OpenVisit
from backend.guide.card import is_organisation
from backend.guide.organisation import CREDIT_CODE
from backend.storage import DataClass, Read, keys_of, new_id, read_rows, rows_of

__all__ = ["Visit", "get_visit", "normalised_number", "open_visit", "take_over"]

VISIT, CITIZEN = "visit", "citizen"

# Built once: every request about a visit runs one of them.
_VISIT: Final = rows_of(VisitRow).where(
    col(VisitRow.county) == bindparam("in_county"), col(VisitRow.id) == bindparam("with_id")
)
_VISIT_LOCKED: Final = _VISIT.with_for_update()


@dataclass(frozen=True)
class Visit:
    """A visit as stored, opened: holds the card, so it is never logged or kept."""

    county: str
    id: str
    citizen: str
    hall: str
    window: str
    operator: str
    card: CardRead = field(repr=False)
    agent: CardRead | None = field(repr=False)
    agent_relation: str | None = field(repr=False)


def normalised_number(number: str) -> str:
    """The form an ID number is indexed in: no blanks, upper-case X."""
    return "".join(number.split()).upper()


def find_citizen(session: Session, county: str, number: str) -> str | None:
    """The id under which the person, or the organisation, with this number was served here."""
    keys, plain = keys_of(session), normalised_number(number)
    indexes = [keys.blind_index(kind, plain) for kind in ("id_number", CREDIT_CODE)]
    query = select(CitizenRow.id).where(col(CitizenRow.county) == county, col(CitizenRow.number_index).in_(indexes))
    return session.exec(query).first()


def open_visit(
    session: Session, opening: OpenVisit, *, hall: str, window: str, operator: str, now: datetime
) -> tuple[Visit, bool]:
    """The visit, and whether it is new. Opening it again is harmless; `VisitTaken` if its id has another card."""
    county = hall[:6]
    known = session.get(VisitRow, (county, opening.visit))
    if known is not None:
        return _same_visit(session, known, opening, hall), False
    citizen = _citizen(session, opening.card, hall, now)
    row = VisitRow(
        county=county,
        id=opening.visit,
        citizen=citizen.id,
        hall=hall,
        window=window,
        operator=operator,
        opened_at=now,
        card=_sealed_card(session, opening.card, "card", opening.visit, hall),
        agent=None if opening.agent is None else _sealed_card(session, opening.agent, "agent", opening.visit, hall),
        agent_relation=_sealed_relation(session, opening, hall),
    )
    session.add(row)
    session.flush()
    return _opened(session, row), True


def get_visit(session: Session, county: str, visit: str, hall: str, *, to_change: bool = False) -> Visit:
    """Raises `UnknownVisit` for one that is not there, or is another hall's.

    With `to_change` the visit is locked until the unit ends: what is done to it happens one after the other.
    """
    found = read_rows(session, _VISIT_LOCKED if to_change else _VISIT, {"in_county": county, "with_id": visit})
    if not found or found[0].hall != hall:
        raise UnknownVisit(visit)
    return _opened(session, found[0])


def take_over(session: Session, county: str, visit: str, *, hall: str, window: str, operator: str) -> str | None:
    """Make the visit this operator's, if it is there, of their hall, and was another's: then the window it was at."""
    row = session.get(VisitRow, (county, visit))
    if row is None or row.hall != hall or row.operator == operator:
        return None
    before = row.window
    row.operator, row.window = operator, window
    session.add(row)
    return before


def _same_visit(session: Session, row: VisitRow, opening: OpenVisit, hall: str) -> Visit:
    if row.hall != hall:
        raise UnknownVisit(row.id)
    visit = _opened(session, row)
    if _identity(visit.card) != _identity(opening.card):
        raise VisitTaken(row.id)
    if visit.card.source == "manual" and opening.card.source != "manual":
        # The number was typed because the card could not be read; now it could.
        _citizen(session, opening.card, hall, opening.card.read_at)
        row.card = _sealed_card(session, opening.card, "card", row.id, hall)
        session.add(row)
        session.flush()
        visit = _opened(session, row)
    if (visit.agent, visit.agent_relation) == (opening.agent, opening.agent_relation):
        return visit
    # Somebody came to act for the applicant, or the applicant is here after all.
    row.agent = None if opening.agent is None else _sealed_card(session, opening.agent, "agent", row.id, hall)
    row.agent_relation = _sealed_relation(session, opening, hall)
    session.add(row)
    session.flush()
    return _opened(session, row)


def _identity(card: CardRead) -> tuple[bool, str]:
    return is_organisation(card), normalised_number(card.id_number)


def _citizen(session: Session, card: CardRead, hall: str, now: datetime) -> CitizenRow:
    """The person, or the organisation, with this number, with what the card says today; new ones are added."""
    county = hall[:6]
    kind = CREDIT_CODE if is_organisation(card) else "id_number"
    index = keys_of(session).blind_index(kind, normalised_number(card.id_number))
    query = select(CitizenRow).where(col(CitizenRow.county) == county, col(CitizenRow.number_index) == index)
    row = session.exec(query).one_or_none()
    if row is None:
        row = CitizenRow(county=county, id=new_id(), number_index=index, identity=b"", first_seen=now)
    if card.source != "manual" or not row.identity:
        identity = card.model_dump(mode="json")
        row.identity = seal(
            session, DataClass.SENSITIVE, identity, table=CITIZEN, column="identity", row=row.id, hall=hall
        )
        row.name_index = name_index_of(session, card)
    session.add(row)
    return row


def _sealed_card(session: Session, card: CardRead, column: str, visit: str, hall: str) -> bytes:
    said = card.model_dump(mode="json")
    return seal(session, DataClass.SENSITIVE, said, table=VISIT, column=column, row=visit, hall=hall)


def _sealed_relation(session: Session, opening: OpenVisit, hall: str) -> bytes | None:
    if opening.agent_relation is None:
        return None
    return seal(
        session,
        DataClass.PERSONAL,
        opening.agent_relation,
        table=VISIT,
        column="agent_relation",
        row=opening.visit,
        hall=hall,
    )


def _opened(session: Session, row: VisitRow | Read) -> Visit:
    agent = None if row.agent is None else _card(session, row.agent, "agent", row.id)
    card = _card(session, row.card, "card", row.id)
    relation = unseal_text(session, row.agent_relation, table=VISIT, column="agent_relation", row=row.id)
    return Visit(row.county, row.id, row.citizen, row.hall, row.window, row.operator, card, agent, relation)


def _card(session: Session, sealed: bytes, column: str, visit: str) -> CardRead:
    return CardRead.model_validate(unseal(session, sealed, table=VISIT, column=column, row=visit))

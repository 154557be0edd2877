"""Showing full values: of the own visit only, for a purpose, each time with an entry in the chain.

Forty reveals by one person in an hour tell the supervisor; they are not refused, because a busy window needs them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from backend.access import Actor, OutOfReach, record_by
from backend.api.events import publish
from backend.citizens.errors import NothingToReveal
from backend.citizens.knowledge import book_of
from backend.citizens.tables import DraftRow, RevealRow, VisitRow
from backend.citizens.visits import Visit, get_visit
from backend.contract import EventKind, Reveal, Revealed, RevealedFact
from backend.guide import Fact, Value, derive
from backend.guide.outcome import Place
from backend.storage import new_id

__all__ = ["count_look", "get_held", "reveal"]

SHOWN_SECONDS = 60
REVEALS_PER_HOUR = 40
IN_HAND = timedelta(hours=12)
"""As long as a session lasts at most."""


def get_held(session: Session, actor: Actor, visit: str, at: datetime) -> Visit:
    """A visit in the actor's hands: theirs, and begun within a working day or put aside as a draft.

    Raises `OutOfReach` for any other, `UnknownVisit`.
    """
    found = get_visit(session, actor.county, visit, actor.hall)
    row = session.get_one(VisitRow, (found.county, visit))
    at_hand = row.opened_at > at - IN_HAND or session.get(DraftRow, (found.county, visit)) is not None
    if not at_hand or row.operator != actor.staff:
        raise OutOfReach
    return found


def reveal(
    session: Session,
    actor: Actor,
    visit: Visit,
    asked: Reveal,
    facts: Mapping[str, Fact],
    place: Place,
    *,
    at: datetime,
    op: str | None,
) -> Revealed:
    """The values asked for. Raises `NothingToReveal` if one of them is not known here."""
    book = derive(facts, book_of(session, visit, facts), place)
    values = {code: book.value(code) for code in asked.facts}
    unknown = [code for code, value in values.items() if value is None]
    if unknown:
        raise NothingToReveal(", ".join(code for code in unknown if code in facts) or "not a fact")
    count_look(session, actor, visit.id, at)
    record_by(
        session,
        actor,
        "data.reveal",
        obj=visit.citizen,
        at=at,
        why=visit.id,
        op=op,
        payload={"facts": sorted(values), "purpose": asked.purpose},
    )
    shown = [_shown(code, value) for code, value in values.items() if value is not None]
    return Revealed(facts=shown, seconds=SHOWN_SECONDS)


def _shown(code: str, value: Value) -> RevealedFact:
    return RevealedFact(fact=code, value=_text(value), rows=value if isinstance(value, list) else [])


def count_look(session: Session, actor: Actor, visit: str, at: datetime) -> None:
    """One more look of this person, at values or at a scan: the fortieth within an hour is told."""
    session.add(RevealRow(county=actor.county, id=new_id(), visit=visit, operator=actor.staff, at=at))
    session.flush()
    query = select(func.count()).where(
        col(RevealRow.county) == actor.county,
        col(RevealRow.operator) == actor.staff,
        col(RevealRow.at) > at - timedelta(hours=1),
    )
    if session.exec(query).one() == REVEALS_PER_HOUR:
        params: dict[str, str | int] = {"warning": "many_reveals", "count": REVEALS_PER_HOUR}
        publish(session, EventKind.WARNING, subject=actor.staff, params=params, hall=actor.hall, at=at)
        record_by(session, actor, "warning.many_reveals", obj=actor.staff, at=at)


def _text(value: Value) -> str:
    if isinstance(value, list):
        return "\n".join(" ".join(row) for row in value)
    return str(value)

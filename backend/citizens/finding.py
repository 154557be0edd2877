"""Finding somebody who came without a card: by whole name and year of birth, among those this hall has served.

Nobody browses: parts of a name find nothing, of more than twenty nobody is shown. Every search, every person shown and
every choice has its entry in the chain, and a search counts as a look.
"""

from datetime import datetime
from typing import Final

from sqlmodel import Session, col, exists, select

from backend.access import Actor, record_by
from backend.citizens.errors import NotLookedFor, UnknownPerson
from backend.citizens.name_index import identity_of, name_index
from backend.citizens.reveals import count_look
from backend.citizens.tables import CitizenRow, VisitRow
from backend.contract import HALL_TIME, CardRead, FoundPerson, PersonChoice, PersonSearch, PersonsFound
from backend.guide.masking import mask_address, mask_id_number, mask_name
from backend.guide.person_names import find_name_problem

__all__ = ["choose_person", "find_persons"]

MOST_SHOWN: Final = 20


def find_persons(session: Session, actor: Actor, sought: PersonSearch, *, at: datetime, op: str) -> PersonsFound:
    """Raises `NotLookedFor` when name or year cannot be anybody's."""
    _check(sought, at)
    rows = _served_here(session, actor, sought)
    shown = rows if len(rows) <= MOST_SHOWN else []
    index = name_index(session, sought.name, sought.birth_year).hex()
    told = {"sought": index, "shown": len(shown), "too_many": len(rows) > MOST_SHOWN}
    record_by(session, actor, "person.search", obj=actor.hall, at=at, op=op, payload=told)
    for row in shown:
        record_by(session, actor, "person.show", obj=row.id, at=at, op=op)
    count_look(session, actor, op, at)
    found = [_masked(sought, row.id, identity_of(session, row)) for row in shown]
    return PersonsFound(persons=sorted(found, key=_by_place), too_many=len(rows) > MOST_SHOWN)


def choose_person(session: Session, actor: Actor, choice: PersonChoice, *, at: datetime, op: str) -> CardRead:
    """Who it is, as if the number had been typed. Raises `UnknownPerson` for one the search does not show."""
    _check(choice, at)
    rows = _served_here(session, actor, choice)
    row = next((row for row in rows if row.id == choice.person), None)
    if row is None or len(rows) > MOST_SHOWN:
        raise UnknownPerson(choice.person)
    record_by(session, actor, "person.choose", obj=row.id, at=at, op=op)
    kept = identity_of(session, row)
    return CardRead(
        source="manual",
        document_kind=kept.document_kind,
        id_number=kept.id_number,
        name=kept.name or choice.name.strip(),
        sex=kept.sex,
        birth=kept.birth,
        read_at=at,
    )


def _check(sought: PersonSearch, at: datetime) -> None:
    if problem := find_name_problem(sought.name):
        raise NotLookedFor("name", problem)
    if sought.birth_year > at.astimezone(HALL_TIME).year:
        raise NotLookedFor("birth_year", "in_future")


def _served_here(session: Session, actor: Actor, sought: PersonSearch) -> list[CitizenRow]:
    """One more than may be shown at most. A person known to another hall only is not known here."""
    visit = exists().where(
        col(VisitRow.county) == col(CitizenRow.county),
        col(VisitRow.citizen) == col(CitizenRow.id),
        col(VisitRow.hall) == actor.hall,
    )
    # In no order: ordered by id, SQLite walks through all citizens of the county.
    query = select(CitizenRow).where(
        col(CitizenRow.county) == actor.county,
        col(CitizenRow.name_index) == name_index(session, sought.name, sought.birth_year),
        visit,
    )
    return list(session.exec(query.limit(MOST_SHOWN + 1)))


def _masked(sought: PersonSearch, person: str, kept: CardRead) -> FoundPerson:
    return FoundPerson(
        person=person,
        name=mask_name(kept.name or sought.name.strip()),
        number=mask_id_number(kept.id_number),
        birth_year=sought.birth_year,
        address=mask_address(kept.address) if kept.address else "",
    )


def _by_place(person: FoundPerson) -> tuple[str, str]:
    return person.address, person.number

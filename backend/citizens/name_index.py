"""By what a citizen is found without a number: a keyed index over whole name and year of birth, and nothing shorter."""

from functools import partial
from typing import Final

from sqlmodel import Session, col, select

from backend.citizens.sealing import unseal
from backend.citizens.tables import CitizenRow
from backend.contract import CardRead
from backend.guide.card import is_organisation
from backend.guide.checks import birth_in
from backend.guide.person_names import normalised_name
from backend.storage import SealBroken, Store, keys_of

__all__ = ["BY_NO_NAME", "identity_of", "index_earlier_citizens", "name_index", "name_index_of", "remember_name"]

BY_NO_NAME: Final = b""
"""In place of an index: name or year is not known, or these are not of a person."""

_KIND: Final = "name_and_birth_year"
_AT_ONCE: Final = 500


def name_index(session: Session, name: str, birth_year: int) -> bytes:
    return keys_of(session).blind_index(_KIND, f"{normalised_name(name)}\n{birth_year}")


def name_index_of(session: Session, card: CardRead) -> bytes:
    """Names of organisations are public, and searched for where they are registered."""
    born = card.birth or birth_in(card.id_number)
    if is_organisation(card) or not card.name or born is None:
        return BY_NO_NAME
    return name_index(session, card.name, born.year)


def remember_name(session: Session, county: str, citizen: str, name: str, number: str) -> None:
    """A name typed at the window, of somebody of whom no card was ever read here: the last one counts, for the one
    before may have been wrong."""
    born, row = birth_in(number), session.get(CitizenRow, (county, citizen))
    if born is not None and row is not None and not identity_of(session, row).name:
        row.name_index = name_index(session, name, born.year)
        session.add(row)


def index_earlier_citizens(store: Store, county: str) -> None:
    """Those kept before there was this index, or by a node that had none; some at a time. Mostly there are none."""
    if store.read_now(partial(_without, county=county, most=1)):
        while store.run_now(partial(_index_some, county=county)) == _AT_ONCE:
            pass


def _index_some(session: Session, county: str) -> int:
    rows = _without(session, county, _AT_ONCE)
    for row in rows:
        row.name_index = _index_of_kept(session, row)
        session.add(row)
    return len(rows)


def _without(session: Session, county: str, most: int) -> list[CitizenRow]:
    query = select(CitizenRow).where(col(CitizenRow.county) == county, col(CitizenRow.name_index).is_(None))
    return list(session.exec(query.limit(most)))


def _index_of_kept(session: Session, row: CitizenRow) -> bytes:
    """What can no longer be opened is found by the number only; it is no reason for the node not to start."""
    try:
        return name_index_of(session, identity_of(session, row))
    except (SealBroken, ValueError):
        return BY_NO_NAME


def identity_of(session: Session, row: CitizenRow) -> CardRead:
    return CardRead.model_validate(unseal(session, row.identity, table="citizen", column="identity", row=row.id))

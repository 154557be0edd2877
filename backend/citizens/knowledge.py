"""What the node itself knows of an applicant: card, look-ups, earlier cases. Its own decision rests on this."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col

from backend.citizens.sealing import seal, unseal
from backend.citizens.tables import EarlierFactRow, LibraryDocumentRow, LookUpRow
from backend.citizens.visits import Visit
from backend.contract import LookUpStatus
from backend.guide import Fact, FactBook, Known, LibraryDocument, Provenance, Source, Trust, Value, find_problem
from backend.guide.card import facts_of_card
from backend.storage import DataClass, Read, read_rows, rows_of

__all__ = ["answered_values", "book_of", "library_of", "sealed_answer"]

LOOK_UP, EARLIER = "look_up", "earlier_fact"

# Built once: every visit and every hand-over runs these.
_LOOK_UPS: Final = (
    rows_of(LookUpRow)
    .where(col(LookUpRow.county) == bindparam("in_county"), col(LookUpRow.visit) == bindparam("of_visit"))
    .order_by(col(LookUpRow.asked_at), col(LookUpRow.id))
)
_EARLIER_FACTS: Final = rows_of(EarlierFactRow).where(
    col(EarlierFactRow.county) == bindparam("in_county"), col(EarlierFactRow.citizen) == bindparam("of_citizen")
)
_LIBRARY: Final = (
    rows_of(LibraryDocumentRow)
    .where(
        col(LibraryDocumentRow.county) == bindparam("in_county"),
        col(LibraryDocumentRow.citizen) == bindparam("of_citizen"),
    )
    .order_by(col(LibraryDocumentRow.received_on), col(LibraryDocumentRow.id))
)


def book_of(session: Session, visit: Visit, facts: Mapping[str, Fact]) -> FactBook:
    """Everything the node knows about these facts, with its own values in it. Nothing in it was claimed by a client."""
    book = FactBook().learn_all(facts_of_card(facts, visit.card, visit.agent, visit.agent_relation))
    book = book.learn_all(_earlier_facts(session, visit.county, visit.citizen, facts))
    for row in _look_ups_of(session, visit.county, visit.id):
        if row.status == LookUpStatus.UNAVAILABLE:
            book = book.silent(row.system)
        else:
            book = book.heard(row.system, _known_from(session, row, facts))
    return book


def _look_ups_of(session: Session, county: str, visit: str) -> Sequence[Read]:
    """In the order they were asked: the last word of a system counts."""
    return read_rows(session, _LOOK_UPS, {"in_county": county, "of_visit": visit})


def answered_values(session: Session, look_up: str, answer: bytes | None) -> dict[str, Value]:
    if answer is None:
        return {}
    values: dict[str, Value] = unseal(session, answer, table=LOOK_UP, column="answer", row=look_up)
    return values


def sealed_answer(session: Session, look_up: str, values: Mapping[str, Value], hall: str) -> bytes:
    return seal(session, DataClass.SENSITIVE, dict(values), table=LOOK_UP, column="answer", row=look_up, hall=hall)


def _known_from(session: Session, row: Read, facts: Mapping[str, Fact]) -> dict[str, Known]:
    provenance = Provenance(source=Source.SHARED, at=row.as_of, trust=Trust.A, system=row.system, look_up=row.id)
    values = answered_values(session, row.id, row.answer)
    return {code: Known(value=value, provenance=provenance) for code, value in values.items() if code in facts}


def _earlier_facts(session: Session, county: str, citizen: str, facts: Mapping[str, Fact]) -> dict[str, Known]:
    """Values last used, for facts that may be offered again; one that would no longer be right is not offered."""
    found: dict[str, Known] = {}
    for row in read_rows(session, _EARLIER_FACTS, {"in_county": county, "of_citizen": citizen}):
        fact = facts.get(row.fact)
        if fact is None or not fact.earlier:
            continue
        value: Value = unseal(session, row.sealed, table=EARLIER, column="sealed", row=row.id)
        if find_problem(fact, value) is None:
            provenance = Provenance(source=Source.EARLIER, at=row.used_at, trust=Trust.D)
            found[row.fact] = Known(value=value, provenance=provenance)
    return found


def library_of(session: Session, county: str, citizen: str) -> tuple[LibraryDocument, ...]:
    rows = read_rows(session, _LIBRARY, {"in_county": county, "of_citizen": citizen})
    return tuple(
        LibraryDocument(
            id=row.id,
            document=row.document,
            trust=Trust(row.trust),
            received_on=row.received_on,
            valid_until=row.valid_until,
        )
        for row in rows
    )

"""The facts a stored case was made with: read back, corrected, and taken up again when it is decided anew."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col

from backend.cases.errors import BadSubmission, Fault
from backend.cases.opening import FACT, Placed, add_fact
from backend.cases.tables import CaseFactRow, CaseRow
from backend.citizens.sealing import unseal, unseal_text
from backend.contract import Scalar
from backend.guide import FactBook, Item, Known, Provenance, Source, Trust, Value, find_problem
from backend.guide.card import may_be_said_anew
from backend.storage import Read, read_rows, rows_of

__all__ = ["StoredFact", "book_of_case", "correct_facts", "facts_of", "value_of"]

# Built once: every sending runs it.
_FACTS: Final = (
    rows_of(CaseFactRow)
    .where(col(CaseFactRow.county) == bindparam("in_county"), col(CaseFactRow.case) == bindparam("of_case"))
    .order_by(col(CaseFactRow.version))
)
_WORKED_OUT = frozenset({Source.COMPUTED, Source.DEFAULT})


@dataclass(frozen=True)
class StoredFact:
    """The version that counts, and what a system had said instead, if it was contradicted."""

    row: Read = field(repr=False)
    contradicted: Read | None = field(repr=False)


def facts_of(session: Session, case: CaseRow) -> list[StoredFact]:
    """Each fact once, in the order of the form; those only used to decide come last."""
    latest: dict[str, Read] = {}
    contradicted: dict[str, Read] = {}
    for row in read_rows(session, _FACTS, {"in_county": case.county, "of_case": case.id}):
        (contradicted if row.corrected else latest)[row.fact] = row
    ordered = sorted(latest.values(), key=lambda row: (row.position is None, row.position or 0, row.fact))
    return [StoredFact(row, contradicted.get(row.fact)) for row in ordered]


def value_of(session: Session, row: Read) -> Value:
    value: Value = unseal(session, row.sealed, table=FACT, column="sealed", row=row.id)
    return value


def book_of_case(session: Session, case: CaseRow, item: Item) -> FactBook:
    """The book the case was decided with. What was worked out is worked out anew: people grow older."""
    book = FactBook()
    for system in item.systems:
        book = book.silent(system) if system in case.silent else book.heard(system)
    for stored in facts_of(session, case):
        if stored.row.source not in _WORKED_OUT and stored.row.fact in item.facts:
            book = book.learn(stored.row.fact, _known(session, stored.row))
    return book


def _known(session: Session, row: Read) -> Known:
    provenance = Provenance(
        source=Source(row.source), at=row.at, trust=Trust(row.trust), system=row.system, look_up=row.look_up
    )
    reason = unseal_text(session, row.correction, table=FACT, column="correction", row=row.id)
    return Known(value=value_of(session, row), provenance=provenance, confirmed=True, correction=reason)


def correct_facts(
    session: Session, case: CaseRow, item: Item, said: dict[str, Scalar], *, words: str | None, at: datetime
) -> None:
    """Add what is now said as new versions; nothing is overwritten. Raises `BadSubmission`."""
    stored = {fact.row.fact: fact.row for fact in facts_of(session, case)}
    faults = tuple(fault for code, value in said.items() if (fault := _find_fault(code, value, item, stored.get(code))))
    if faults:
        raise BadSubmission(faults)
    for code, value in said.items():
        before = stored.get(code)
        known = Known(
            value=value,
            provenance=Provenance(source=Source.TYPED, at=at, trust=Trust.D),
            confirmed=True,
            correction=words,
        )
        _add_version(session, case, item, code, known, before)
    session.flush()


def _add_version(session: Session, case: CaseRow, item: Item, code: str, known: Known, before: Read | None) -> None:
    in_form = any(line.fact == code for line in item.fields)
    placed = Placed(before.position, before.in_form) if before else Placed(len(item.fields), in_form)
    add_fact(session, case, item.facts[code], code, known, placed=placed, version=before.version + 1 if before else 1)


def _find_fault(code: str, value: Scalar, item: Item, before: Read | None) -> Fault | None:
    fact = item.facts.get(code)
    if fact is None:
        return Fault(f"/facts/{code}", "unknown", "The item of this case has no such fact.")
    if not may_be_said_anew(fact, "" if before is None else before.source):
        return Fault(f"/facts/{code}", "not_editable", "This is told by the card, or worked out.")
    if find_problem(fact, value) is not None:
        return Fault(f"/facts/{code}", "wrong_kind", "This value is not right for its fact.")
    return None

"""What is kept of a citizen for the next visit: papers once received, values once given."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert
from sqlmodel import Session, col, select

from backend.citizens.knowledge import EARLIER
from backend.citizens.sealing import seal
from backend.citizens.tables import AttachedFileRow, EarlierFactRow, LibraryDocumentRow
from backend.citizens.visits import Visit
from backend.contract import AttachedFile
from backend.guide import Trust, Value
from backend.storage import DataClass, add_rows, change_rows, insert_into, new_id

__all__ = ["attach", "files_of", "keep_document", "keep_earlier_facts"]


def keep_document(
    session: Session,
    county: str,
    citizen: str,
    *,
    document: str,
    original_seen: bool,
    files: list[str],
    day: date,
    case: str,
    valid_until: date | None = None,
) -> str:
    """Put a received paper into the library. An original checked at a window makes it trust level B, else C."""
    id_ = new_id()
    row = {
        "county": county,
        "id": id_,
        "citizen": citizen,
        "document": document,
        "trust": Trust.B if original_seen else Trust.C,
        "received_on": day,
        "files": list(files),
        "received_in": case,
        "valid_until": valid_until,
    }
    add_rows(session, LibraryDocumentRow, [row])
    return id_


def keep_earlier_facts(
    session: Session, county: str, citizen: str, values: Mapping[str, Value], *, hall: str, case: str, at: datetime
) -> None:
    """Remember the values last used for these facts, in place of the ones before."""
    if values:
        used = {"county": county, "citizen": citizen, "used_at": at, "used_in": case}
        rows = [{**used, **_sealed_fact(session, fact, value, hall)} for fact, value in values.items()]
        change_rows(session, _used(session.connection().dialect.name), *rows)


def _sealed_fact(session: Session, fact: str, value: Value, hall: str) -> dict[str, Any]:
    id_ = new_id()
    sealed = seal(session, DataClass.SENSITIVE, value, table=EARLIER, column="sealed", row=id_, hall=hall)
    return {"id": id_, "fact": fact, "sealed": sealed}


@cache
def _used(dialect: str) -> Insert:
    """Puts a value in the place of the one before, id and all: what is sealed is bound to it."""
    new = insert_into(EarlierFactRow, dialect)
    changed = {name: new.excluded[name] for name in ("id", "sealed", "used_at", "used_in")}
    return new.on_conflict_do_update(index_elements=["county", "citizen", "fact"], set_=changed)


def attach(session: Session, visit: Visit, file: AttachedFile, at: datetime) -> None:
    """Note that a scan belongs to a visit; the same scan twice is one."""
    if file.digest not in files_of(session, visit):
        session.add(
            AttachedFileRow(
                county=visit.county, id=new_id(), visit=visit.id, digest=file.digest, kind=file.kind, size=file.size,
                at=at,
            )
        )  # fmt: skip


def files_of(session: Session, visit: Visit) -> set[str]:
    """Digests of the scans handed in during this visit."""
    query = select(AttachedFileRow.digest).where(
        col(AttachedFileRow.county) == visit.county, col(AttachedFileRow.visit) == visit.id
    )
    return set(session.exec(query))

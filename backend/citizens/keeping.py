"""What is kept of a citizen for the next visit: papers once received, values once given."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from backend.citizens.knowledge import EARLIER
from backend.citizens.sealing import seal
from backend.citizens.tables import AttachedFileRow, EarlierFactRow, LibraryDocumentRow
from backend.citizens.visits import Visit
from backend.contract import AttachedFile
from backend.guide import Trust, Value
from backend.storage import DataClass, add_rows, change_rows, new_id, read_rows

__all__ = ["attach", "files_of", "keep_document", "keep_earlier_facts"]

_KNOWN: Final = select(col(EarlierFactRow.fact), col(EarlierFactRow.id)).where(
    col(EarlierFactRow.county) == bindparam("in_county"), col(EarlierFactRow.citizen) == bindparam("of_citizen")
)
_USED_AGAIN: Final = (
    update(EarlierFactRow)
    .where(col(EarlierFactRow.county) == bindparam("in_county"), col(EarlierFactRow.id) == bindparam("with_id"))
    .values({name: bindparam(name) for name in ("sealed", "used_at", "used_in")})
    .execution_options(synchronize_session=False)
)


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
    if not values:
        return
    rows = read_rows(session, _KNOWN, {"in_county": county, "of_citizen": citizen})
    known = {fact: id_ for fact, id_ in rows if fact in values}

    def row(id_: str, fact: str) -> dict[str, Any]:
        sealed = seal(session, DataClass.SENSITIVE, values[fact], table=EARLIER, column="sealed", row=id_, hall=hall)
        return {"sealed": sealed, "used_at": at, "used_in": case}

    if known:
        again = [{"in_county": county, "with_id": id_, **row(id_, fact)} for fact, id_ in known.items()]
        change_rows(session, _USED_AGAIN, *again)
    fresh = {fact: new_id() for fact in values if fact not in known}
    place = {"county": county, "citizen": citizen}
    add_rows(
        session, EarlierFactRow, [{**place, "id": id_, "fact": fact, **row(id_, fact)} for fact, id_ in fresh.items()]
    )


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

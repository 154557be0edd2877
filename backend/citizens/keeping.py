"""What is kept of a citizen for the next visit: papers once received, values once given."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from backend.citizens.knowledge import EARLIER
from backend.citizens.sealing import seal
from backend.citizens.tables import AttachedFileRow, EarlierFactRow, LibraryDocumentRow
from backend.citizens.visits import Visit
from backend.contract import AttachedFile
from backend.guide import Trust, Value
from backend.storage import DataClass, new_id

__all__ = ["attach", "files_of", "keep_document", "keep_earlier_fact"]


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
) -> str:
    """Put a received paper into the library. An original checked at a window makes it trust level B, else C."""
    row = LibraryDocumentRow(
        county=county,
        id=new_id(),
        citizen=citizen,
        document=document,
        trust=Trust.B if original_seen else Trust.C,
        received_on=day,
        files=list(files),
        received_in=case,
    )
    session.add(row)
    return row.id


def keep_earlier_fact(
    session: Session, county: str, citizen: str, fact: str, value: Value, *, hall: str, case: str, at: datetime
) -> None:
    """Remember the value last used for a fact, in place of the one before."""
    query = select(EarlierFactRow).where(
        col(EarlierFactRow.county) == county, col(EarlierFactRow.citizen) == citizen, col(EarlierFactRow.fact) == fact
    )
    row = session.exec(query).one_or_none()
    if row is None:
        row = EarlierFactRow(
            county=county, id=new_id(), citizen=citizen, fact=fact, sealed=b"", used_at=at, used_in=case
        )
    row.sealed = seal(session, DataClass.SENSITIVE, value, table=EARLIER, column="sealed", row=row.id, hall=hall)
    row.used_at, row.used_in = at, case
    session.add(row)
    session.flush()


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

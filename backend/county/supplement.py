"""Papers brought after an application was taken in: the whole list each time, of which the newest counts."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from backend.county.application import DispatchId, Document, parse
from backend.county.desk import Desk
from backend.county.errors import FieldError, Refused
from backend.county.ledger import Ledger
from backend.county.replies import Filed
from backend.county.systems import Grade

__all__ = ["supplement", "supplements_in"]

_KEEP: Final = (
    "INSERT INTO supplement (application, as_of, documents, received_at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (application) DO UPDATE SET as_of = excluded.as_of, documents = excluded.documents,"
    " received_at = excluded.received_at WHERE excluded.as_of > supplement.as_of"
)


class _Supplement(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    dispatch_id: DispatchId
    reference: Annotated[str, Field(max_length=80)] | None = None
    case_number: str = Field(pattern=r"^[0-9A-Z][0-9A-Z\-]{3,49}$")
    as_of: AwareDatetime
    documents: list[Document] = Field(min_length=1, max_length=100)


async def supplement(desk: Desk, raw: Mapping[str, Any]) -> Filed:
    """Put the papers to their application, decided or not. Raises `Refused`."""
    told = parse(_Supplement, raw)
    applications = _applications(desk, told)
    documents = json.dumps([document.model_dump() for document in told.documents], ensure_ascii=False)
    now = desk.clock()

    def unit(connection: sqlite3.Connection) -> None:
        for application in applications:
            connection.execute(_KEEP, (application, told.as_of.timestamp(), documents, now.timestamp()))

    await desk.ledger.write(unit)
    return Filed(now)


def supplements_in(ledger: Ledger) -> list[dict[str, Any]]:
    """What came to which application since it was taken in."""
    rows = ledger.read(
        "SELECT a.system, a.dispatch_id, s.documents FROM supplement s JOIN application a ON a.id = s.application"
        " ORDER BY s.received_at"
    )
    return [{**dict(row), "documents": json.loads(row["documents"])} for row in rows]


def _applications(desk: Desk, told: _Supplement) -> list[int]:
    """Departments of grade C know their own references only."""
    by_reference = desk.system.grade is Grade.C
    column, value = ("reference", told.reference) if by_reference else ("dispatch_id", told.dispatch_id)
    rows = desk.ledger.read(f"SELECT id FROM application WHERE system = ? AND {column} = ?", desk.system.id, value)
    if not rows:
        raise Refused([FieldError(column, "is not known here")])
    return [int(row["id"]) for row in rows]

"""Reading the chain, for whoever may: inspector, citizen's question, proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from backend.storage import keys_of
from backend.supervision.chain import payload_place
from backend.supervision.entries import Commitment, parsed_leaf
from backend.supervision.errors import EntryMissing
from backend.supervision.tables import ChainEntry, ChainLog, ChainPayload


@dataclass(frozen=True)
class Entry:
    """An entry as kept: its place, and the fields of its leaf."""

    log: str
    seq: int
    leaf: bytes

    @property
    def fields(self) -> dict[str, Any]:
        return parsed_leaf(self.leaf)


def entries_of_case(session: Session, case: str, *, county: str) -> list[Entry]:
    """Everything the logs of this county hold of a case, oldest first."""
    query = select(ChainEntry).where(ChainEntry.county == county, ChainEntry.case_id == case)
    return _entries(session.exec(_in_order(query)).all())


def entries_about(session: Session, obj: str, *, county: str) -> list[Entry]:
    """Everything done to one object: the answer to "who looked?"."""
    query = select(ChainEntry).where(ChainEntry.county == county, ChainEntry.obj == obj)
    return _entries(session.exec(_in_order(query)).all())


def find_payload(session: Session, log: str, seq: int) -> dict[str, Any] | None:
    """The payload of an entry; `None` if it never had one or it was shredded."""
    row = session.get(ChainPayload, (log[:6], log, seq))
    if row is None:
        return None
    sealed = keys_of(session).unseal_bytes(row.sealed, **payload_place(log, seq))
    return Commitment.from_bytes(sealed).payload


def shred_payloads(session: Session, case: str, *, county: str) -> int:
    """Destroy payload and salt of all entries of a case whose term is over; the log stays verifiable."""
    entries = entries_of_case(session, case, county=county)
    connection = session.connection()
    for entry in entries:
        connection.execute(
            delete(ChainPayload).where(
                col(ChainPayload.county) == county,
                col(ChainPayload.log) == entry.log,
                col(ChainPayload.seq) == entry.seq,
            )
        )
    return len(entries)


def get_log(session: Session, log: str) -> ChainLog:
    """A log by its name (hall.epoch), or the newest of a hall by the hall's code."""
    query = select(ChainLog).where(ChainLog.county == log[:6])
    query = query.where(ChainLog.id == log if "." in log else ChainLog.hall == log)
    found = session.exec(query.order_by(col(ChainLog.epoch).desc()).limit(1)).one_or_none()
    if found is None:
        raise EntryMissing("there is no such log")
    return found


def _in_order(query: Any) -> Any:
    return query.order_by(ChainEntry.at, ChainEntry.log, ChainEntry.seq)


def _entries(rows: Sequence[ChainEntry]) -> list[Entry]:
    return [Entry(row.log, row.seq, row.leaf) for row in rows]

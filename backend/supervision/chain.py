"""Writing the chain: an entry is kept in the same transaction as what it tells of, or neither is."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from backend.storage import DataClass, add_rows, keys_of, new_id, read_rows
from backend.supervision.appending import OpenLog, begin_epoch, open_log, peek
from backend.supervision.canonical import canonical
from backend.supervision.entries import Commitment, NewEntry, leaf_fields
from backend.supervision.errors import EntryMissing
from backend.supervision.hashing import HashName
from backend.supervision.heads import Head
from backend.supervision.tables import ChainEntry, ChainPayload

NODE: Final = "node"
"""Actor and role of what the program does of its own accord."""

# Built once: every entry of a case runs it.
_LAST_OF_CASE: Final = (
    select(col(ChainEntry.seq))
    .where(
        col(ChainEntry.county) == bindparam("in_county"),
        col(ChainEntry.case_id) == bindparam("of_case"),
        col(ChainEntry.log) == bindparam("in_log"),
    )
    .order_by(col(ChainEntry.seq).desc())
    .limit(1)  # the index ends with the number: one step, however long the case has gone on
)


def record(session: Session, entry: NewEntry, *, at: datetime | None = None) -> int:
    """Append one entry in this session's transaction and answer its sequence number in the hall's log."""
    return record_many(session, [entry], at=at)[0]


def record_many(session: Session, entries: Sequence[NewEntry], *, at: datetime | None = None) -> list[int]:
    """Append entries in this order; the numbers answered are in the same order.

    `at` is the node's time, now if left out. The order of a log never depends on it. Logs are locked in sorted
    order, so that units that write to several halls' logs cannot wait for each other.
    """
    moment = at or datetime.now(UTC)
    numbers: dict[int, int] = {}
    for hall in sorted({entry.log for entry in entries}):
        chosen = [place for place, entry in enumerate(entries) if entry.log == hall]
        appended = _append(session, open_log(session, hall), [entries[place] for place in chosen], moment)
        numbers.update(zip(chosen, appended, strict=True))
    return [numbers[place] for place in range(len(entries))]


def head_of(session: Session, hall: str) -> Head:
    """The head of the hall's current log."""
    log = peek(session, hall)
    if log is None:
        raise EntryMissing("this hall has no log yet")
    return log.head()


def record_start(
    session: Session, hall: str, *, station: str, version: str, clean: bool, hash: HashName = HashName.SM3
) -> int:
    """The entry a node writes when it begins to serve a hall; `clean` says whether it had stopped in order.

    For a hall without a log this begins one, with this hash.
    """
    open_log(session, hall, hash=hash)
    payload = {"version": version, "clean": clean}
    return record(session, _by_node("node.start", hall, station, payload))


def record_recovery(
    session: Session, *, last_known: Head, by: Sequence[tuple[str, str]], station: str, at: datetime | None = None
) -> None:
    """Begin a new epoch of a hall after an old copy was put back: its first entries, one by each of those who answer
    for it (person and role), name the last head known elsewhere."""
    hall = last_known.origin.hall
    begin_epoch(session, hall, after=last_known.origin)
    obj = " ".join(last_known.body.split())
    record_many(
        session,
        [
            NewEntry(log=hall, station=station, actor=actor, role=role, act="node.recovery", obj=obj, div=hall)
            for actor, role in by
        ],
        at=at,
    )


def _by_node(act: str, hall: str, station: str, payload: dict[str, Any]) -> NewEntry:
    return NewEntry(log=hall, station=station, actor=NODE, role=NODE, act=act, obj=hall, div=hall, payload=payload)


def _append(session: Session, log: OpenLog, entries: Sequence[NewEntry], at: datetime) -> list[int]:
    rows, payloads = [], []
    for seq, entry in enumerate(entries, log.frontier.size):
        commitment = None if entry.payload is None else Commitment.to(entry.payload)
        previous = None if entry.begins_case else _last_of_case(session, log, entry.case)
        rows.append(_entry_row(log, seq, entry, at, previous, commitment))
        if entry.case:
            log.last_of_case[entry.case] = seq
        if commitment is not None:
            payloads.append(_payload_row(session, log, seq, commitment))
    add_rows(session, ChainEntry, rows)
    add_rows(session, ChainPayload, payloads)
    log.append([row["leaf_hash"] for row in rows])
    return [row["seq"] for row in rows]


def _entry_row(
    log: OpenLog,
    seq: int,
    entry: NewEntry,
    at: datetime,
    previous: int | None,
    commitment: Commitment | None,
) -> dict[str, Any]:
    fields = leaf_fields(
        entry,
        log=log.log,
        seq=seq,
        id=new_id(),
        at=at,
        prev_case=previous,
        commit=commitment.digest(log.tree) if commitment else None,
    )
    leaf = canonical(fields)
    return {
        "county": log.county,
        "log": log.log,
        "seq": seq,
        "leaf": leaf,
        "leaf_hash": log.tree.leaf(leaf),
        "act": entry.act,
        "actor": entry.actor,
        "obj": entry.obj,
        "case_id": entry.case,
        "at": at,
    }


def _payload_row(session: Session, log: OpenLog, seq: int, commitment: Commitment) -> dict[str, Any]:
    sealed = keys_of(session).seal_bytes(
        DataClass.SENSITIVE, commitment.to_bytes(), **payload_place(log.log, seq), hall=log.hall
    )
    return {"county": log.county, "log": log.log, "seq": seq, "sealed": sealed}


def payload_place(log: str, seq: int) -> dict[str, str]:
    """What the sealed payload of an entry is bound to."""
    return {"table": "chain_payload", "column": "sealed", "row": f"{log}/{seq}"}


def _last_of_case(session: Session, log: OpenLog, case: str | None) -> int | None:
    if case is None:
        return None
    if case not in log.last_of_case:
        where = {"in_county": log.county, "in_log": log.log, "of_case": case}
        found = read_rows(session, _LAST_OF_CASE, where)
        log.last_of_case[case] = found[0].seq if found else None
    return log.last_of_case[case]

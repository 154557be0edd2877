"""Asking the chain itself: the log a name means, what it was, the payload of an entry."""

from typing import Any

from sqlmodel import Session, col, select

from backend.storage import keys_of
from backend.supervision.appending import peek
from backend.supervision.chain import payload_place
from backend.supervision.entries import Commitment
from backend.supervision.errors import EntryMissing
from backend.supervision.hashing import tree_hash
from backend.supervision.heads import Head
from backend.supervision.merkle import Frontier
from backend.supervision.tables import ChainEntry, ChainLog, ChainPayload


def find_payload(session: Session, log: str, seq: int) -> dict[str, Any] | None:
    """The payload of an entry; `None` if it never had one or it was shredded."""
    row = session.get(ChainPayload, (log[:6], log, seq))
    if row is None:
        return None
    sealed = keys_of(session).unseal_bytes(row.sealed, **payload_place(log, seq))
    return Commitment.from_bytes(sealed).payload


def has_been(session: Session, head: Head) -> bool:
    """Whether the log was what this head says, or the hall has gone over to a later log since."""
    current = peek(session, head.origin.hall)
    if current is not None and current.head().origin.epoch > head.origin.epoch:
        return True
    query = select(ChainEntry.leaf_hash).where(
        ChainEntry.county == head.origin.hall[:6], ChainEntry.log == head.origin.log
    )
    leaves = session.exec(query.order_by(col(ChainEntry.seq)).limit(head.size))
    tree = tree_hash(head.origin.hash)
    frontier = Frontier.of(leaves, tree)
    return frontier.size == head.size and frontier.root(tree) == head.root


def get_log(session: Session, log: str) -> ChainLog:
    """A log by its name (hall.epoch), or the newest of a hall by the hall's code."""
    query = select(ChainLog).where(ChainLog.county == log[:6])
    query = query.where(ChainLog.id == log if "." in log else ChainLog.hall == log)
    found = session.exec(query.order_by(col(ChainLog.epoch).desc()).limit(1)).one_or_none()
    if found is None:
        raise EntryMissing("there is no such log")
    return found

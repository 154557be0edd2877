"""Where a log stands inside one unit of work: read and locked once, written once when the unit commits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, bindparam, event, insert, select, update
from sqlmodel import Session, SQLModel, col

from backend.storage import change_rows, insert_into, read_rows, tell_after_commit
from backend.supervision.hashing import HashName, TreeHash, tree_hash
from backend.supervision.heads import Head, Origin
from backend.supervision.merkle import Frontier
from backend.supervision.tables import ChainEntry, ChainFrontier, ChainLog

_OPEN_LOGS: Final = "onewindow.open_logs"
_TAKEN_BACK: Final = "onewindow.open_logs_taken_back"

# Built once: every recorded entry runs these, and building them costs more than running them.
_OF_HALL: Final = (
    col(ChainFrontier.county) == bindparam("in_county"),
    col(ChainFrontier.id) == bindparam("of_hall"),
)
_FRONTIER: Final = select(
    col(ChainFrontier.log), col(ChainFrontier.hash), col(ChainFrontier.size), col(ChainFrontier.peaks)
).where(*_OF_HALL)
_FRONTIER_LOCKED: Final = _FRONTIER.with_for_update()
_ADVANCE: Final = (
    update(ChainFrontier)
    .where(*_OF_HALL)
    .values({name: bindparam(name) for name in ("log", "hash", "size", "peaks")})
    .execution_options(synchronize_session=False)
)
_HASHES_FROM: Final = (
    select(col(ChainEntry.leaf_hash))
    .where(
        col(ChainEntry.county) == bindparam("in_county"),
        col(ChainEntry.log) == bindparam("in_log"),
        col(ChainEntry.seq) >= bindparam("from_seq"),
    )
    .order_by(col(ChainEntry.seq))
)
Row = TypeVar("Row", bound=SQLModel)


@dataclass
class OpenLog:
    """A hall's log, locked by this unit, with everything this unit has appended."""

    county: str
    hall: str
    log: str
    tree: TreeHash
    frontier: Frontier
    written: Frontier
    last_of_case: dict[str, int | None] = field(default_factory=dict)
    """The number of a case's last entry, for the cases this unit has asked about or written to."""

    def append(self, leaf_hashes: Sequence[bytes]) -> None:
        self.frontier = self.frontier.extended(leaf_hashes, self.tree)

    def head(self) -> Head:
        return Head(Origin(self.log, self.tree.name), self.frontier.size, self.frontier.root(self.tree))


def log_name(hall: str, epoch: int) -> str:
    return f"{hall}.{epoch}"


def open_log(session: Session, hall: str, *, hash: HashName = HashName.SM3) -> OpenLog:
    """The log of this hall, begun now if there is none, locked until the unit ends."""
    opened = _opened(session)
    known = opened.get(hall)
    if known is None:
        known = opened[hall] = _load(session, hall) or _begin(session, hall, 1, hash)
    return known


def begin_epoch(session: Session, hall: str, *, after: Origin) -> OpenLog:
    """Close the current log of this hall for good and begin one of an epoch above it and above that of `after`, by the
    same hash."""
    current = open_log(session, hall, hash=HashName(after.hash)).head().origin
    begun = _begin(session, hall, max(current.epoch, after.epoch) + 1, HashName(current.hash))
    session.info[_OPEN_LOGS][hall] = begun
    return begun


def peek(session: Session, hall: str) -> OpenLog | None:
    """The log as this session sees it, without a lock."""
    opened: dict[str, OpenLog] = session.info.get(_OPEN_LOGS, {})
    return opened.get(hall) or _load(session, hall, lock=False)


def _opened(session: Session) -> dict[str, OpenLog]:
    """The logs this unit has opened; whoever listens is told their heads once it is durable."""
    opened: dict[str, OpenLog] | None = session.info.get(_OPEN_LOGS)
    if opened is None:
        opened = session.info[_OPEN_LOGS] = {}
        if _TAKEN_BACK not in session.info:
            tell_after_commit(session, partial(_new_heads, session))
    return opened


def _new_heads(session: Session) -> list[Head]:
    opened: dict[str, OpenLog] = session.info.get(_OPEN_LOGS, {})
    return [log.head() for log in opened.values()]


@event.listens_for(Session, "before_commit")
def _write_frontiers(session: Any) -> None:
    """What is pending, before the unit commits."""
    for log in session.info.get(_OPEN_LOGS, {}).values():
        if log.frontier != log.written:
            _write(session, log)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Any, _transaction: Any) -> None:
    """What a savepoint took back."""
    if session.info.pop(_OPEN_LOGS, None) is not None:
        session.info[_TAKEN_BACK] = True


def _write(session: Session, log: OpenLog) -> None:
    values = {"log": log.log, "hash": log.tree.name, "size": log.frontier.size, "peaks": log.frontier.to_bytes()}
    change_rows(session, _ADVANCE, {"in_county": log.county, "of_hall": log.hall, **values})
    log.written = log.frontier


def _load(session: Session, hall: str, *, lock: bool = True) -> OpenLog | None:
    """The stored frontier plus the entries after it.

    There are such entries only within a unit whose savepoint was rolled back: the frontier is written last.
    """
    county = hall[:6]
    query = _FRONTIER_LOCKED if lock else _FRONTIER
    found = read_rows(session, query, {"in_county": county, "of_hall": hall})
    if not found:
        return None
    [row] = found
    tree, stored = tree_hash(row.hash), Frontier.from_bytes(row.size, row.peaks)
    if not session.info.get(_TAKEN_BACK):
        return OpenLog(county, hall, row.log, tree, stored, stored)
    after = read_rows(session, _HASHES_FROM, {"in_county": county, "in_log": row.log, "from_seq": row.size})
    return OpenLog(county, hall, row.log, tree, stored.extended((hash for (hash,) in after), tree), stored)


def _begin(session: Session, hall: str, epoch: int, hash: HashName) -> OpenLog:
    connection, county, log = session.connection(), hall[:6], log_name(hall, epoch)
    tree = tree_hash(hash)
    if epoch == 1:
        values = {"county": county, "id": hall, "log": log, "hash": tree.name, "size": 0, "peaks": b""}
        _insert_new(connection, ChainFrontier, values)
        begun = _load(session, hall)  # now locked; perhaps another unit had begun it first
        if begun is None:
            raise RuntimeError("a frontier just written cannot be read")
        if begun.frontier.size or not _is_unnamed(connection, county, begun.log):
            return begun
    name = {"county": county, "id": log, "hall": hall, "epoch": epoch, "hash": tree.name}
    connection.execute(insert(ChainLog).values(**name, opened_at=datetime.now(UTC)))
    begun = OpenLog(county, hall, log, tree, Frontier(), Frontier())
    _write(session, begun)
    return begun


def _is_unnamed(connection: Connection, county: str, log: str) -> bool:
    query = select(col(ChainLog.id)).where(col(ChainLog.county) == county, col(ChainLog.id) == log)
    return connection.execute(query).one_or_none() is None


def _insert_new(connection: Connection, table: type[Row], values: dict[str, Any]) -> None:
    connection.execute(insert_into(table, connection.dialect.name).values(**values).on_conflict_do_nothing())

"""Plain files that anybody can check without us; `export_files` says what each holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import LargeBinary, cast
from sqlmodel import Session, col, select

from backend.storage import Snapshot, StorageDamaged, Store
from backend.supervision.appending import peek
from backend.supervision.export_files import ENTRIES, HASHES, HEAD, ORIGIN
from backend.supervision.hashing import tree_hash
from backend.supervision.heads import Head, Origin
from backend.supervision.merkle import Frontier
from backend.supervision.reading import get_log
from backend.supervision.tables import ChainEntry, ChainLog

_AT_A_TIME: Final = 2_000


def export_log(store: Store | Snapshot, log: str, directory: Path) -> Head:
    """Write a log to `directory` and answer its head. `log` is `hall.epoch`, or a hall for its newest log.

    The head of a log its hall still writes is the one the node keeps beside the entries: entries altered in the
    database do not give it. `StorageDamaged` when that cannot be read.
    """
    directory.mkdir(parents=True, exist_ok=True)
    return store.read_now(lambda session: _export(session, log, directory))


def _export(session: Session, name: str, directory: Path) -> Head:
    log = get_log(session, name)
    tree = tree_hash(log.hash)
    frontier = Frontier()
    with (directory / ENTRIES).open("wb") as entries, (directory / HASHES).open("wb") as hashes:
        for leaf, leaf_hash in _leaves(session, log.county, log.id):
            entries.write(leaf + b"\n")
            hashes.write(leaf_hash.hex().encode() + b"\n")
            frontier = frontier.extended([tree.leaf(leaf)], tree)
    head = _kept_head(session, log) or Head(Origin(log.id, log.hash), frontier.size, frontier.root(tree))
    (directory / ORIGIN).write_text(f"{head.origin}\n", "utf-8")
    (directory / HEAD).write_text(str(head), "utf-8")
    return head


def _kept_head(session: Session, log: ChainLog) -> Head | None:
    """None for a log of an earlier epoch, of which only the entries are left."""
    try:
        current = peek(session, log.hall)
    except ValueError as error:
        raise StorageDamaged("where the chain stands is not what was written") from error
    return current.head() if current is not None and current.log == log.id else None


def _leaves(session: Session, county: str, log: str) -> Iterator[tuple[bytes, bytes]]:
    """As bytes, whatever somebody has put there: to judge them is the verifier's."""
    query = (
        select(cast(ChainEntry.leaf, LargeBinary), cast(ChainEntry.leaf_hash, LargeBinary))
        .where(ChainEntry.county == county, ChainEntry.log == log)
        .order_by(col(ChainEntry.seq))
        .execution_options(yield_per=_AT_A_TIME)
    )
    yield from session.exec(query)

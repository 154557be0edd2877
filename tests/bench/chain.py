"""`chain verify`: what an entry costs, beside hashing the same bytes and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from sqlmodel import Session

from backend.schema import metadata
from backend.storage import KeyRing, Store, new_id
from backend.supervision import HashName, NewEntry, export_log, record, verify_export
from backend.supervision.export_files import ENTRIES
from backend.supervision.hashing import tree_hash
from tests.bench.figures import Figure, Note, Rows

__all__ = ["measure"]

HALL = "999999101000"
ENTRIES_IN_ALL, A_COMMIT, A_CASE = 20_000, 200, 10
TIMES = 5


def measure(folder: Path) -> Rows:
    keys = KeyRing.open(folder / "master.key", home=HALL, create=True)
    with Store.open(f"sqlite:///{folder / 'chain.db'}", keys=keys) as store:
        store.create_tables(metadata)
        written = list(_write(store))
        export_log(store, HALL, folder / "export")
    verified, hashed = [], []
    for _ in range(TIMES):
        hashed.append(_hash(folder / "export"))
        verified.append(_verify(folder / "export"))
    floor = Figure("leaf and node hash of an entry (SM3), nothing else", hashed, "µs")
    size = (folder / "export" / ENTRIES).stat().st_size / ENTRIES_IN_ALL
    return [
        Note(f"{ENTRIES_IN_ALL:,} entries of {size:.0f} bytes"),
        floor,
        Figure("verifying an entry of an export", verified, "µs", floor=floor, target=30.0),
        Figure(f"recording an entry, {A_COMMIT} a commit", written, "µs"),
    ]


def _entry(case: str) -> NewEntry:
    return NewEntry(
        log=HALL, actor=new_id(), role="operator", act="case.note", obj=case, div=HALL, case=case,
        payload={"words": "材料齐全"},
    )  # fmt: skip


def _write(store: Store) -> Iterator[float]:
    def unit(session: Session) -> None:
        for _ in range(A_COMMIT // A_CASE):
            case = new_id()
            for _ in range(A_CASE):
                record(session, _entry(case))

    for _ in range(ENTRIES_IN_ALL // A_COMMIT):
        began = perf_counter()
        store.run_now(unit)
        yield (perf_counter() - began) * 1_000_000 / A_COMMIT


def _verify(export: Path) -> float:
    began = perf_counter()
    verification = verify_export(export)
    took = perf_counter() - began
    if verification.exit_code != 0 or verification.size != ENTRIES_IN_ALL:
        raise AssertionError(verification.reason)
    return took * 1_000_000 / ENTRIES_IN_ALL


def _hash(export: Path) -> float:
    tree = tree_hash(HashName.SM3)
    lines = (export / ENTRIES).read_bytes().splitlines()
    began = perf_counter()
    for line in lines:
        leaf = tree.leaf(line)
        tree.node(leaf, leaf)
    return (perf_counter() - began) * 1_000_000 / len(lines)

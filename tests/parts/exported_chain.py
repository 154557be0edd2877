"""A chain as an export has it, with every head it ever had: what checks are tried on."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from backend.storage import KeyRing, Store, Table
from backend.supervision import Head, NewEntry, export_log, head_of, record

__all__ = ["HALL", "SIZE", "Exported", "new_entry", "write_chain"]

HALL = "530102001000"
SIZE = 24


def new_entry(number: int, act: str = "case.step") -> NewEntry:
    """Of one of four cases, some about what belongs to it; every fourth of no case."""
    case = f"c{number % 5}" if number % 4 else None
    return NewEntry(
        log=HALL,
        actor=f"staff-{number % 3}",
        role="operator",
        act=act,
        obj=f"o{number}" if case is None or number % 3 == 0 else case,
        div=HALL,
        case=case,
        payload={"n": number} if number % 2 else None,
    )


class Exported:
    """A sound export, the heads the log had after each entry, and the store it came from."""

    def __init__(self, directory: Path, store: Store, heads: list[Head]) -> None:
        self.directory = directory
        self.store = store
        self.heads = heads

    def copy(self) -> Path:
        """To be altered."""
        target = self.directory.with_name("altered")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.directory, target)
        return target

    def keep(self, sizes: list[int]) -> Path:
        """The heads of these sizes, in a folder as somebody else keeps them."""
        directory = self.directory.with_name("heads")
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
        for size in sizes:
            (directory / f"{size}").write_text(str(self.heads[size - 1]), "utf-8")
        return directory


@contextmanager
def write_chain(directory: Path, *, act: str = "case.step") -> Iterator[Exported]:
    with Store.open(f"sqlite:///{directory / 'node.db'}", keys=KeyRing.throwaway()) as store:
        store.create_tables(Table.metadata)
        heads = []
        for number in range(SIZE):
            store.run_now(partial(record, entry=new_entry(number, act)))
            heads.append(store.read_now(lambda session: head_of(session, HALL)))
        export_log(store, HALL, directory / "export")
        yield Exported(directory / "export", store, heads)

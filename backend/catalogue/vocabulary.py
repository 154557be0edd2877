"""What items share: facts, questions, form blocks, papers, stages and sentences, written once and used by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from backend.catalogue.faults import Fault
from backend.catalogue.tree import Tree, read_tree

__all__ = ["FACT_KEYS", "KINDS", "SharedFact", "Vocabulary", "read_vocabulary"]

FACT_KEYS = ("fact", "same_as", "valid_until")  # keys whose value names a fact
KINDS = ("facts", "situations", "fields", "materials", "stages", "requirements", "texts", "grounds")


@dataclass(frozen=True, slots=True)
class SharedFact:
    """A shared fact with nothing left to look up, the facts it rests on and the systems that tell it."""

    tree: Tree
    references: tuple[Tree, ...]
    systems: frozenset[str]


@dataclass(slots=True)
class Vocabulary:
    """Shared entries by kind and code; ``used`` collects what items took, so that idle entries can be named."""

    entries: dict[str, dict[str, Tree]]
    used: set[tuple[str, str]] = field(default_factory=set)
    facts: "dict[str, SharedFact]" = field(default_factory=dict)
    """Worked out so far: dozens of items refer to the same ones."""

    def find(self, kind: str, code: str) -> Tree | None:
        entry = self.entries[kind].get(code)
        if entry is not None:
            self.used.add((kind, code))
        return entry

    def is_open_to(self, kind: str, code: str, item: str) -> bool:
        """Whether ``code`` is shared by all, or by the department of ``item``: its own entry would be taken for it."""
        entry = self.entries[kind].get(code)
        return entry is not None and PurePath(entry.file).parent.name in ("shared", item.partition("-")[0])

    def idle(self) -> Iterable[tuple[str, str, Tree]]:
        for kind, entries in self.entries.items():
            for code, tree in entries.items():
                if (kind, code) not in self.used:
                    yield kind, code, tree


def read_vocabulary(directory: Path, faults: list[Fault]) -> Vocabulary:
    """What ``shared/`` holds, and the folders in it: a department may keep its own lists beside those of all."""
    entries: dict[str, dict[str, Tree]] = {kind: {} for kind in KINDS}
    # Those of all come first, so that a department repeating one of their codes is at fault.
    files = sorted((directory / "shared").rglob("*.yaml"), key=lambda path: (len(path.parts), path))
    for path in files:
        name = path.relative_to(directory).as_posix()
        if path.stem in KINDS:
            _take(entries[path.stem], read_tree(path, name, faults), faults)
        else:
            what = f"Nothing is shared under “{path.stem}”."
            faults.append(Fault(name, 1, what, f"Call the file one of: {', '.join(KINDS)}."))
    return Vocabulary(entries)


def _take(entries: dict[str, Tree], tree: Tree, faults: list[Fault]) -> None:
    for code, entry in tree.branch().items():
        if code in entries:
            line = tree.keys.get(code, tree.line)
            what = f"“{code}” is shared already, in {entries[code].file}."
            faults.append(Fault(tree.file, line, what, "Use that one, or rename yours."))
        entries.setdefault(code, entry)

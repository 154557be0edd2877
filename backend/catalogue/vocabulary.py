"""What items share: facts, questions, form blocks, papers, stages and sentences, written once and used by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from backend.catalogue.faults import Fault
from backend.catalogue.tree import Tree, read_tree

__all__ = ["KINDS", "Vocabulary", "read_vocabulary"]

KINDS = ("facts", "situations", "fields", "materials", "stages", "requirements", "texts", "grounds")


@dataclass(slots=True)
class Vocabulary:
    """Shared entries by kind and code; ``used`` collects what items took, so that idle entries can be named."""

    entries: dict[str, dict[str, Tree]]
    used: set[tuple[str, str]] = field(default_factory=set)

    def find(self, kind: str, code: str) -> Tree | None:
        entry = self.entries[kind].get(code)
        if entry is not None:
            self.used.add((kind, code))
        return entry

    def idle(self) -> Iterable[tuple[str, str, Tree]]:
        for kind, entries in self.entries.items():
            for code, tree in entries.items():
                if (kind, code) not in self.used:
                    yield kind, code, tree


def read_vocabulary(directory: Path, faults: list[Fault]) -> Vocabulary:
    entries: dict[str, dict[str, Tree]] = {}
    for kind in KINDS:
        path = directory / "shared" / f"{kind}.yaml"
        entries[kind] = read_tree(path, f"shared/{kind}.yaml", faults).branch() if path.exists() else {}
    return Vocabulary(entries)

"""Checking an export loads no database code, and takes little memory however long the log is."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import backend.supervision
from backend.supervision.canonical import canonical
from backend.supervision.entries import NewEntry, leaf_fields
from backend.supervision.hashing import HashName, tree_hash
from backend.supervision.heads import Head, Origin
from backend.supervision.merkle import Frontier

ROOT = Path(__file__).parents[3]
HALL = "530102001000"
ENTRIES = 20_000
MEMORY_LIMIT_MB = 64

AUDITOR = """
import re, sys
from pathlib import Path
from backend.supervision import verify_export
found = verify_export(Path(sys.argv[1]))
heavy = {"sqlalchemy", "sqlmodel", "pydantic", "PIL"} & sys.modules.keys()
# not ru_maxrss: a child inherits its parent's
peak_kb = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(found.status, found.size, sorted(heavy), int(peak_kb) // 1024)
"""


def _write_export(directory: Path) -> None:
    tree, at, hashes = tree_hash(HashName.SM3), datetime(2026, 1, 1, tzinfo=UTC), []
    with (directory / "entries.jsonl").open("wb") as entries:
        for seq in range(ENTRIES):
            entry = NewEntry(log=HALL, actor="a", role="operator", act="case.step", obj=f"o{seq}", div=HALL)
            previous = seq - 1 if seq % 10 else None
            fields = leaf_fields(entry, log=f"{HALL}.1", seq=seq, id="i" * 36, at=at, prev_case=previous, commit=None)
            leaf = canonical(fields)
            hashes.append(tree.leaf(leaf))
            entries.write(leaf + b"\n")
    head = Head(Origin(f"{HALL}.1"), ENTRIES, Frontier.of(hashes, tree).root(tree))
    (directory / "hashes").write_text("".join(f"{leaf.hex()}\n" for leaf in hashes))
    (directory / "head").write_text(str(head))
    (directory / "origin").write_text(f"{head.origin}\n")


def test_checking_a_long_log_is_lean(tmp_path: Path) -> None:
    _write_export(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", AUDITOR, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    status, size, heavy, memory = done.stdout.split(maxsplit=3)
    assert (status, int(size), heavy) == ("intact", ENTRIES, "[]")
    assert int(memory) < MEMORY_LIMIT_MB


def test_every_public_name_can_be_had() -> None:
    for name in backend.supervision.__all__:
        assert getattr(backend.supervision, name) is not None

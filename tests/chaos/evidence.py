"""What there really is: read from the node's file, the county's control room and the chain's export."""

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.parts.hall import HallParts

__all__ = ["CaseFound", "DispatchFound", "Evidence", "LogFound", "StageFound", "examine", "unfinished"]


@dataclass(frozen=True)
class CaseFound:
    id: str
    number: str
    visit: str
    state: str


@dataclass(frozen=True)
class StageFound:
    case: str
    code: str
    state: str
    attempt: str | None


@dataclass(frozen=True)
class DispatchFound:
    id: str
    case: str
    system: str
    state: str


@dataclass(frozen=True)
class LogFound:
    """What `chain verify` said of one exported log."""

    name: str
    exit_code: int
    sentence: str


@dataclass(frozen=True)
class Evidence:
    """`effects`: applications each dispatch brought about at its department. `acts`: chain entries by act, object."""

    cases: tuple[CaseFound, ...] = ()
    stages: tuple[StageFound, ...] = ()
    dispatches: tuple[DispatchFound, ...] = ()
    open_outbox: tuple[str, ...] = ()
    effects: dict[str, int] = field(default_factory=dict)
    acts: Counter[tuple[str, str]] = field(default_factory=Counter)
    logs: tuple[LogFound, ...] = ()
    torn_files: tuple[str, ...] = ()


def unfinished(hall: HallParts) -> int:
    """Outbox rows still to be done and dispatches not answered, while the node runs."""
    with _opened(hall.node_data / "node.db") as node:
        return sum(
            row[0]
            for row in node.execute(
                "SELECT count(*) FROM outbox WHERE state = 0 UNION ALL"
                " SELECT count(*) FROM dispatch WHERE state IN ('queued', 'sent')"
            )
        )


def examine(hall: HallParts) -> Evidence:
    """Asks the county, stops both parts, reads their files, exports the chain and has it verified."""
    effects: Counter[str] = Counter()
    for row in hall.county_says("effects"):
        effects[row["dispatch_id"]] += row["applications"]
    hall.node.stop()
    hall.county.stop()
    logs = _verified_logs(hall)
    with _opened(hall.node_data / "node.db") as node:
        return Evidence(
            cases=tuple(CaseFound(*row) for row in node.execute('SELECT id, number, visit, state FROM "case"')),
            stages=tuple(StageFound(*row) for row in node.execute('SELECT "case", code, state, attempt FROM stage')),
            dispatches=tuple(
                DispatchFound(*row) for row in node.execute('SELECT id, "case", system, state FROM dispatch')
            ),
            open_outbox=tuple(row[0] for row in node.execute("SELECT dispatch FROM outbox WHERE state = 0")),
            effects=dict(effects),
            acts=_acts(hall.folder / "export"),
            logs=logs,
            torn_files=tuple(_torn(hall)),
        )


def _verified_logs(hall: HallParts) -> tuple[LogFound, ...]:
    export = hall.folder / "export"
    made = _onewindow("chain", "export", str(export), "--data", str(hall.node_data), "--realm", "demo")
    if made.returncode:
        return (LogFound("export", made.returncode, made.stderr.strip()[-300:]),)
    found = []
    for folder in sorted(Path(line) for line in made.stdout.splitlines()):
        verified = _onewindow("chain", "verify", str(folder))
        found.append(LogFound(folder.name, verified.returncode, verified.stdout.strip()))
    return tuple(found)


def _onewindow(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tui.cli", *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def _acts(export: Path) -> Counter[tuple[str, str]]:
    acts: Counter[tuple[str, str]] = Counter()
    for path in export.glob("*/entries.jsonl"):
        for line in path.read_bytes().splitlines():
            entry: dict[str, Any] = json.loads(line)
            acts[entry["act"], entry["obj"] or ""] += 1
    return acts


def _torn(hall: HallParts) -> list[str]:
    torn = []
    for path in [*hall.node_data.glob("*.db"), *hall.county_data.glob("*.db")]:
        with _opened(path) as database:
            try:
                sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            except sqlite3.DatabaseError:
                sound = False
        if not sound:
            torn.append(path.name)
    return torn


class _opened:
    """A database file, read only; closed at the end of the block."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()

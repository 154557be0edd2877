"""That a catalogue was rehearsed, written beside its files: which version, against which, and how it went."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

__all__ = ["RehearsalRecord", "find_rehearsal", "keep_rehearsal"]

_FILE: Final = "rehearsal.json"


@dataclass(frozen=True, slots=True)
class RehearsalRecord:
    """`differing` of the `visits` went otherwise by `version` than by `against`."""

    version: str
    against: str
    visits: int
    differing: int


def find_rehearsal(folder: Path, version: str) -> RehearsalRecord | None:
    """Of the catalogue as it is now: what was changed after its rehearsal was not rehearsed."""
    try:
        record = RehearsalRecord(**json.loads((folder / _FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return record if record.version == version else None


def keep_rehearsal(folder: Path, record: RehearsalRecord) -> None:
    (folder / _FILE).write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")

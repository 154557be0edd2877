"""Special procedures of a stage: begun and ended while an application lies here, and told as they stand.

In the demo a procedure takes the middle of the time until the decision; the days it is expected to take are told.
"""

import sqlite3
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from backend.county.ledger import Ledger
from backend.county.local_time import LOCAL
from backend.county.systems import read_data

__all__ = ["Planned", "UnderWay", "begin_with", "due_to_be_told", "load_procedures", "mark_told", "procedure_of"]

BEGINS, ENDS = 0.2, 0.8  # shares of the time until the decision


class Planned(BaseModel):
    """``days`` of the calendar it is expected to take; ``awaits``: the outside body whose reply it waits for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = Field(pattern=r"^[a-z_]{1,24}$")
    days: int = Field(gt=0)
    awaits: str | None = None
    words: str


@dataclass(frozen=True)
class UnderWay:
    """How a procedure stands now, as told over every protocol."""

    procedure_id: str
    dispatch_id: str
    kind: str
    began_on: str
    ended_on: str | None
    expected_end: str
    awaits: str | None
    words: str

    def as_mapping(self) -> dict[str, str | None]:
        return dict(self.__dict__)


@cache
def load_procedures() -> dict[str, dict[str, Planned]]:
    """By item, then stage."""
    return {
        item: {stage: Planned.model_validate(planned) for stage, planned in _mapping(stages).items()}
        for item, stages in read_data("procedures.yaml").items()
    }


def begin_with(connection: sqlite3.Connection, application: int, planned: Planned, now: datetime, due: float) -> None:
    """Schedule the procedure of an application decided at ``due``: a row, so that a restart resumes it."""
    start = now.timestamp()
    connection.execute(
        "INSERT INTO procedure (application, id, kind, days, awaits, words, begins, ends, due)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            application, str(uuid.uuid4()), planned.kind, planned.days, planned.awaits, planned.words,
            start + BEGINS * (due - start), start + ENDS * (due - start), start + BEGINS * (due - start),
        ),
    )  # fmt: skip


def procedure_of(row: sqlite3.Row, now: datetime) -> UnderWay | None:
    """The procedure in a row of the ledger, as it stands at ``now``; None before it begins."""
    moment = now.timestamp()
    if moment < row["begins"]:
        return None
    began_on = _day(row["begins"])
    return UnderWay(
        procedure_id=row["id"],
        dispatch_id=row["dispatch_id"],
        kind=row["kind"],
        began_on=began_on.isoformat(),
        ended_on=_day(row["ends"]).isoformat() if moment >= row["ends"] else None,
        expected_end=(began_on + timedelta(days=row["days"] - 1)).isoformat(),
        awaits=row["awaits"],
        words=row["words"],
    )


def due_to_be_told(ledger: Ledger, now: datetime, system: str | None = None) -> list[sqlite3.Row]:
    """Begins and ends nobody was told of yet: of a file-drop department, or of all that call back."""
    whose, value = ("a.system = ?", system) if system is not None else ("d.way = ?", "callback")
    return ledger.read(
        "SELECT p.*, a.dispatch_id, a.system, d.base FROM procedure p JOIN application a ON a.id = p.application"
        f" JOIN delivery d ON d.application = a.id WHERE p.told < 2 AND p.due <= ? AND {whose} ORDER BY p.due LIMIT 64",
        now.timestamp(),
        value,
    )


def mark_told(connection: sqlite3.Connection, *, row: sqlite3.Row, procedure: UnderWay) -> None:
    told = 1 if procedure.ended_on is None else 2
    connection.execute(
        "UPDATE procedure SET told = ?, due = ?, attempts = 0 WHERE id = ?", (told, row["ends"], row["id"])
    )  # fmt: skip


def _day(seconds: float) -> date:
    return datetime.fromtimestamp(seconds, LOCAL).date()


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}

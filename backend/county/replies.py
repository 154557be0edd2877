"""What a department tells, whatever the protocol."""

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from backend.county.local_time import moment
from backend.county.procedures import UnderWay
from backend.county.systems import Held

__all__ = ["Answered", "Filed", "Shared", "Standing", "Taken", "answer_of", "mark_delivered"]


@dataclass(frozen=True)
class Taken:
    """An application is durable here under ``reference``."""

    reference: str
    received_at: datetime


@dataclass(frozen=True)
class Answered:
    """A decision, as told over every protocol."""

    answer_id: str
    dispatch_id: str
    outcome: str
    words: str
    result_number: str | None
    reference: str
    decided_at: datetime

    def as_mapping(self) -> dict[str, str | None]:
        return {**self.__dict__, "decided_at": self.decided_at.isoformat()}


@dataclass(frozen=True)
class Standing:
    state: Literal["unknown", "received", "in_progress", "answered"]
    reference: str | None = None
    answer: Answered | None = None
    procedures: tuple[UnderWay, ...] = ()


@dataclass(frozen=True)
class Shared:
    """What the department knows of a person. ``data`` holds only what there is."""

    as_of: datetime
    found: bool
    data: dict[str, Held] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Filed:
    """The papers are durable here, with the application they belong to."""

    received_at: datetime


def answer_of(row: sqlite3.Row) -> Answered:
    """The decision in a row of the ledger."""
    return Answered(
        answer_id=row["answer_id"],
        dispatch_id=row["dispatch_id"],
        outcome=row["outcome"],
        words=row["words"],
        result_number=row["result_number"],
        reference=row["reference"],
        decided_at=moment(row["due"]),
    )


def mark_delivered(connection: sqlite3.Connection, application: int) -> None:
    """Its decision, by call-back or as a file."""
    connection.execute("UPDATE delivery SET done = 1, attempts = attempts + 1 WHERE application = ?", (application,))

"""The tables of the chain. Logs and entries are insert-only; payloads can only be shredded."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from backend.storage import Table, protect


class ChainLog(Table, table=True):
    """A log: one hall's, in one epoch. A restored backup begins a new epoch."""

    __tablename__ = "chain_log"

    county: str = Field(primary_key=True, max_length=6)
    id: str = Field(primary_key=True, max_length=20)
    hall: str = Field(max_length=12)
    epoch: int
    hash: str = Field(max_length=16)
    opened_at: datetime


class ChainEntry(Table, table=True):
    """A leaf, exactly as hashed, with the columns one searches by."""

    __tablename__ = "chain_entry"
    __table_args__ = (
        # all that finding a case's last entry needs; a shorter one loses to the primary key in SQLite's eyes
        Index(None, "county", "case_id", "log", "seq"),
        Index(None, "county", "obj"),
    )

    county: str = Field(primary_key=True, max_length=6)
    log: str = Field(primary_key=True, max_length=20)
    seq: int = Field(primary_key=True)
    leaf: bytes
    leaf_hash: bytes
    act: str
    actor: str
    obj: str
    case_id: str | None = Field(default=None, max_length=36)
    at: datetime


class ChainPayload(Table, table=True):
    """Payload and salt of an entry, sealed; deleting the row leaves the log verifiable and the person gone."""

    __tablename__ = "chain_payload"

    county: str = Field(primary_key=True, max_length=6)
    log: str = Field(primary_key=True, max_length=20)
    seq: int = Field(primary_key=True)
    sealed: bytes


class ChainFrontier(Table, table=True):
    """Where a hall's log stands: the one row of the chain that changes, and the lock of its writers."""

    __tablename__ = "chain_frontier"

    county: str = Field(primary_key=True, max_length=6)
    id: str = Field(primary_key=True, max_length=12)
    """Division code of the hall."""
    log: str = Field(max_length=20)
    hash: str = Field(max_length=16)
    size: int
    peaks: bytes


protect(ChainLog)
protect(ChainEntry)
protect(ChainPayload, deletable=True)

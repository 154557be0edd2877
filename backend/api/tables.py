"""What every route shares in storage: operations done once, events in order, catalogues that were served."""

from datetime import datetime

from sqlmodel import Field

from backend.storage import CountyKeyed, Table, json_field

__all__ = ["CatalogueRow", "EventRow", "EventStreamRow", "OperationRow"]


class OperationRow(CountyKeyed, Table, table=True):
    """A changing request that took effect; `id` is its operation id. Lives as long as the effect, the reply less."""

    __tablename__ = "operation"

    fingerprint: bytes  # keyed digest of address and body
    hall: str = Field(max_length=12)
    actor: str = Field(max_length=36)
    status: int
    reply: bytes | None  # sealed D3
    at: datetime


class EventStreamRow(CountyKeyed, Table, table=True):
    """How far a hall's stream of events has come, and the lock of its writers; `id` is the hall."""

    __tablename__ = "event_stream"

    last: int


class EventRow(Table, table=True):
    """One event of a hall's stream. Numbered without gaps in the order of commits, so that a watcher can resume."""

    __tablename__ = "event"

    county: str = Field(primary_key=True, max_length=6)
    hall: str = Field(primary_key=True, max_length=12)
    number: int = Field(primary_key=True)
    kind: str = Field(max_length=24)
    at: datetime
    subject: str = Field(max_length=60)
    params: dict[str, str | int] = json_field(default_factory=dict)


class CatalogueRow(CountyKeyed, Table, table=True):
    """A catalogue this county's cases may have been made with; `id` is its version, the hash of its content."""

    __tablename__ = "catalogue"

    packed: bytes
    first_served: datetime

"""What every route shares in storage: operations done once, events in order, catalogues that were served."""

from datetime import date, datetime

from sqlmodel import Field

from backend.storage import CountyKeyed, Table, json_field

__all__ = ["CatalogueRow", "EventRow", "EventStreamRow", "OperationRow", "PublicationRow"]


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
    source: bytes | None = None  # its files as they were written; not known of a version served before they were kept


class PublicationRow(CountyKeyed, Table, table=True):
    """A version takes effect on a day. Of those not withdrawn the last begun holds; ids grow with time.

    `by`: account of whoever published it. `told_at`: when the hall was told that it holds.
    """

    __tablename__ = "catalogue_publication"

    version: str = Field(max_length=36)
    takes_effect: date
    published_at: datetime
    by: str = Field(max_length=60)
    rehearsed: dict[str, str | int] | None = json_field(default=None, nullable=True)
    why: str | None = None
    told_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = Field(default=None, max_length=60)
    withdrawn_why: str | None = None

"""What the hall keeps of citizens. Every personal value is sealed; people are found by a keyed index only."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from backend.storage import CountyKeyed, Table, json_field

__all__ = [
    "AttachedFileRow",
    "CitizenRow",
    "DraftRow",
    "EarlierFactRow",
    "LibraryDocumentRow",
    "LookUpRow",
    "RevealRow",
    "VisitRow",
]


class CitizenRow(CountyKeyed, Table, table=True):
    """A person or organisation once seen at a window. `number_index` is the blind index of the ID number (18,
    upper-case X), or of the credit code; `name_index` that of name and year of birth, empty when one of them is not
    known, missing until it was worked out."""

    __tablename__ = "citizen"
    __table_args__ = (
        UniqueConstraint("county", "number_index"),
        Index("ix_citizen_name", "county", "name_index"),
    )

    number_index: bytes
    name_index: bytes | None = None
    identity: bytes  # sealed D3: what the card said when last read
    first_seen: datetime


class EarlierFactRow(CountyKeyed, Table, table=True):
    """A value last used in a case, to be offered again and confirmed."""

    __tablename__ = "earlier_fact"
    __table_args__ = (UniqueConstraint("county", "citizen", "fact"),)

    citizen: str = Field(max_length=36)
    fact: str = Field(max_length=60)
    sealed: bytes
    used_at: datetime
    used_in: str = Field(max_length=36)  # case


class LibraryDocumentRow(CountyKeyed, Table, table=True):
    """A paper kept for reuse: its type, how far it is trusted, how long it is good, the digests of its scans."""

    __tablename__ = "library_document"
    __table_args__ = (Index("ix_library_document_citizen", "county", "citizen"),)

    citizen: str = Field(max_length=36)
    document: str = Field(max_length=40)
    trust: str = Field(max_length=1)
    received_on: date
    valid_until: date | None = None
    files: list[str] = json_field(default_factory=list)
    received_in: str = Field(max_length=36)  # case


class VisitRow(CountyKeyed, Table, table=True):
    """One sitting of a citizen at a window; `id` is made by the station."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_hall", "county", "hall", "opened_at"),
        Index("ix_visit_citizen", "county", "citizen", "hall"),
    )

    citizen: str = Field(max_length=36)
    hall: str = Field(max_length=12)
    window: str = Field(max_length=2)
    operator: str = Field(max_length=40)
    opened_at: datetime
    card: bytes  # sealed D3
    agent: bytes | None = None  # sealed D3
    agent_relation: bytes | None = None  # sealed D2


class LookUpRow(CountyKeyed, Table, table=True):
    """What one department system said when asked in a visit; `id` is made by the station."""

    __tablename__ = "look_up"
    __table_args__ = (Index("ix_look_up_visit", "county", "visit"),)

    visit: str = Field(max_length=36)
    system: str = Field(max_length=16)
    items: list[str] = json_field(default_factory=list)
    status: str = Field(max_length=12)
    as_of: datetime
    asked_at: datetime
    took_ms: int
    answer: bytes | None = None  # sealed D3: fact → value


class AttachedFileRow(CountyKeyed, Table, table=True):
    """A scan handed in during a visit."""

    __tablename__ = "attached_file"
    __table_args__ = (UniqueConstraint("county", "visit", "digest"),)

    visit: str = Field(max_length=36)
    digest: str = Field(max_length=80)
    kind: str = Field(max_length=60)
    size: int
    at: datetime


class RevealRow(CountyKeyed, Table, table=True):
    """One look of somebody on the staff: at full values in a visit, or for a person by name, and then `visit` is the
    operation. Counted per hour."""

    __tablename__ = "reveal"
    __table_args__ = (Index("ix_reveal_operator", "county", "operator", "at"),)

    visit: str = Field(max_length=36)
    operator: str = Field(max_length=40)
    at: datetime


class DraftRow(CountyKeyed, Table, table=True):
    """A station's unfinished visit, so that another window can take over. `id` is the visit."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_hall", "county", "hall"),)

    hall: str = Field(max_length=12)
    operator: str = Field(max_length=40)
    saved_at: datetime
    body: bytes  # sealed D3

"""What a visit is made of beside what is known in it: the items taken, and the systems asked."""

from dataclasses import dataclass, field
from datetime import datetime

from backend.contract import LookUpStatus


@dataclass(frozen=True)
class VisitItem:
    """An item taken in this visit, with the id its case will have."""

    case: str
    code: str
    delivery: str = "collection"
    address: str = field(default="", repr=False)
    """Where a parcel goes, when not to where the applicant lives."""


@dataclass(frozen=True)
class AskedSystem:
    """A look-up in one department system, made for the items named."""

    look_up: str
    system: str
    items: tuple[str, ...]
    status: LookUpStatus | None = None
    at: datetime | None = None

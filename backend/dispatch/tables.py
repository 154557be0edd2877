"""Dispatches, the outbox they leave by and the inbox their answers come in by."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from backend.storage import CountyKeyed, Table

__all__ = ["DispatchRow", "DispatchState", "InboxRow", "OutboxKind", "OutboxRow", "OutboxState"]


class DispatchState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    ANSWERED = "answered"
    PARKED = "parked"  # a person must look: the department may or may not have it
    WITHDRAWN = "withdrawn"


class OutboxKind(StrEnum):
    SEND = "send"
    ASK = "ask"  # ask the department for its answer
    PAPERS = "papers"  # tell it of papers brought since


class OutboxState(IntEnum):
    OPEN = 0
    DONE = 1
    PARKED = 2


class DispatchRow(CountyKeyed, Table, table=True):
    """One stage handed, or to be handed, to a department. ``id`` is the idempotency key of all its tries."""

    __tablename__ = "dispatch"

    hall: str = Field(max_length=12)
    case: str = Field(max_length=36)
    case_number: str = Field(max_length=24)
    item: str = Field(max_length=16)
    stage: str = Field(max_length=60)
    system: str = Field(max_length=16)
    state: str = Field(max_length=12)
    reference: str | None = Field(default=None, max_length=80)
    queued_at: datetime
    sent_at: datetime | None = None
    answered_at: datetime | None = None


class OutboxRow(CountyKeyed, Table, table=True):
    """Something to be done outside. ``due`` in the future is a lease or a back-off; both expire by themselves.

    Holds ids only, no personal data: the payload is made from the case when it is sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "county", "state", "due"),
        Index("ix_outbox_order", "county", "case", "system", "state"),
        Index("ix_outbox_dispatch", "county", "dispatch"),
    )

    kind: str = Field(max_length=8)
    dispatch: str = Field(max_length=36)
    case: str = Field(max_length=36)
    system: str = Field(max_length=16)
    state: int = OutboxState.OPEN
    due: datetime
    attempts: int = 0
    begun: bool = False  # the department may have it: grade C sets it before the bytes leave, B after an unclear try
    owner: str | None = Field(default=None, max_length=60)


class InboxRow(CountyKeyed, Table, table=True):
    """An answer that came in, once: unique by the department and its own id."""

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("county", "system", "answer_id"),)

    system: str = Field(max_length=16)
    answer_id: str = Field(max_length=80)
    dispatch: str = Field(max_length=36)
    outcome: str = Field(max_length=12)
    received_at: datetime

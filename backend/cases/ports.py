"""What the cases room needs of whoever carries its stages to the departments, and what it gives them.

Dispatch imports cases, never the other way round: cases calls an `OutboxPort`, dispatch calls back with `Answer`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

__all__ = [
    "Answer",
    "AnswerHandler",
    "Applicant",
    "ApplicationPayload",
    "DispatchOrder",
    "OutboxPort",
    "Outcome",
    "PayloadSource",
    "Procedure",
    "ProcedureHandler",
    "Sending",
    "SendingHandler",
    "SentDocument",
    "Supplement",
    "SupplementSource",
]


@dataclass(frozen=True)
class DispatchOrder:
    """One hand-over to make. ``id`` is the dispatch id and the idempotency key, fixed for all retries."""

    county: str
    id: str
    hall: str
    case: str
    case_number: str
    item: str
    stage: str
    system: str


class OutboxPort(Protocol):
    """Takes orders into the same transaction as the case; nothing is sent before that is durable."""

    def enqueue(self, session: Session, orders: list[DispatchOrder]) -> None: ...

    def supplement(self, session: Session, county: str, dispatch_ids: list[str]) -> None:
        """Let who has these dispatches, or is about to, know the papers brought since."""
        ...

    def withdraw(self, session: Session, county: str, dispatch_ids: list[str]) -> list[str]:
        """Take back what was not sent yet; answers the ids that were taken back."""
        ...

    def has_it(self, session: Session, county: str, dispatch_id: str, reference: str) -> None:
        """Of a parked one somebody found out that its department has it, by what number."""
        ...

    def send_anew(self, session: Session, county: str, dispatch_id: str) -> None:
        """Of a parked one somebody found out that its department has nothing."""
        ...


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Applicant(_Wire):
    name: str = Field(repr=False)
    id_number: str = Field(repr=False)
    document_kind: str


class SentDocument(_Wire):
    """One paper told to the department: in hand, waived, following. The scan goes by its digest."""

    material: str
    name: str
    state: str
    digest: str | None = None


class ApplicationPayload(_Wire):
    """The application as a department system receives it. ``fields``: fact code (without item prefix) → value.

    Where the applicant contradicts shared data, ``correction.<fact>`` holds one row: the system, what it said, and
    the reason given. Nothing is overwritten in silence.
    """

    dispatch_id: str
    case_number: str
    hall: str
    item: str
    item_name: str
    stage: str
    accepted_at: datetime
    applicant: Applicant
    fields: dict[str, bool | int | str | list[list[str]]] = Field(repr=False)
    documents: list[SentDocument] = []


class PayloadSource(Protocol):
    """Makes a dispatch's payload from the case as stored; called when it is about to be sent."""

    def __call__(self, session: Session, county: str, dispatch_id: str) -> ApplicationPayload: ...


class Supplement(_Wire):
    """The papers of a dispatch as they stand by now: all of them every time, so that what is told twice, late, or out
    of order comes to the same."""

    dispatch_id: str
    case_number: str
    as_of: datetime
    documents: list[SentDocument]


class SupplementSource(Protocol):
    """Makes a dispatch's supplement from the case as stored; called when it is about to be sent."""

    def __call__(self, session: Session, county: str, dispatch_id: str, at: datetime) -> Supplement: ...


class Outcome(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """What a department answered. ``words`` can be told to the citizen; ``answer_id`` is the department's own.
    ``faults``: of an application it would not take, what is wrong with which field.
    """

    answer_id: str
    dispatch_id: str
    outcome: Outcome
    words: str | None
    result_number: str | None
    reference: str | None
    decided_at: datetime
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Procedure:
    """A special procedure of a stage as its department last told it: the whole of it every time, so that what is told
    twice, late, or out of order comes to the same. Days are the hall's; ``awaits`` names an outside body whose reply
    is waited for, ``words`` can be told to the citizen.
    """

    procedure_id: str
    dispatch_id: str
    kind: str
    began_on: date
    ended_on: date | None = None
    expected_end: date | None = None
    awaits: str | None = None
    words: str | None = None


class ProcedureHandler(Protocol):
    """Stops and starts the clocks of the case, in the unit that takes the word in. False when nothing is new.

    Unknown stages raise LookupError.
    """

    def __call__(self, session: Session, county: str, procedure: Procedure) -> bool: ...


class AnswerHandler(Protocol):
    """Moves the case for an answer, in the transaction that files the answer. Unknown stages raise LookupError."""

    def __call__(self, session: Session, county: str, answer: Answer) -> None: ...


class Sending(StrEnum):
    """How the hand-over of a stage stands, short of its answer; or that of the papers brought since."""

    SENT = "sent"
    PARKED = "parked"
    PAPERS_TAKEN = "papers_taken"
    PAPERS_REFUSED = "papers_refused"


class SendingHandler(Protocol):
    """Notes on the case what became of a dispatch, in the transaction that files it."""

    def __call__(
        self, session: Session, county: str, dispatch_id: str, sending: Sending, reference: str | None, at: datetime
    ) -> None: ...

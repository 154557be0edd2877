"""What every connector is: one department system behind four questions, and the ways those can fail."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from backend.cases.ports import Answer, ApplicationPayload, Procedure, Supplement

__all__ = [
    "AnswerWay",
    "Connector",
    "ConnectorError",
    "FieldFault",
    "Grade",
    "Nonsense",
    "NotAskable",
    "NotSent",
    "Rejected",
    "SharedQuery",
    "SharedReply",
    "Standing",
    "Unclear",
]


class Grade(StrEnum):
    """What a department promises about being told twice (docs/connector-guide.md)."""

    A = "A"  # honours our id: telling it again changes nothing
    B = "B"  # can be asked whether it has it
    C = "C"  # neither: after an unclear answer a person must look


class AnswerWay(StrEnum):
    CALLBACK = "callback"
    POLL = "poll"
    FILE = "file"


class ConnectorError(Exception):
    """Base of all that can go wrong with a department. Never holds what was sent."""


class NotSent(ConnectorError):
    """Nothing reached the department: trying again is safe."""


class Unclear(ConnectorError):
    """The department may or may not have it."""


class Nonsense(Unclear):
    """It answered, but not in its own protocol."""


class NotAskable(ConnectorError):
    """This department cannot be asked whether it has an application."""


@dataclass(frozen=True)
class FieldFault:
    field: str
    message: str


class Rejected(ConnectorError):
    """The department read it and will not take it; sending the same again is useless."""

    def __init__(self, faults: list[FieldFault]) -> None:
        super().__init__(f"rejected for {', '.join(fault.field for fault in faults) or 'no stated field'}")
        self.faults = faults


@dataclass(frozen=True)
class Standing:
    """What a department says of one application. ``answer`` is there once it has decided; ``procedures`` are the
    special ones it began, those that ended among them."""

    known: bool
    reference: str | None = None
    answer: Answer | None = None
    procedures: tuple[Procedure, ...] = ()


@dataclass(frozen=True)
class SharedQuery:
    """A look-up in shared data, for a stated purpose."""

    query_id: str
    purpose: str
    id_number: str = field(repr=False)
    data: tuple[str, ...]


@dataclass(frozen=True)
class SharedReply:
    found: bool
    as_of: datetime
    data: dict[str, object] = field(repr=False)


class Connector(Protocol):
    """One department system. Every method raises `ConnectorError`s only, within its own time-out."""

    system: str
    grade: Grade
    answers: AnswerWay

    async def submit(self, payload: ApplicationPayload) -> str | None:
        """Hand over; answers the department's reference. Raises NotSent, Unclear, Rejected."""
        ...

    async def supplement(self, told: Supplement, reference: str | None) -> None:
        """Tell of papers brought since; ``reference`` is the department's own, if known. Telling it again is harmless.

        Raises NotSent, Unclear, and Rejected also where the department takes no papers this way."""
        ...

    async def standing(self, dispatch_id: str, reference: str | None) -> Standing:
        """Ask whether it has it, and whether it has decided; ``reference`` is the department's own, if known.

        Raises NotAskable, NotSent, Unclear."""
        ...

    async def settled(self, answer: Answer) -> None:
        """The answer is durable here: whatever carried it may be put away."""
        ...

    async def look_up(self, query: SharedQuery) -> SharedReply:
        """Raises NotSent, Unclear."""
        ...

    async def aclose(self) -> None: ...

"""REST-JSON departments: bearer token, Idempotency-Key, call-backs (docs/connector-guide.md)."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, Field, ValidationError, model_validator

from backend.cases.ports import Answer, ApplicationPayload, Outcome, Procedure, Supplement
from backend.dispatch.connectors.port import (
    AnswerWay,
    FieldFault,
    Grade,
    Nonsense,
    NotSent,
    Rejected,
    SharedQuery,
    SharedReply,
    Standing,
    Unclear,
)
from backend.dispatch.connectors.wire import LOOK_UP_SECONDS, Wire
from backend.dispatch.connectors.words import Words

if TYPE_CHECKING:
    import httpx

__all__ = [
    "LONGEST_REFERENCE",
    "MOST_PROCEDURES",
    "AnswerBody",
    "ProcedureBody",
    "RestJsonConnector",
    "SharedBody",
    "procedure_in",
]

Body = TypeVar("Body", bound=BaseModel)

LONGEST_REFERENCE = 80
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2900, 1, 1, tzinfo=UTC)
_NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"


class AnswerBody(BaseModel):
    """A department's answer, as called back or asked for."""

    answer_id: str = Field(min_length=1, max_length=80, pattern=_NO_CONTROLS)
    dispatch_id: str = Field(min_length=1, max_length=36, pattern=_NO_CONTROLS)
    outcome: Outcome
    words: Words | None = Field(default=None, repr=False)
    result_number: str | None = Field(default=None, max_length=80, pattern=_NO_CONTROLS)
    reference: str | None = Field(default=None, max_length=LONGEST_REFERENCE, pattern=_NO_CONTROLS)
    decided_at: AwareDatetime

    def as_answer(self) -> Answer:
        return Answer(
            answer_id=self.answer_id, dispatch_id=self.dispatch_id, outcome=self.outcome, words=self.words,
            result_number=self.result_number, reference=self.reference, decided_at=self.decided_at,
        )  # fmt: skip


MOST_PROCEDURES = 20  # of one application


class ProcedureBody(BaseModel):
    """A department's word on a special procedure, as called back or asked for. Days are days in the hall."""

    procedure_id: str = Field(min_length=1, max_length=80, pattern=_NO_CONTROLS)
    dispatch_id: str = Field(min_length=1, max_length=36, pattern=_NO_CONTROLS)
    kind: str = Field(pattern=r"^[a-z][a-z_]{0,23}$")
    began_on: date
    ended_on: date | None = None
    expected_end: date | None = None
    awaits: str | None = Field(default=None, min_length=1, max_length=80, pattern=_NO_CONTROLS)
    words: Words | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> "ProcedureBody":
        if any(day is not None and day < self.began_on for day in (self.ended_on, self.expected_end)):
            raise ValueError("ends before it began")
        return self

    def as_procedure(self) -> Procedure:
        return Procedure(**self.model_dump())


class _Taken(BaseModel):
    reference: str = Field(max_length=LONGEST_REFERENCE, pattern=_NO_CONTROLS)


class _Fault(BaseModel):
    field: str
    message: str


class _Faults(BaseModel):
    errors: list[_Fault]


class _Standing(BaseModel):
    state: Literal["unknown", "received", "in_progress", "answered"]
    reference: str | None = Field(default=None, max_length=LONGEST_REFERENCE, pattern=_NO_CONTROLS)
    answer: AnswerBody | None = None
    procedures: list[ProcedureBody] = Field(default=[], max_length=MOST_PROCEDURES)


class SharedBody(BaseModel):
    """What a department says of a person in shared data, and of when that is."""

    as_of: Annotated[AwareDatetime, Field(gt=_EARLIEST, lt=_LATEST)]
    found: bool
    data: dict[str, object] = Field(repr=False)

    def as_reply(self) -> SharedReply:
        return SharedReply(found=self.found, as_of=self.as_of, data=self.data)


class RestJsonConnector:
    """One REST-JSON system. Grade A: its Idempotency-Key is our dispatch id."""

    grade = Grade.A
    answers = AnswerWay.CALLBACK

    def __init__(
        self, system: str, url: str, token: str, *, transport: "httpx.AsyncBaseTransport | None" = None
    ) -> None:
        self.system = system
        self._wire = Wire(url, {"Authorization": f"Bearer {token}"}, transport)

    async def submit(self, payload: ApplicationPayload) -> str | None:
        headers = {"Idempotency-Key": payload.dispatch_id, "Content-Type": "application/json"}
        status, body = await self._wire.exchange("POST", "/applications", payload.model_dump_json().encode(), headers)
        match status:
            case 200 | 202:
                return _parsed(_Taken, body).reference
            case 422:
                raise _rejected(body)
            case 409:
                raise Rejected([FieldFault("dispatch_id", "known to the department with other content")])
            case _:
                raise _refusal(status)

    async def supplement(self, told: Supplement, reference: str | None) -> None:
        content, headers = told.model_dump_json().encode(), {"Content-Type": "application/json"}
        status, body = await self._wire.exchange("PUT", f"/applications/{told.dispatch_id}/documents", content, headers)
        match status:
            case 200 | 202 | 204:
                return
            case 422:
                raise _rejected(body)
            case 404 | 405 | 501:
                raise Rejected([FieldFault("documents", "not taken by this department")])
            case _:
                raise _refusal(status)

    async def standing(self, dispatch_id: str, reference: str | None) -> Standing:
        status, body = await self._wire.exchange("GET", f"/applications/{dispatch_id}")
        if status != 200:
            raise _refusal(status)
        standing = _parsed(_Standing, body)
        answer = standing.answer.as_answer() if standing.answer else None
        return Standing(
            known=standing.state != "unknown",
            reference=standing.reference,
            answer=answer,
            procedures=tuple(procedure.as_procedure() for procedure in standing.procedures),
        )

    async def settled(self, answer: Answer) -> None:
        """A call-back is acknowledged by our reply to it: nothing to put away."""

    async def look_up(self, query: SharedQuery) -> SharedReply:
        question = json.dumps(asdict(query), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        status, body = await self._wire.exchange("POST", "/share/query", question, headers, within=LOOK_UP_SECONDS)
        if status != 200:
            raise _refusal(status)
        return _parsed(SharedBody, body).as_reply()

    async def aclose(self) -> None:
        await self._wire.aclose()


def procedure_in(body: Mapping[str, object]) -> Procedure:
    """A special procedure as told over any protocol. Raises Nonsense, naming no value."""
    try:
        return ProcedureBody.model_validate(dict(body)).as_procedure()
    except ValidationError as error:
        raise Nonsense(f"procedure does not fit: {error.error_count()} faults") from None


def _parsed(model: type[Body], body: bytes) -> Body:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise Nonsense(
            f"reply does not fit {model.__name__.strip('_').lower()}: {error.error_count()} faults"
        ) from None


def _rejected(body: bytes) -> Rejected:
    return Rejected([FieldFault(fault.field, fault.message) for fault in _parsed(_Faults, body).errors])


def _refusal(status: int) -> NotSent | Unclear:
    """What an unexpected status means: a gateway's 429 and 503 say that nothing was taken."""
    return NotSent(f"status {status}") if status in (401, 403, 404, 405, 429, 503) else Unclear(f"status {status}")

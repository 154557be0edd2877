"""SOAP-XML departments: asked for their answers; grade B by our id, grade C by their own reference only."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree
from pydantic import ValidationError

from backend.cases.ports import Answer, ApplicationPayload, Procedure, Supplement
from backend.dispatch.connectors.port import (
    AnswerWay,
    Grade,
    Nonsense,
    NotAskable,
    NotSent,
    Rejected,
    SharedQuery,
    SharedReply,
    Standing,
    Unclear,
)
from backend.dispatch.connectors.rest_json import (
    LONGEST_REFERENCE,
    MOST_PROCEDURES,
    AnswerBody,
    ProcedureBody,
    SharedBody,
    procedure_in,
)
from backend.dispatch.connectors.soap_envelope import (
    applied,
    asked,
    data_in,
    each_of,
    looked_up,
    operation_reply,
    supplemented,
    text_at,
)
from backend.dispatch.connectors.wire import LONGEST_EXCHANGE, LOOK_UP_SECONDS, Wire

if TYPE_CHECKING:
    import httpx

__all__ = ["SoapXmlConnector"]

SOAP_FAULT = 500  # SOAP 1.1 section 6.2: faults travel with this status


class SoapXmlConnector:
    """One SOAP-XML system."""

    answers = AnswerWay.POLL

    def __init__(
        self, system: str, url: str, token: str, grade: Grade, *, transport: "httpx.AsyncBaseTransport | None" = None
    ) -> None:
        self.system = system
        self.grade = grade
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
        self._url = url  # as given: a base address would gain a slash
        self._wire = Wire("", headers, transport)

    async def submit(self, payload: ApplicationPayload) -> str | None:
        return _reference(await self._call(applied(payload), "SubmitApplicationResponse"))

    async def supplement(self, told: Supplement, reference: str | None) -> None:
        await self._call(supplemented(told, reference), "SupplementDocumentsResponse")

    async def standing(self, dispatch_id: str, reference: str | None) -> Standing:
        by_reference = self.grade is Grade.C
        if by_reference and reference is None:
            raise NotAskable(self.system)
        question = asked(dispatch_id, reference, by_reference=by_reference)
        reply = await self._call(question, "QueryApplicationResponse")
        state = text_at(reply, "State")
        if state not in ("unknown", "received", "in_progress", "answered"):
            raise Nonsense("an unknown state")
        return Standing(
            known=state != "unknown",
            reference=_reference(reply),
            answer=_answer(reply) if state == "answered" else None,
            procedures=tuple(_procedures(reply)),
        )

    async def settled(self, answer: Answer) -> None:
        """Asking changes nothing there: nothing to put away."""

    async def look_up(self, query: SharedQuery) -> SharedReply:
        try:
            reply = await self._call(looked_up(query), "QuerySharedDataResponse", LOOK_UP_SECONDS)
            told = {"as_of": text_at(reply, "AsOf"), "found": text_at(reply, "Found"), "data": data_in(reply)}
            return SharedBody.model_validate(told).as_reply()
        except Rejected:
            raise Nonsense("the look-up was refused") from None
        except ValidationError as error:
            raise Nonsense(f"look-up does not fit: {error.error_count()} faults") from None

    async def aclose(self) -> None:
        await self._wire.aclose()

    async def _call(self, envelope: bytes, reply: str, within: float = LONGEST_EXCHANGE) -> etree._Element:
        status, body = await self._wire.exchange("POST", self._url, envelope, within=within)
        if status not in (200, SOAP_FAULT):
            error = NotSent if status in (401, 403, 404, 405, 429, 503) else Unclear
            raise error(f"status {status}")
        return operation_reply(body, reply)


def _reference(reply: etree._Element) -> str | None:
    reference = text_at(reply, "Reference")
    if reference is not None and len(reference) > LONGEST_REFERENCE:
        raise Nonsense("a reference nobody could mean")
    return reference


def _procedures(reply: etree._Element) -> Iterator[Procedure]:
    fields = ("ProcedureId", "DispatchId", "Kind", "BeganOn", "EndedOn", "ExpectedEnd", "Awaits", "Words")
    for told in each_of(reply, "Procedure", at_most=MOST_PROCEDURES):
        names = zip(ProcedureBody.model_fields, fields, strict=True)
        yield procedure_in({name: text_at(told, field) for name, field in names})


def _answer(reply: etree._Element) -> Answer:
    fields = ("AnswerId", "DispatchId", "Outcome", "Words", "ResultNumber", "Reference", "DecidedAt")
    names = ("answer_id", "dispatch_id", "outcome", "words", "result_number", "reference", "decided_at")
    try:
        body = {name: text_at(reply, f"Answer/{field}") for name, field in zip(names, fields, strict=True)}
        return AnswerBody.model_validate(body).as_answer()
    except ValidationError as error:
        raise Nonsense(f"answer does not fit: {error.error_count()} faults") from None

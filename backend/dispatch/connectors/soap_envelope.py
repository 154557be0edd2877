"""SOAP 1.1 envelopes of the department service `urn:county:department:1`, out and in (docs/connector-guide.md).

Whatever comes in is parsed without document type, entities or network: a department is not trusted with our parser.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from lxml import etree

from backend.cases.ports import ApplicationPayload, SentDocument, Supplement
from backend.dispatch.connectors.port import FieldFault, Nonsense, Rejected, SharedQuery

__all__ = ["applied", "asked", "data_in", "each_of", "looked_up", "operation_reply", "supplemented", "text_at"]

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE: Final = "urn:county:department:1"
Names = Mapping[str, str]
_NAMES: Final[Names] = {"soap": SOAP, "d": SERVICE}


def applied(payload: ApplicationPayload) -> bytes:
    """SubmitApplication."""
    operation = _operation("SubmitApplication")
    application = _add(operation, "Application")
    for name, text in (
        ("DispatchId", payload.dispatch_id),
        ("CaseNumber", payload.case_number),
        ("Hall", payload.hall),
        ("Item", payload.item),
        ("ItemName", payload.item_name),
        ("Stage", payload.stage),
        ("AcceptedAt", payload.accepted_at.isoformat()),
    ):
        _add(application, name, text)
    applicant = _add(application, "Applicant")
    _add(applicant, "Name", payload.applicant.name)
    _add(applicant, "IdNumber", payload.applicant.id_number)
    _add(applicant, "DocumentKind", payload.applicant.document_kind)
    _add_fields(application, payload)
    _add_documents(application, payload.documents)
    return _enveloped(operation)


def supplemented(told: Supplement, reference: str | None) -> bytes:
    """SupplementDocuments; with the department's own reference where it gave one."""
    operation = _operation("SupplementDocuments")
    _add(operation, "DispatchId", told.dispatch_id)
    if reference is not None:
        _add(operation, "Reference", reference)
    _add(operation, "CaseNumber", told.case_number)
    _add(operation, "AsOf", told.as_of.isoformat())
    _add_documents(operation, told.documents)
    return _enveloped(operation)


def asked(dispatch_id: str, reference: str | None, *, by_reference: bool) -> bytes:
    """QueryApplication, by our id or by the department's own."""
    operation = _operation("QueryApplication")
    if by_reference:
        _add(operation, "Reference", reference or "")
    else:
        _add(operation, "DispatchId", dispatch_id)
    return _enveloped(operation)


def looked_up(query: SharedQuery) -> bytes:
    """QuerySharedData."""
    operation = _operation("QuerySharedData")
    _add(operation, "QueryId", query.query_id)
    _add(operation, "Purpose", query.purpose)
    _add(operation, "IdNumber", query.id_number)
    for name in query.data:
        _add(operation, "Datum", name)
    return _enveloped(operation)


def operation_reply(body: bytes, name: str) -> etree._Element:
    """The reply element ``name``. Raises Rejected for a client fault, Nonsense for anything else."""
    root = _parsed(body)
    reply = root.find(f"soap:Body/d:{name}", _NAMES)
    if reply is not None:
        return reply
    fault = root.find("soap:Body/soap:Fault", _NAMES)
    if fault is None:
        raise Nonsense(f"no {name} in the reply")
    if not (fault.findtext("faultcode") or "").endswith("Client"):
        raise Nonsense("a fault of the department's own")
    raise Rejected(
        [
            FieldFault(error.findtext("d:Field", "", _NAMES), error.findtext("d:Message", "", _NAMES))
            for error in fault.iterfind("detail/d:Errors/d:Error", _NAMES)
        ]
    )


def text_at(element: etree._Element, path: str) -> str | None:
    """The text of a child, None when there is none."""
    text = element.findtext("/".join(f"d:{part}" for part in path.split("/")), None, _NAMES)
    return str(text).strip() if text else None


def each_of(element: etree._Element, name: str, *, at_most: int) -> list[etree._Element]:
    """The children of one name. Raises Nonsense for more than anybody could mean."""
    found = list(element.iterfind(f"d:{name}", _NAMES))
    if len(found) > at_most:
        raise Nonsense(f"more than {at_most} of {name}")
    return found


def _value_of(datum: etree._Element) -> object:
    """A datum's value, or the rows of its table."""
    value = datum.findtext("d:Value", None, _NAMES)
    if value is not None:
        return str(value)
    return [
        [str(cell.text or "") for cell in row.iterfind("d:Cell", _NAMES)] for row in datum.iterfind("d:Row", _NAMES)
    ]


def data_in(reply: etree._Element) -> dict[str, object]:
    return {str(datum.get("name")): _value_of(datum) for datum in reply.iterfind("d:Datum", _NAMES)}


def _add_fields(application: etree._Element, payload: ApplicationPayload) -> None:
    fields = _add(application, "Fields")
    for code, value in payload.fields.items():
        field = _add(fields, "Field")
        field.set("code", code)
        if isinstance(value, list):
            for cells in value:
                row = _add(field, "Row")
                for cell in cells:
                    _add(row, "Cell", cell)
        else:
            _add(field, "Value", _text(value))


def _add_documents(parent: etree._Element, all_sent: Iterable[SentDocument]) -> None:
    documents = _add(parent, "Documents")
    for sent in all_sent:
        document = _add(documents, "Document")
        _add(document, "Material", sent.material)
        _add(document, "Name", sent.name)
        _add(document, "State", sent.state)
        if sent.digest:
            _add(document, "Digest", sent.digest)


def _text(value: bool | int | str) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _parsed(body: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Nonsense("reply is not XML") from None
    if b"<!DOCTYPE" in body or root.tag != f"{{{SOAP}}}Envelope":
        raise Nonsense("reply is not a SOAP envelope")
    return root


def _operation(name: str) -> etree._Element:
    return etree.Element(f"{{{SERVICE}}}{name}", nsmap={"d": SERVICE})


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{SERVICE}}}{name}")
    child.text = text
    return child


def _enveloped(operation: etree._Element) -> bytes:
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    etree.SubElement(envelope, f"{{{SOAP}}}Body").append(operation)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")

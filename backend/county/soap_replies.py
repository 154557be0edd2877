"""SOAP 1.1 envelopes going out: what a department tells, and its faults."""

from collections.abc import Mapping

from lxml import etree

from backend.county.errors import FieldError
from backend.county.replies import Filed, Shared, Standing, Taken
from backend.county.soap_words import NAMESPACE, SOAP
from backend.county.systems import Held

__all__ = ["fault", "replied"]


def replied(reply: Taken | Standing | Shared | Filed) -> bytes:
    """A whole envelope with the reply in it."""
    match reply:
        case Taken():
            element = _new("SubmitApplicationResponse")
            _add(element, "Reference", reply.reference)
            _add(element, "ReceivedAt", reply.received_at.isoformat())
        case Filed():
            element = _new("SupplementDocumentsResponse")
            _add(element, "ReceivedAt", reply.received_at.isoformat())
        case Standing():
            element = _standing(reply)
        case Shared():
            element = _shared(reply)
    return _envelope(element)


def fault(code: str, words: str, errors: list[FieldError]) -> bytes:
    """A SOAP fault; ``code`` is Client or Server. The errors stand in its detail."""
    element = etree.Element(f"{{{SOAP}}}Fault", nsmap={"soap": SOAP, "d": NAMESPACE})
    etree.SubElement(element, "faultcode").text = f"soap:{code}"
    etree.SubElement(element, "faultstring").text = words
    if errors:
        group = etree.SubElement(etree.SubElement(element, "detail"), f"{{{NAMESPACE}}}Errors")
        for error in errors:
            entry = _add(group, "Error")
            _add(entry, "Field", error.field)
            _add(entry, "Message", error.message)
    return _envelope(element)


def _standing(standing: Standing) -> etree._Element:
    element = _new("QueryApplicationResponse")
    _add(element, "State", standing.state)
    if standing.reference is not None:
        _add(element, "Reference", standing.reference)
    if standing.answer is not None:
        _add_all(_add(element, "Answer"), standing.answer.as_mapping())
    for procedure in standing.procedures:
        _add_all(_add(element, "Procedure"), procedure.as_mapping())
    return element


def _add_all(parent: etree._Element, values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is not None:
            _add(parent, "".join(word.capitalize() for word in name.split("_")), value)


def _shared(shared: Shared) -> etree._Element:
    element = _new("QuerySharedDataResponse")
    _add(element, "AsOf", shared.as_of.isoformat())
    _add(element, "Found", "true" if shared.found else "false")
    for name, value in shared.data.items():
        datum = _add(element, "Datum")
        datum.set("name", name)
        _add_content(datum, value)
    return element


def _add_content(parent: etree._Element, value: Held) -> None:
    if not isinstance(value, list):
        _add(parent, "Value", str(value))
        return
    for cells in value:
        row = _add(parent, "Row")
        for cell in cells:
            _add(row, "Cell", cell)


def _envelope(content: etree._Element) -> bytes:
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, "d": NAMESPACE})
    etree.SubElement(envelope, f"{{{SOAP}}}Body").append(content)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _new(name: str) -> etree._Element:
    return etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={"d": NAMESPACE})


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    child.text = text
    return child

"""SOAP 1.1 envelopes coming in: a hardened parser, the schema's verdict as field errors, elements as plain data.

No document type, no entity, no network: what is not plain UTF-8 XML of modest size is refused before it is parsed.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lxml import etree

from backend.county.errors import FieldError, Refused

__all__ = [
    "NAMESPACE", "SOAP", "application_in", "inquiry_in", "operation_in", "schema_text", "supplement_in", "text_of",
]  # fmt: skip

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
NAMESPACE = "urn:county:department:1"
OPERATIONS = ("SubmitApplication", "SupplementDocuments", "QueryApplication", "QuerySharedData")

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EXPECTED = re.compile(rf"\{{{re.escape(NAMESPACE)}\}}([A-Za-z]+)")


def operation_in(body: bytes) -> etree._Element:
    """The operation asked for, valid by the schema. Raises `Refused`."""
    root = _parse(body)
    if root.tag != f"{{{SOAP}}}Envelope":
        raise Refused([FieldError("Envelope", "is not SOAP 1.1")])
    for entry in root.findall(f"{{{SOAP}}}Header/*"):
        if entry.get(f"{{{SOAP}}}mustUnderstand") == "1":
            raise Refused([FieldError("Header", "must be understood, and is not")])
    operations = root.findall(f"{{{SOAP}}}Body/*")
    if len(operations) != 1 or etree.QName(operations[0]).namespace != NAMESPACE:
        raise Refused([FieldError("Body", "does not hold one operation of this service")])
    if _name(operations[0]) not in OPERATIONS:
        raise Refused([FieldError("Body", "holds no operation of this service")])
    _check(operations[0])
    return operations[0]


def application_in(operation: etree._Element) -> dict[str, Any]:
    """SubmitApplication's application, in the form all protocols share."""
    raw: dict[str, Any] = {"fields": {}, "documents": []}
    for child in operation[0]:
        match _name(child):
            case "Applicant":
                raw["applicant"] = {_snake(_name(part)): text_of(part) for part in child}
            case "Fields":
                raw["fields"] = _fields_in(child)
            case "Documents":
                raw["documents"] = _documents_in(child)
            case name:
                raw[_snake(name)] = text_of(child)
    return raw


def supplement_in(operation: etree._Element) -> dict[str, Any]:
    """SupplementDocuments, in the form all protocols share."""
    raw: dict[str, Any] = {_snake(_name(child)): text_of(child) for child in operation if _name(child) != "Documents"}
    return raw | {"documents": [entry for child in operation for entry in _documents_in(child)]}


def _documents_in(element: etree._Element) -> list[dict[str, str]]:
    return [{_snake(_name(part)): text_of(part) for part in document} for document in element]


def inquiry_in(operation: etree._Element) -> dict[str, Any]:
    raw: dict[str, Any] = {_snake(_name(child)): text_of(child) for child in operation if _name(child) != "Datum"}
    return raw | {"data": [text_of(child) for child in operation if _name(child) == "Datum"]}


def text_of(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


def schema_text() -> bytes:
    return files("backend.county").joinpath("data", "department.xsd").read_bytes()


def _parse(body: bytes) -> etree._Element:
    try:
        text = body.decode("utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise Refused([FieldError("body", "holds a document type")])
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        return etree.fromstring(_DECLARATION.sub("", text, count=1), parser)
    except (UnicodeDecodeError, etree.XMLSyntaxError, ValueError):
        raise Refused([FieldError("body", "is not well-formed XML in UTF-8")]) from None


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(schema_text()))


@cache
def _optional() -> frozenset[str]:
    """Parts that may be missing; libxml2 names them too among those expected."""
    root = etree.fromstring(schema_text())
    xs = "{http://www.w3.org/2001/XMLSchema}"
    parts = (part for group in root.iter(f"{xs}all") for part in group)
    return frozenset(part.get("name") or "" for part in parts if part.get("minOccurs") == "0")


def _check(operation: etree._Element) -> None:
    """Raises `Refused` with what the schema finds, in the dotted names all protocols share."""
    alone = deepcopy(operation)
    schema = _schema()
    if schema.validate(alone):
        return
    tree = alone.getroottree()
    by_path = {tree.getpath(element): element for element in alone.iter()}
    errors: dict[str, FieldError] = {}
    for entry in cast(Any, schema.error_log):
        for error in _as_field_errors(by_path.get(entry.path or ""), entry.type_name, entry.message):
            errors.setdefault(error.field, error)
    raise Refused(list(errors.values()) or [FieldError("body", "is not valid")])


_WORDS = {
    "SCHEMAV_CVC_MAXLENGTH_VALID": "is too long",
    "SCHEMAV_CVC_MINLENGTH_VALID": "is too short",
    "SCHEMAV_CVC_PATTERN_VALID": "does not have the right form",
    "SCHEMAV_CVC_ENUMERATION_VALID": "is none of the words allowed",
    "SCHEMAV_CVC_COMPLEX_TYPE_4": "lacks its attribute",
}


def _as_field_errors(element: etree._Element | None, kind: str, message: str) -> Iterator[FieldError]:
    """libxml2's own message may repeat the value, so only names are taken from it."""
    where = "body" if element is None else _dotted(element)
    if kind != "SCHEMAV_ELEMENT_CONTENT":
        yield FieldError(where, _WORDS.get(kind, "is not valid"))
    elif message.startswith("Element") and "Missing child" in message:
        expected = _EXPECTED.findall(message.partition("Expected")[2])
        for name in [name for name in expected if name not in _optional()] or expected:
            yield FieldError(f"{where}.{_snake(name)}".removeprefix("body."), "is required")
    else:
        yield FieldError(where, "is not expected here")


def _dotted(element: etree._Element) -> str:
    """``fields.phone``, ``documents.0.name``, ``applicant.id_number``: names as REST has them."""
    parts: list[str] = []
    current: etree._Element | None = element
    while current is not None and _name(current) not in ("Application", *OPERATIONS):
        match _name(current):
            case "Field":
                parts.append(re.sub(r"[^A-Za-z0-9_.\-]", "?", current.get("code") or "?")[:60])
            case "Document":
                parts.append(str(len(list(current.itersiblings(preceding=True)))))
            case "Value" | "Row" | "Cell":
                pass
            case name:
                parts.append(_snake(name)[:60])
        current = current.getparent()
    return ".".join(reversed(parts)) or "body"


def _fields_in(fields: etree._Element) -> dict[str, Any]:
    """Raises `Refused` for a field given twice: which one is meant is not ours to guess."""
    raw: dict[str, Any] = {}
    for element in fields:
        code = element.get("code") or ""
        if code in raw:
            raise Refused([FieldError(f"fields.{code}", "is given twice")])
        raw[code] = _content_in(element)
    return raw


def _content_in(element: etree._Element) -> Any:
    if len(element) == 1 and _name(element[0]) == "Value":
        return text_of(element[0])
    return [[text_of(cell) for cell in row] for row in element]


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _snake(name: str) -> str:
    return _CAMEL.sub("_", name).lower()

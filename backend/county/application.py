"""An application as a department's system reads it: what must be there, how long it may be, what it may contain."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from backend.county.errors import FieldError, Refused
from backend.county.numbers import DOCUMENT_KINDS, ORGANISATION, find_number_fault

__all__ = ["Applicant", "Application", "DispatchId", "Document", "Inquiry", "Value", "faults_in", "parse"]

Value = bool | int | str | list[list[str]]
Model = TypeVar("Model", bound=BaseModel)

LONGEST_TEXT = 1000
LONGEST_CELL = 200
MOST_ROWS, MOST_CELLS = 200, 20
_NAME_MARKS = frozenset(" ·.-'’,（）()")
_LOOPBACK = r"^https?://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$"  # a department calls nobody it was not told of
_PRIVATE_USE = "Co"  # rare characters the card's 16 bits could not hold


def _dispatch_id(text: str) -> str:
    if str(UUID(text)) != text:
        raise ValueError("not in the usual form")
    return text


def _name(text: str) -> str:
    if text != text.strip() or not any(_is_letter(c) for c in text):
        raise ValueError("is not a name")
    if not all(_is_letter(c) or unicodedata.category(c) == "Mn" or c in _NAME_MARKS for c in text):
        raise ValueError("holds characters no name has")
    return text


def _is_letter(character: str) -> bool:
    category = unicodedata.category(character)
    return category.startswith("L") or category == _PRIVATE_USE


def _plain(text: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text):
        raise ValueError("holds control characters")
    return text


def _value(value: Any) -> Value:
    match value:
        case bool():
            return value
        case int() if abs(value) < 10**15:
            return value
        case str():
            return _text(value, LONGEST_TEXT)
        case list():
            return _table(value)
    raise ValueError("is neither text, whole number, yes or no, nor a table")


def _text(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"is longer than {longest} characters")
    return _plain(text)


def _table(rows: list[Any]) -> list[list[str]]:
    if len(rows) > MOST_ROWS:
        raise ValueError(f"has more than {MOST_ROWS} rows")
    for row in rows:
        if not isinstance(row, list) or len(row) > MOST_CELLS or not all(isinstance(cell, str) for cell in row):
            raise ValueError("is not a table of texts")
    return [[_text(cell, LONGEST_CELL) for cell in row] for row in rows]


DispatchId = Annotated[str, Field(min_length=36, max_length=36), AfterValidator(_dispatch_id)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.\-]{0,59}$")]
PlainText = Annotated[str, AfterValidator(_plain)]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Applicant(_Wire):
    """A person, or an organisation by its credit code, whose name may hold digits."""

    document_kind: str = Field(pattern=f"^({'|'.join(DOCUMENT_KINDS)})$")
    id_number: str = Field(min_length=15, max_length=18, repr=False)
    name: Annotated[str, Field(min_length=1, max_length=120, repr=False)]

    @field_validator("name")
    @classmethod
    def _fits(cls, name: str, told: ValidationInfo) -> str:
        return _plain(name) if told.data.get("document_kind") == ORGANISATION else _name(name)


class Document(_Wire):
    """A paper told to the department; the scan itself goes by its digest."""

    material: Code
    name: Annotated[PlainText, Field(min_length=1, max_length=200)]
    state: Code
    digest: Annotated[str, Field(pattern=r"^[A-Za-z0-9:_\-]{8,200}$")] | None = None


class Application(_Wire):
    dispatch_id: DispatchId
    case_number: str = Field(pattern=r"^[0-9A-Z][0-9A-Z\-]{3,49}$")
    hall: str = Field(pattern=r"^\d{12}$")
    item: str = Field(pattern=r"^[A-Z]{2}-\d{3}$")
    item_name: Annotated[PlainText, Field(min_length=1, max_length=200)]
    stage: Code
    accepted_at: AwareDatetime
    applicant: Applicant
    fields: dict[Code, Annotated[Value, PlainValidator(_value)]] = Field(max_length=300, repr=False)
    documents: list[Document] = Field(default=[], max_length=100)
    callback: Annotated[str, Field(pattern=_LOOPBACK)] | None = None


class Inquiry(_Wire):
    """A look-up in shared data, for a stated purpose."""

    query_id: Annotated[PlainText, Field(min_length=1, max_length=80)]
    purpose: Annotated[PlainText, Field(min_length=2, max_length=200)]
    id_number: str = Field(min_length=15, max_length=18, repr=False)
    data: list[Annotated[str, Field(max_length=60)]] = Field(min_length=1, max_length=50)


def faults_in(application: Application, today: date) -> Iterator[FieldError]:
    """What an application in the right form says against itself."""
    applicant = application.applicant
    if fault := find_number_fault(applicant.id_number, applicant.document_kind, today):
        yield FieldError("applicant.id_number", fault)
    if application.accepted_at.date() > today + timedelta(days=1):
        yield FieldError("accepted_at", "lies in the future")


def parse(model: type[Model], raw: Any) -> Model:
    """``raw`` as ``model``. Raises `Refused` naming the fields."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise Refused(_unique(_as_field_error(fault) for fault in error.errors(include_input=False))) from None


_WORDS = {
    "missing": "is required",
    "extra_forbidden": "is not known here",
    "string_too_short": "is too short",
    "string_too_long": "is too long",
    "string_pattern_mismatch": "does not have the right form",
    "string_type": "is not text",
    "dict_type": "is not a group of fields",
    "list_type": "is not a list",
    "model_type": "is not a group of fields",
    "too_long": "has too many entries",
    "too_short": "has no entry",
    "timezone_aware": "has no time zone",
}
_SAYABLE = re.compile(r"[A-Za-z0-9_.\-]{1,60}")


def _as_field_error(fault: Any) -> FieldError:
    parts = [str(part) for part in fault["loc"] if part != "[key]"]
    path = ".".join(part if _SAYABLE.fullmatch(part) else "?" for part in parts)
    words = str(fault["ctx"]["error"]) if fault["type"] == "value_error" else _WORDS.get(fault["type"], "is not valid")
    return FieldError(path or "body", words)


def _unique(errors: Iterable[FieldError]) -> list[FieldError]:
    return list({error.field: error for error in errors}.values())

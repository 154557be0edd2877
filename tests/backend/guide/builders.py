"""Small items and known values for the tests of the guide."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from backend.guide import Fact, FactKind, Item, Known, Place, Provenance, Source, Text, Trust, Value
from backend.guide.declared import DataClass

HALL = "999999101000"
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PLACE = Place(division_code=HALL, today=date(2026, 11, 20))


def text(words: str = "字") -> Text:
    return Text(zh=words, en=words)


def fact(code: str, kind: FactKind = FactKind.TEXT, **more: Any) -> Fact:
    personal = kind in (FactKind.TEXT, FactKind.PHONE, FactKind.ID_NUMBER, FactKind.BANK_CARD, FactKind.TABLE)
    given = {"label": text(code), "kind": kind, "data_class": DataClass.D2 if personal else DataClass.D1, **more}
    return Fact.model_validate({"code": code, **given})


def yes_no(code: str, *systems: str, **more: Any) -> Fact:
    return fact(code, FactKind.YES_NO, shared=told_by(code, *systems), **more)


def choice(code: str, values: Sequence[str], *systems: str, **more: Any) -> Fact:
    choices = [{"value": value, "label": text(value)} for value in values]
    return fact(code, FactKind.CHOICE, choices=choices, shared=told_by(code, *systems), **more)


def told_by(datum: str, *systems: str) -> list[dict[str, str]]:
    return [{"system": system, "datum": datum} for system in systems]


def field(code: str, **more: Any) -> dict[str, Any]:
    return {"fact": code, "guide_line": text(), **more}


def paper(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": text(code), "source": "applicant", "why": text(), **more}


def requirement(code: str, must: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "name": text(code), "must": must, "reason": text(), **more}


def situation(code: str, **more: Any) -> dict[str, Any]:
    return {"fact": code, "question": text(), **more}


def stage(code: str, *after: str, **more: Any) -> dict[str, Any]:
    given = {"name": text(code), "department": "RS", "system": "RS-JM", "days": 1, **more}
    return {"code": code, "after": after, **given}


def item(*facts: Fact, **parts: Any) -> Item:
    given: dict[str, Any] = {
        "code": "XX-001",
        "name": text("事项"),
        "department": "RS",
        "system": "RS-JM",
        "item_type": "public_service",
        "case_type": "promised",
        "statutory_days": None,
        "promised_days": 3,
        "level": "county",
        "intake_level": "township",
        "approval_pattern": "serial",
        "legal_basis": [],
        "frequency": "high",
        "fields": [],
        "stages": [stage("review")],
        "result": {"code": "result", "name": text()},
    }
    return Item.model_validate({**given, "facts": {one.code: one for one in facts}, **parts})


def known(
    value: Value | None,
    source: Source = Source.ASKED,
    *,
    system: str | None = None,
    minutes: int = 0,
    trust: Trust | None = None,
    **more: Any,
) -> Known:
    weight = trust or (Trust.A if source in (Source.SHARED, Source.CARD) else Trust.D)
    provenance = Provenance(source=source, at=NOON + timedelta(minutes=minutes), trust=weight, system=system)
    return Known(value=value, provenance=provenance, **more)


def shared(value: Value | None, system: str, **more: Any) -> Known:
    return known(value, Source.SHARED, system=system, **more)

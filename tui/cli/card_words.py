"""Readers, cards and events as lines for people and as objects for programs."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from card_reader import (
    CardPresent,
    CardRemoved,
    DocumentKind,
    Fault,
    Finding,
    IdentityRead,
    PartlyRead,
    ReaderDown,
    ReaderEvent,
    ReaderUp,
    ReadFailed,
    ReadOk,
    SocialSecurityCard,
    operator_text,
)
from tui.cli.card_advice import facts_of, steps_for
from tui.locale import N_, _, language

NO_CARD: Final = "no_card"
_KINDS: Final = {
    DocumentKind.RESIDENT: N_("resident ID card"),
    DocumentKind.HMT_PERMIT: N_("residence permit (Hong Kong, Macao, Taiwan)"),
    DocumentKind.FOREIGNER_2017: N_("foreigner's permanent residence card (2017)"),
    DocumentKind.FOREIGNER_2023: N_("foreigner's permanent residence card (2023)"),
    DocumentKind.SSC: N_("social security card"),
}


def no_reader() -> str:
    return _numbered([_("No reader found."), *steps_for(Fault.PORT_MISSING, {})])


def finding_line(finding: Finding) -> str:
    state = _("ready") if finding.fault is None else operator_text(finding.fault, language())
    protocol = "" if finding.protocol is None else f" {finding.protocol}"
    return "  ".join((finding.reader, f"{finding.driver}{protocol}", *facts_of(finding.facts), state))


def advice(finding: Finding) -> str:
    if finding.fault is None:
        return finding_line(finding)
    said = f"{finding.reader}: {operator_text(finding.fault, language())}"
    return _numbered([said, *steps_for(finding.fault, finding.facts, finding.reader)])


def _numbered(lines: list[str]) -> str:
    first, *steps = lines
    return "\n".join([first, *(f"  {number}. {step}" for number, step in enumerate(steps, start=1))])


def event_line(event: ReaderEvent) -> str:
    return f"{event.reader}: {_event_words(event)}"


def _event_words(event: ReaderEvent) -> str:
    match event:
        case ReaderUp():
            return _("ready")
        case ReaderDown(reason=fault) | ReadFailed(code=fault):
            return operator_text(fault, language())
        case CardPresent():
            return _("a card is there, reading …")
        case CardRemoved():
            return _("the card is gone")
        case ReadOk(read=read):
            masked = read.masked
            kind = _(_KINDS[masked.kind])
            return _("read: {kind} {name} {number}").format(kind=kind, name=masked.name, number=masked.number)


def error_line(outcome: ReadFailed | ReaderDown | None) -> str:
    return _("No card was laid down in time.") if outcome is None else event_line(outcome)


def as_line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def finding_object(finding: Finding) -> dict[str, Any]:
    fault = finding.fault
    return {
        "reader": finding.reader,
        "driver": finding.driver,
        "protocol": finding.protocol,
        "fault": fault,
        "text": None if fault is None else operator_text(fault, language()),
        **finding.facts,
    }


def event_object(event: ReaderEvent) -> dict[str, Any]:
    """Masked where it concerns a person: a log of this may be shown to a technician."""
    said: dict[str, Any] = {"event": type(event).__name__, "reader": event.reader, "at": datetime.now().astimezone()}
    if isinstance(event, ReadOk):
        masked = event.read.masked
        said |= {"kind": masked.kind, "name": masked.name, "number": masked.number, "warnings": event.read.warnings}
    elif isinstance(event, ReadFailed):
        said |= {"error": event.code, "retryable": event.retryable, "text": operator_text(event.code, language())}
    elif isinstance(event, ReaderDown):
        said |= {"error": event.reason, "text": operator_text(event.reason, language())}
    return {name: _plain(value) for name, value in said.items()}


def identity_object(event: ReadOk) -> dict[str, Any]:
    return {"reader": event.reader, **_fields_of(event.read)}


def error_object(outcome: ReadFailed | ReaderDown | None) -> dict[str, Any]:
    if outcome is None:
        return {"error": NO_CARD, "text": _("No card was laid down in time.")}
    code = outcome.reason if isinstance(outcome, ReaderDown) else outcome.code
    said = {"error": code, "text": operator_text(code, language()), "reader": outcome.reader}
    return said | ({"card": _fields_of(outcome.card)} if isinstance(outcome, PartlyRead) else {})


def _fields_of(value: IdentityRead | SocialSecurityCard) -> dict[str, Any]:
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__ if name != "photo"}


def _plain(value: Any) -> Any:
    if isinstance(value, SocialSecurityCard):
        return _fields_of(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, StrEnum | str | bool):
        return value
    return value.isoformat()

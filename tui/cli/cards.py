"""``onewindow cards``: what is attached, what it reads, and what to do when it does not."""

import asyncio
import json
from contextlib import aclosing
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from card_reader import (
    CardPresent,
    CardRemoved,
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
    examine,
    operator_text,
    watch,
)
from tui.cli.card_advice import facts_of, steps_for
from tui.locale import _, language, set_language
from tui.settings import StationSettings

__all__ = ["cards"]

cards = typer.Typer(help="Card readers: list, watch, read one card, find the trouble.", no_args_is_help=True)

Port = Annotated[
    list[str] | None,
    typer.Option("--port", help="/dev/ttyUSB0, socket://host:port, pcsc:* or auto; the station's own if not given."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
SpokenLanguage = Annotated[str, typer.Option("--language", help="zh_CN or en.")]
NO_CARD: Final = "no_card"


@cards.command("list")
def list_readers(port: Port = None, as_json: AsJson = False, spoken: SpokenLanguage = "zh_CN") -> None:
    """Every reader found here, its driver and protocol, and its state."""
    set_language(spoken)
    findings = examine(_readers(port))
    for finding in findings:
        typer.echo(_json(_finding_object(finding)) if as_json else _finding_line(finding))
    if not findings and not as_json:
        typer.echo(_("No reader found."))


@cards.command("doctor")
def doctor(port: Port = None, as_json: AsJson = False, spoken: SpokenLanguage = "zh_CN") -> None:
    """What is wrong with the readers and what to do, step by step. Exit 1 if something is."""
    set_language(spoken)
    findings = examine(_readers(port))
    for finding in findings:
        typer.echo(_json(_finding_object(finding)) if as_json else _advice(finding))
    if not findings and not as_json:
        typer.echo(_numbered([_("No reader found."), *steps_for(Fault.PORT_MISSING, {})]))
    raise typer.Exit(1 if not findings or any(finding.fault for finding in findings) else 0)


@cards.command("watch")
def watch_readers(port: Port = None, as_json: AsJson = False, spoken: SpokenLanguage = "zh_CN") -> None:
    """Tell what happens at the readers until Ctrl-C. Names and numbers are masked."""
    set_language(spoken)

    async def follow() -> None:
        async with aclosing(watch(_readers(port))) as events:
            async for event in events:
                typer.echo(_json(_event_object(event)) if as_json else _event_line(event))

    try:
        asyncio.run(follow())
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


@cards.command("read")
def read_one(
    port: Port = None,
    as_json: AsJson = False,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for a card.")] = 30.0,
    spoken: SpokenLanguage = "zh_CN",
) -> None:
    """Read one card. With --json all of it as one object; otherwise masked. Exit 1 with the error's code otherwise."""
    set_language(spoken)
    outcome = asyncio.run(_read(_readers(port), timeout))
    if isinstance(outcome, ReadOk):
        typer.echo(_json(_identity_object(outcome)) if as_json else _event_line(outcome))
        return
    typer.echo(_json(_error_object(outcome)) if as_json else _error_line(outcome), err=not as_json)
    raise typer.Exit(1)


async def _read(readers: list[str], timeout: float) -> ReadOk | ReadFailed | ReaderDown | None:
    """The first card, or the first reason why there is none. A reader that is down counts when there is no other."""
    down: dict[str, ReaderDown] = {}
    try:
        async with asyncio.timeout(timeout), aclosing(watch(readers)) as events:
            async for event in events:
                if isinstance(event, ReadOk | ReadFailed):
                    return event
                if isinstance(event, ReaderUp):
                    down.pop(event.reader, None)
                elif isinstance(event, ReaderDown):
                    down[event.reader] = event
                    if len(readers) == 1 and event.reader == readers[0]:
                        return event
    except TimeoutError:
        pass
    return next(iter(down.values()), None)


def _readers(port: list[str] | None) -> list[str]:
    return port or StationSettings().readers or ["auto"]


# -- words


def _finding_line(finding: Finding) -> str:
    state = _("ready") if finding.fault is None else operator_text(finding.fault, language())
    protocol = "" if finding.protocol is None else f" {finding.protocol}"
    return "  ".join((finding.reader, f"{finding.driver}{protocol}", *facts_of(finding.facts), state))


def _advice(finding: Finding) -> str:
    if finding.fault is None:
        return _finding_line(finding)
    said = f"{finding.reader}: {operator_text(finding.fault, language())}"
    return _numbered([said, *steps_for(finding.fault, finding.facts, finding.reader)])


def _numbered(lines: list[str]) -> str:
    first, *steps = lines
    return "\n".join([first, *(f"  {number}. {step}" for number, step in enumerate(steps, start=1))])


def _event_line(event: ReaderEvent) -> str:
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
            return _("read: {kind} {name} {number}").format(kind=masked.kind, name=masked.name, number=masked.number)


def _error_line(outcome: ReadFailed | ReaderDown | None) -> str:
    return _("No card was laid down in time.") if outcome is None else _event_line(outcome)


# -- objects


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _finding_object(finding: Finding) -> dict[str, Any]:
    fault = finding.fault
    return {
        "reader": finding.reader,
        "driver": finding.driver,
        "protocol": finding.protocol,
        "fault": fault,
        "text": None if fault is None else operator_text(fault, language()),
        **finding.facts,
    }


def _event_object(event: ReaderEvent) -> dict[str, Any]:
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


def _identity_object(event: ReadOk) -> dict[str, Any]:
    return {"reader": event.reader, **_fields_of(event.read), "photo": None}


def _error_object(outcome: ReadFailed | ReaderDown | None) -> dict[str, Any]:
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

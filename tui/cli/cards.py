"""``onewindow cards``: what is attached, what it reads, and what to do when it does not."""

import asyncio
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Annotated, TypeGuard

import typer

from tui.cli.spoken_help import SpokenCommand, SpokenGroup
from tui.locale import N_

if TYPE_CHECKING:
    from card_reader import Finding, ReaderDown, ReaderEvent, ReadFailed, ReadOk

__all__ = ["cards"]

LIST = N_("Every reader found here, its driver and protocol, and its state.")
DOCTOR = N_("What is wrong with the readers and what to do, step by step. Exit 1 if something is.")
WATCH = N_("Tell what happens at the readers until Ctrl-C. Names and numbers are masked.")
READ = N_("Read one card. With --json all of it as one object, masked without. Exit 1 and the error's code otherwise.")

cards = typer.Typer(
    cls=SpokenGroup,
    help=N_("Card readers: list, watch, read one card, find the trouble."),
    no_args_is_help=True,
    rich_markup_mode=None,
)

Port = Annotated[
    list[str] | None,
    typer.Option(
        "--port", help=N_("/dev/ttyUSB0, socket://host:port, pcsc:* or auto; the station's own if not given.")
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=N_("One JSON object a line."))]


@cards.command("list", cls=SpokenCommand, help=LIST)
def list_readers(port: Port = None, as_json: AsJson = False) -> None:
    _tell_findings(port, as_json=as_json, with_advice=False)


@cards.command("doctor", cls=SpokenCommand, help=DOCTOR)
def doctor(port: Port = None, as_json: AsJson = False) -> None:
    findings = _tell_findings(port, as_json=as_json, with_advice=True)
    raise typer.Exit(1 if not findings or any(finding.fault for finding in findings) else 0)


@cards.command("watch", cls=SpokenCommand, help=WATCH)
def watch_readers(port: Port = None, as_json: AsJson = False) -> None:
    from card_reader import watch
    from tui.cli import card_words as words

    async def follow() -> None:
        async with aclosing(watch(_readers(port))) as events:
            async for event in events:
                typer.echo(words.as_line(words.event_object(event)) if as_json else words.event_line(event))

    try:
        asyncio.run(follow())
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


@cards.command("read", cls=SpokenCommand, help=READ)
def read_one(
    port: Port = None,
    as_json: AsJson = False,
    seconds: Annotated[float, typer.Option("--timeout", help=N_("Seconds to wait for a card."))] = 30.0,
) -> None:
    from card_reader import ReadOk
    from tui.cli import card_words as words

    outcome = asyncio.run(_read(_readers(port), seconds))
    if isinstance(outcome, ReadOk):
        typer.echo(words.as_line(words.identity_object(outcome)) if as_json else words.event_line(outcome))
        return
    typer.echo(words.as_line(words.error_object(outcome)) if as_json else words.error_line(outcome), err=not as_json)
    raise typer.Exit(1)


def _tell_findings(port: list[str] | None, *, as_json: bool, with_advice: bool) -> "list[Finding]":
    from card_reader import examine
    from tui.cli import card_words as words

    findings = examine(_readers(port))
    told = words.advice if with_advice else words.finding_line
    for finding in findings:
        typer.echo(words.as_line(words.finding_object(finding)) if as_json else told(finding))
    if not findings and not as_json:
        typer.echo(words.no_reader())
    return findings


async def _read(readers: list[str], seconds: float) -> "ReadOk | ReadFailed | ReaderDown | None":
    """The first card, or the first reason why there is none. A reader that is down counts when there is no other."""
    from card_reader import ReaderDown, ReaderUp, watch

    down: dict[str, ReaderDown] = {}
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds), aclosing(watch(readers)) as events:
            async for event in events:
                if _ends_the_wait(event, readers):
                    return event
                if isinstance(event, ReaderUp):
                    down.pop(event.reader, None)
                elif isinstance(event, ReaderDown):
                    down[event.reader] = event
    return next(iter(down.values()), None)


def _ends_the_wait(event: "ReaderEvent", readers: list[str]) -> TypeGuard["ReadOk | ReadFailed | ReaderDown"]:
    from card_reader import ReaderDown, ReadFailed, ReadOk

    if isinstance(event, ReaderDown):
        return readers == [event.reader]
    return isinstance(event, ReadOk | ReadFailed)


def _readers(port: list[str] | None) -> list[str]:
    from tui.settings import StationSettings

    return port or StationSettings().readers or ["auto"]

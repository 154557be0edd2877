"""The workstation, alone or with a demo hall around it."""

import os
import re
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from tui.cli.console import say
from tui.cli.front import check_terminal, open_counter
from tui.cli.not_started import told_plainly
from tui.demo.family import NOT_STARTED
from tui.locale import N_, _, set_language
from tui.locale import language as spoken

__all__ = ["COUNTER", "DEMO", "counter", "demo"]

COUNTER = N_("The counter screen of one window.")
DEMO = N_(
    "A whole demo hall on this machine. County, virtual card reader, node and the counter screen, each a process."
)

Language = Annotated[str | None, typer.Option(help=N_("The language to speak: zh or en."), metavar="NAME")]


def counter(
    node: Annotated[str | None, typer.Option(help=N_("Address of the node, e.g. http://127.0.0.1:8471."))] = None,
    reader: Annotated[
        list[str] | None, typer.Option(help=N_("Card reader: a port or socket://HOST:PORT. Repeatable."))
    ] = None,
    window: Annotated[str | None, typer.Option(help=N_("Number of this window."))] = None,
    data: Annotated[Path | None, typer.Option(help=N_("Folder for drafts and the catalogue's copy."))] = None,
    language: Language = None,
) -> None:
    given = {"node": node, "readers": reader, "window": window, "data_dir": data, "language": language}
    open_counter({name: value for name, value in given.items() if value is not None})


def demo(
    data: Annotated[
        Path | None, typer.Option(help=N_("Folder the demo hall keeps its data in: .data/demo, or .data/demo-village."))
    ] = None,
    village: Annotated[
        bool, typer.Option("--village", help=N_("A village: it takes in few items, and sends people on with the rest."))
    ] = False,
    language: Language = None,
    speed: Annotated[float, typer.Option(help=N_("How much faster than life the departments work."))] = 1.0,
    tour: Annotated[
        Path | None, typer.Option(help=N_("Walk one visit without a person and leave a picture of each screen here."))
    ] = None,
    size: Annotated[str, typer.Option(help=N_("Terminal size of the tour, COLUMNSxLINES."))] = "120x36",
    all_items: Annotated[
        bool,
        typer.Option("--all-items", help=N_("Take every item from card to result by itself. Exit 0 if all succeed.")),
    ] = False,
    only: Annotated[str, typer.Option(help=N_("With --all-items: these items only, CODE,CODE,..."))] = "",
    unknown: Annotated[
        bool, typer.Option("--unknown", help=N_("With --all-items: applicants of whom no system knows anything."))
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help=N_("With --all-items: table of keys, fields, papers and time, .md or .csv."))
    ] = None,
) -> None:
    if not all_items and (only or unknown or report):
        raise typer.BadParameter(_("--only, --unknown and --report go with --all-items."))
    if all_items:
        _take_items(only, report, size, language or spoken(), unknown=unknown)
    if tour is not None:
        from tui.demo.tour import walk

        raise typer.Exit(walk(tour, size=_columns_and_lines(size), language=language or spoken()))
    if not sys.stdout.isatty() or not sys.stdin.isatty():
        say(_("Set up. The workstation needs a terminal. Without one, this walks a whole visit and leaves pictures:"))
        typer.echo("  .venv/bin/onewindow demo --tour DIR")
        raise typer.Exit
    check_terminal()
    from tui.demo.launcher import NotReady, open_workstation

    folder = data or Path(".data/demo-village" if village else ".data/demo")
    os.environ["ONEWINDOW_LANGUAGE"] = spoken_here = language or spoken()  # its parts tell why they do not start
    set_language(spoken_here)
    say(_("The demo hall is starting: county, reader, node. The screen opens as soon as they answer."))
    try:
        with told_plainly():
            open_workstation(folder, language=spoken_here, speed=speed, village=village)
    except NotReady as error:
        typer.echo(f"onewindow: {error}", err=True)
        raise typer.Exit(NOT_STARTED) from None


def _columns_and_lines(size: str) -> tuple[int, int]:
    written = re.fullmatch(r"(\d{2,3})x(\d{2,3})", size)
    columns, lines = (int(part) for part in written.groups()) if written else (0, 0)
    if columns < 80 or lines < 24:
        raise typer.BadParameter(_("A size is written 120x36, and is at least 80x24."))
    return columns, lines


def _take_items(only: str, report: Path | None, size: str, language: str, *, unknown: bool) -> NoReturn:
    from tui.demo.all_items.run import UnknownItems, Wish, take_all
    from tui.demo.launcher import NotReady

    if report is not None and report.suffix not in (".md", ".csv"):
        raise typer.BadParameter(_("A report is a .md or a .csv file."))
    codes = tuple(code.strip().upper() for code in only.split(",") if code.strip())
    try:
        status = take_all(Wish(codes, unknown=unknown, size=_columns_and_lines(size), language=language), report)
    except UnknownItems as error:
        typer.echo(_("Not in the catalogue: {codes}").format(codes=error), err=True)
        status = 2
    except NotReady as error:
        typer.echo(f"onewindow: {error}", err=True)
        status = 1
    raise typer.Exit(status)

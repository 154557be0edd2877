"""What a command says on a plain terminal: in the language spoken there, within its columns, with its progress."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

from tui.locale import sentences

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["columns", "progress", "refuse", "say", "say_list", "say_table"]

_MOST = 100  # columns: longer lines are hard to read


def columns() -> int:
    return min(_MOST, shutil.get_terminal_size().columns)


def say(text: str, *, indent: int = 0, mark: str = "") -> None:
    """A paragraph, broken into lines that fit; `mark` stands before the first of them."""
    for line in _lines(text, indent, mark):
        typer.echo(line)


def say_list(lines: Iterable[str], *, mark: str = "· ") -> None:
    """One mark a line; a line that begins with blanks belongs to the one before."""
    for line in lines:
        if line.startswith(" "):
            say(line.strip(), indent=4 + len(mark))
        else:
            say(line, indent=2, mark=mark)


def say_table(rows: Sequence[Sequence[str]]) -> None:
    """The first row is the heading; all columns but the first hold numbers and stand to the right."""
    from tui.widgets.cells import pad, width

    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        first, *others = (
            pad(cell, cells, "left" if place == 0 else "right")
            for place, (cell, cells) in enumerate(zip(row, widths, strict=True))
        )
        typer.echo("  ".join([first, *others]).rstrip())


def refuse(what: str, remedy: str = "", *, status: int = 1) -> NoReturn:
    """Say why it is not done and what to do, and end."""
    for line in _lines(sentences(what, remedy), 0, ""):
        typer.echo(line, err=True)
    raise typer.Exit(status)


@contextmanager
def progress() -> "Iterator[Progress]":
    """Bars on a terminal; nothing where the output is read by a program."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=sys.stderr, width=columns())
    words = TextColumn("{task.description}")
    with Progress(
        words, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True,
        disable=not sys.stderr.isatty(),
    ) as bars:  # fmt: skip
        yield bars


def _lines(text: str, indent: int, mark: str) -> Iterator[str]:
    from tui.widgets.cells import width, wrap

    blank = " " * indent
    room = columns() - indent - width(mark)
    for place, line in enumerate(wrap(text, room)):
        yield f"{blank}{mark if place == 0 else ' ' * width(mark)}{line}"

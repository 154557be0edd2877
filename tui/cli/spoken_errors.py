"""What is wrong with a command line, in the reader's language: Typer says it in English only."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import typer

from tui.locale import N_, _

__all__ = ["in_words", "usage"]

_PIECES: Final = {"[OPTIONS]": N_("[OPTIONS]"), "COMMAND [ARGS]...": N_("COMMAND [ARGS]...")}
_SENTENCES: Final = (
    (r"No such option: (?P<name>\S+?)(?P<like> \(Possible options: .+\)| Did you mean .+\?)?", N_(
        "There is no option {name}.")),
    (r"No such command '(?P<name>.*?)'\.(?P<like> Did you mean .+\?)?", N_("There is no command “{name}”.")),
    (r"Missing (?:argument|option|parameter) '?(?P<name>.+?)'?\.", N_("{name} is missing.")),
    (r"Missing command\.", N_("The command is missing.")),
    (r"Option '?(?P<name>\S+?)'? requires an argument\.", N_("{name} needs a value.")),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<name>.+)\)", N_("This is too much: {name}.")),
    (r"Invalid value for '?(?P<name>.+?)'?: '(?P<value>.*)' is not .+", N_("“{value}” does not do for {name}.")),
    (r"Invalid value for '?(?P<name>.+?)'?: Input should be a valid (?:integer|number).*", N_(
        "{name} must be a number.")),
    (r"Invalid value(?: for '?(?P<name>.+?)'?)?: (?P<why>.+)", "{why}"),
)  # fmt: skip
"""What Typer says as patterns, and what is said in its place."""


class _InWords(typer.BadParameter):
    """One of Typer's, as it is shown."""

    def __init__(self, error: typer.BadParameter) -> None:
        super().__init__(error.message, error.ctx)
        self.told = _told(error.format_message())

    def show(self, file: Any = None) -> None:
        if self.ctx is not None:
            typer.echo(usage(self.ctx), err=True)
            typer.echo(_("More: {command}").format(command=f"{self.ctx.command_path} --help"), err=True)
        typer.echo(self.told, err=True)


@contextmanager
def in_words() -> Iterator[None]:
    """What is wrong with the line leaves this block in words for the reader."""
    try:
        yield
    except _InWords:
        raise
    except typer.Abort:
        typer.echo("\n" + _("Broken off."), err=True)
        raise typer.Exit(1) from None
    except _UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # shows the help, and nothing is wrong
            raise
        raise _InWords(error) from None


def usage(ctx: Any) -> str:
    pieces = (_piece(piece.replace("{", "").replace("}", "")) for piece in ctx.command.collect_usage_pieces(ctx))
    return _("Usage: {usage}").format(usage=" ".join([ctx.command_path, *pieces]))


def _piece(piece: str) -> str:
    return _(_PIECES[piece]) if piece in _PIECES else re.sub("[A-Z]+", lambda place: _(place[0]), piece)


def _told(message: str) -> str:
    for pattern, words in _SENTENCES:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match is not None:
            return _(words).format(**{name: _(said) if said else "" for name, said in match.groupdict().items()})
    return message


_UsageError: Final[Any] = typer.BadParameter.__mro__[1]  # what all of them are; Typer gives it no public name

"""``--help`` in the reader's language, within the 80 columns of a hall's terminal."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from tui.locale import N_, _

__all__ = ["SpokenCommand", "SpokenGroup"]

_COLUMNS = 80
_WIDEST_NAME = 24
_OPTION = "--language"

HELP = N_("Show this message and exit.")


class SpokenCommand(TyperCommand):
    """Its texts are marked with `N_` where they are written, and translated when help is asked for."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_help(self, ctx))


class SpokenGroup(TyperGroup):
    command_class = SpokenCommand

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_help(self, ctx))


def _help(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    _speak_as_asked()
    usage = " ".join([ctx.command_path, *(piece.strip("{}") for piece in command.collect_usage_pieces(ctx))])
    parts = [_("Usage: {usage}").format(usage=usage), "", *_paragraphs(command.help or "")]
    parameters = [parameter for parameter in command.get_params(ctx) if not getattr(parameter, "hidden", False)]
    arguments = [_record(one, ctx) for one in parameters if one.param_type_name == "argument"]
    options = [_record(one, ctx) for one in parameters if one.param_type_name == "option"]
    for heading, records in ((_("Arguments:"), arguments), (_("Options:"), options)):
        parts += _table(heading, records)
    if isinstance(command, TyperGroup):
        named = [(name, command.get_command(ctx, name)) for name in command.list_commands(ctx)]
        shown = [(name, _first_sentence(_(one.help) if one.help else "")) for name, one in named if one is not None]
        parts += _table(_("Commands:"), shown)
    if command.epilog:
        parts += ["", _("Examples:"), *(f"  {line}" for line in command.epilog.splitlines())]
    return "\n".join(parts) + "\n"


def _speak_as_asked() -> None:
    """As `--language` says, wherever it stands beside `--help`; else as the station speaks."""
    from tui.cli.console import speak

    words = sys.argv[1:]
    asked = [after for before, after in zip(words, words[1:], strict=False) if before == _OPTION]
    speak(asked[-1] if asked else None)


def _paragraphs(text: str) -> Iterable[str]:
    from tui.widgets.cells import wrap

    for paragraph in (_(text) if text else "").split("\n"):
        yield from (f"  {line}".rstrip() for line in wrap(paragraph, _COLUMNS - 2))


def _record(parameter: Any, ctx: Any) -> tuple[str, str]:
    name, told = parameter.get_help_record(ctx) or (parameter.human_readable_name, "")
    text = getattr(parameter, "help", None) or ""
    return name.partition(" <")[0] if parameter.param_type_name == "argument" else name, _(text) if text else told


def _first_sentence(text: str) -> str:
    for end in ("。", ". ", "\n"):
        text = text.partition(end)[0]
    return text.rstrip(".") + ("。" if any(mark > "\u3000" for mark in text) else ".")


def _table(heading: str, records: Sequence[tuple[str, str]]) -> list[str]:
    from tui.widgets.cells import pad, width, wrap

    if not records:
        return []
    room = min(_WIDEST_NAME, max(width(name) for name, _told in records))
    lines = ["", heading]
    for name, told in records:
        first, *others = wrap(told, _COLUMNS - room - 4) or [""]
        if width(name) > room:
            lines.append(f"  {name}")
            name = ""
        lines.append(f"  {pad(name, room)}  {first}".rstrip())
        lines += [f"  {' ' * room}  {line}".rstrip() for line in others]
    return lines

"""``--help``, and what is wrong with a command line, in the reader's language, within 80 columns.

``--language`` may stand anywhere on the line; without it a command speaks as the station does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from tui.cli.spoken_errors import in_words, usage
from tui.locale import N_, UnknownLanguage, _, set_language

__all__ = ["RootGroup", "SpokenCommand", "SpokenGroup"]

_COLUMNS: Final = 80
_WIDEST_NAME: Final = 24
_OPTION: Final = "--language"
_KINDS: Final = {
    "path": N_("PATH"), "str": N_("TEXT"), "list[str]": N_("TEXT"),
    "int": N_("NUMBER"), "int range": N_("NUMBER"), "float": N_("NUMBER"),
}  # fmt: skip
_PLACES: Final = (
    N_("ACCOUNT"), N_("CASE"), N_("CODE"), N_("CODES"), N_("DATE"), N_("FILE"), N_("FOLDER"), N_("HEAD"), N_("NAME"),
    N_("ROLE"), N_("WORDS"),
)  # fmt: skip
"""What stands in a line for what the reader is to write; an address is a URL in any language."""
_USUAL: Final = re.compile(r"\[default: (.+?)[\];]")
_HELP: Final = "--help"
_ASKED: Final = "tui.cli.language"

HELP = N_("Show this message and exit.")
LANGUAGE = N_("The language to speak: zh or en.")


class SpokenCommand(TyperCommand):
    """Its texts are marked with `N_` where they are written, and translated when help is asked for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """A command that has the option itself, for what it starts, is given what the whole line was asked."""
        asked = ctx.meta.get(_ASKED)
        return super().parse_args(ctx, [_OPTION, asked, *args] if asked and _has_option(self) else args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_help(self, ctx))


class SpokenGroup(TyperGroup):
    command_class = SpokenCommand

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_help(self, ctx))


class RootGroup(SpokenGroup):
    """Hears which language is asked for before anything is said."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        others, asked = _heard(args)
        ctx.meta[_ASKED] = asked
        with in_words():
            _speak(asked)
            if _HELP in others:
                _show_help(self, ctx, others[: others.index(_HELP)])
            return super().parse_args(ctx, others)

    def invoke(self, ctx: Any) -> Any:
        with in_words():
            return super().invoke(ctx)


def _show_help(command: Any, ctx: Any, words: Iterable[str]) -> None:
    """Of the command these words lead to, and end. What else stands there is not read: that takes pydantic."""
    for word in words:
        if not isinstance(command, TyperGroup) or word.startswith("-"):
            continue
        if (below := command.get_command(ctx, word)) is None:
            return  # no such command: refused as everywhere
        command, ctx = below, type(ctx)(below, parent=ctx, info_name=word)
    typer.echo(_help(command, ctx), nl=False)
    ctx.exit()


def _heard(args: Sequence[str]) -> tuple[list[str], str | None]:
    """The line without the option, and what it asked for last."""
    others: list[str] = []
    asked: str | None = None
    words = iter(args)
    for word in words:
        name, equals, value = word.partition("=")
        if name != _OPTION or (told := value if equals else next(words, None)) is None:
            others.append(word)
        else:
            asked = told
    return others, asked


def _speak(asked: str | None) -> None:
    from tui.settings import StationSettings

    name = StationSettings().language
    try:
        set_language(name)
        set_language(name := asked or name)
    except UnknownLanguage:
        raise typer.BadParameter(_("This program speaks zh and en, not “{name}”.").format(name=name)) from None


def _has_option(command: TyperCommand | TyperGroup) -> bool:
    return any(_OPTION in parameter.opts for parameter in command.params)


def _help(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    parts = [usage(ctx), "", *_paragraphs(command.help or "")]
    parameters = [parameter for parameter in command.get_params(ctx) if not getattr(parameter, "hidden", False)]
    arguments = [_record(one, ctx) for one in parameters if one.param_type_name == "argument"]
    options = list(_options(command, parameters, ctx))
    parts += [*_table(_("Arguments:"), arguments), *_table(_("Options:"), options)]
    if isinstance(command, TyperGroup):
        named = [(name, command.get_command(ctx, name)) for name in command.list_commands(ctx)]
        shown = [(name, _first_sentence(_(one.help) if one.help else "")) for name, one in named if one is not None]
        parts += _table(_("Commands:"), shown)
    if command.epilog:
        parts += ["", _("Examples:"), *(f"  {line}" for line in command.epilog.splitlines())]
    return "\n".join(parts) + "\n"


def _options(command: TyperCommand | TyperGroup, parameters: Iterable[Any], ctx: Any) -> Iterator[tuple[str, str]]:
    records = [_record(one, ctx) for one in parameters if one.param_type_name == "option"]
    *own, helping = records
    yield from own
    if not _has_option(command):
        yield f"{_OPTION} {_('NAME')}", _(LANGUAGE)
    yield helping


def _paragraphs(text: str) -> Iterable[str]:
    from tui.widgets.cells import wrap

    for paragraph in (_(text) if text else "").split("\n"):
        yield from (f"  {line}".rstrip() for line in wrap(paragraph, _COLUMNS - 2))


def _record(parameter: Any, ctx: Any) -> tuple[str, str]:
    name, told = parameter.get_help_record(ctx) or (parameter.human_readable_name, "")
    text = getattr(parameter, "help", None) or ""
    name, _blank, kind = name.partition(" ")
    if kind and parameter.param_type_name == "option":
        name = f"{name} {_place(kind)}"
    return _(name), f"{_(text)}{_remark(told)}" if text else told


def _place(kind: str) -> str:
    return _(_KINDS.get(kind.strip("<>"), "TEXT") if kind.startswith("<") else kind)


def _remark(told: str) -> str:
    """What Typer adds to the text of an option."""
    if "[required]" in told:
        return _(" Required.")
    usual = _USUAL.search(told)
    return _(" Default: {value}.").format(value=usual[1]) if usual else ""


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

"""``onewindow catalogue diff``: what differs between two catalogues, in words."""

import json
from typing import Annotated

import typer

from tui.cli.catalogue_sources import named_catalogue
from tui.cli.console import say, say_list
from tui.cli.which_node import WhichNode
from tui.locale import N_, language

__all__ = ["DIFF", "diff"]

DIFF = N_(
    "What differs between two catalogues, in words. "
    "A and B are folders, versions a node keeps (their first letters do), current or shipped."
)


def diff(
    one: Annotated[str, typer.Argument(metavar="A", help=N_("The catalogue as it was."))],
    other: Annotated[str, typer.Argument(metavar="B", help=N_("The catalogue as it is to be."))],
    at: WhichNode = WhichNode(),
    as_json: Annotated[bool, typer.Option("--json", help=N_("One JSON object a line, one line a section."))] = False,
) -> None:
    from backend.catalogue.differences import difference, sections, summary

    old, new = (named_catalogue(name, at) for name in (one, other))
    found = difference(old, new)
    for section in sections(found, language()):
        if as_json:
            typer.echo(json.dumps({"about": section.heading, "changes": section.lines}, ensure_ascii=False))
        else:
            say(section.heading)
            say_list(section.lines)
    if not as_json:
        say(summary(found, language()))

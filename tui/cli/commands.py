"""Every command of ``onewindow``, as Typer reads and explains them."""

from typing import Annotated

import typer

from tui.cli.cards import cards
from tui.cli.catalogue import catalogue
from tui.cli.chain import chain
from tui.cli.serve import COUNTY, NODE, county, node
from tui.cli.spoken_help import RootGroup, SpokenCommand
from tui.cli.staff import staff
from tui.cli.workstation import COUNTER, DEMO, counter, demo
from tui.locale import N_

__all__ = ["app"]

app = typer.Typer(
    name="onewindow",
    cls=RootGroup,
    help=N_("One Window (一窗): the workstation of the integrated counter in a township service hall."),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for told, command in ((DEMO, demo), (COUNTER, counter), (NODE, node), (COUNTY, county)):
    app.command(cls=SpokenCommand, help=told)(command)
app.add_typer(cards, name="cards")
app.add_typer(chain, name="chain")
app.add_typer(catalogue, name="catalogue")
app.add_typer(staff, name="staff")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"onewindow {version('onewindow')}")
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help=N_("Print the version and exit."))
    ] = False,
) -> None:
    pass

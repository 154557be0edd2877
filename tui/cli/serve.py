"""The parts that serve: a node, and the simulated county."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.node_start import start_node
from tui.cli.not_started import told_plainly
from tui.locale import N_, _

if TYPE_CHECKING:
    from backend.settings import HallSettings

__all__ = ["COUNTY", "NODE", "county", "node"]

NODE = N_("Serve one or more halls. Settings come from ONEWINDOW_* and onewindow.toml; options here win.")
COUNTY = N_("Serve the simulated county. 24 department systems with their own protocols, for demo, practice and tests.")


def node(
    data: Annotated[Path | None, typer.Option(help=N_("Data folder of the node."))] = None,
    host: Annotated[str | None, typer.Option(help=N_("Address to listen on."))] = None,
    port: Annotated[int | None, typer.Option(help=N_("Port to listen on."))] = None,
    realm: Annotated[str | None, typer.Option(help=N_("live, practice or demo."))] = None,
    county_url: Annotated[str | None, typer.Option(help=N_("The simulated county (not in the live realm)."))] = None,
    county_data: Annotated[
        Path | None, typer.Option(help=N_("That county's data folder: its secret, its drop folders."))
    ] = None,
    village: Annotated[
        bool, typer.Option("--village", help=N_("Serve the demo's village instead of its township."))
    ] = False,
) -> None:
    given = {
        "data_dir": data, "host": host, "port": port, "realm": realm, "county_url": county_url,
        "county_data": county_data, "halls": _village(realm) if village else None,
    }  # fmt: skip
    with told_plainly():
        start_node({name: value for name, value in given.items() if value is not None})


def _village(realm: str | None) -> "list[HallSettings]":
    from backend.settings import DEMO_VILLAGE

    if realm != "demo":
        raise typer.BadParameter(_("The village is one of the demo: a live node names its halls in onewindow.toml."))
    return [DEMO_VILLAGE]


def county(
    data: Annotated[Path, typer.Option(help=N_("Data folder of the county."))] = Path(".data/county"),
    port: Annotated[int, typer.Option(help=N_("Port to listen on."))] = 8470,
    callback: Annotated[str | None, typer.Option(help=N_("Node that answers are called back to."))] = None,
    speed: Annotated[float, typer.Option(help=N_("How much faster than life the departments work."))] = 1.0,
) -> None:
    from backend import collector

    collector.rest()
    from backend.county import run
    from backend.listening import listen

    with told_plainly():
        run(data=data, port=port, callback=callback, speed=speed, serve=listen)

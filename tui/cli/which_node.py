"""Which node a command asks, and as whom: what all of them take that ask one."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tui.locale import N_

if TYPE_CHECKING:
    from backend.settings import NodeSettings

__all__ = ["Account", "NodeAddress", "WhichNode"]

READY_FILE: Final = "node.json"

NodeAddress = Annotated[
    str | None,
    typer.Option("--node", help=N_("Address of a node elsewhere; asks you to sign in."), metavar="URL"),
]
Account = Annotated[
    str | None, typer.Option("--account", help=N_("Your account at the node; asked for if not given."), metavar="NAME")
]
Data = Annotated[
    Path | None,
    typer.Option("--data", help=N_("Data folder of the node on this machine; that of onewindow.toml if not given.")),
]


@dataclass(frozen=True)
class WhichNode:
    data: Data = None
    node: NodeAddress = None
    account: Account = None

    def address(self) -> str:
        """As given; else that of the node at work on this machine; else of the one this station works with."""
        from tui.settings import StationSettings

        return self.node or _address_of(self.settings().data_dir) or StationSettings().node

    def settings(self) -> "NodeSettings":
        """Of the node on this machine, as far as its catalogue goes: who it serves does not matter here."""
        from pydantic import ValidationError

        from backend.contract import Realm
        from backend.settings import NodeSettings

        given = {} if self.data is None else {"data_dir": self.data}
        try:
            return NodeSettings(**given)  # type: ignore[arg-type]
        except ValidationError:
            return NodeSettings(realm=Realm.DEMO, **given)  # type: ignore[arg-type]


def _address_of(folder: Path) -> str | None:
    """Of the node at work in this data folder."""
    with suppress(OSError, ValueError, KeyError):
        return str(json.loads((folder / READY_FILE).read_text("utf-8"))["url"])
    return None

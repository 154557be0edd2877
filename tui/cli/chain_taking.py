"""Taking the supervision chain out: of a data folder on this machine, or over the line by an inspector."""

import tarfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.at_node import AtNode

if TYPE_CHECKING:
    from backend.settings import NodeSettings
    from tui.client.inspecting import Inspecting

__all__ = ["settings_of", "taken_here", "taken_over_the_line"]


def settings_of(data: Path | None, realm: str | None) -> "NodeSettings":
    from backend.settings import NodeSettings

    given = {"data_dir": data, "realm": realm}
    return NodeSettings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


def taken_here(settings: "NodeSettings", directory: Path) -> list[Path]:
    """The folders of the logs."""
    from backend.app import export_chain

    return export_chain(settings, directory)


def taken_over_the_line(sitting: "AtNode[Inspecting]", directory: Path) -> list[Path]:
    """What comes is unpacked as plain files below the folder, whatever it says of itself."""
    from tui.client import new_operation

    operation = new_operation()
    packed = sitting.ask(lambda asked: asked.export_chain(operation))
    directory.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=BytesIO(packed), mode="r:gz") as archive:
        archive.extractall(directory, filter="data")
        names = sorted({member.name.partition("/")[0] for member in archive.getmembers()})
    return [directory / name for name in names]

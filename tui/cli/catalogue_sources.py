"""Which catalogue is meant: a folder, the one that comes with the program, or a version a node keeps."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from tui.cli.at_node import AtNode, at_node
from tui.cli.console import refuse, say, say_list
from tui.cli.which_node import WhichNode
from tui.locale import _, language, ngettext

if TYPE_CHECKING:
    from backend.catalogue import Fault
    from backend.contract import CatalogueVersions
    from backend.guide.bundle import Bundle
    from backend.kept_catalogues import KeptCatalogues
    from tui.client.keeping import Keeping

__all__ = [
    "CURRENT", "Kept", "keeping", "kept", "load_folder", "named_catalogue", "named_source", "show_faults", "today",
]  # fmt: skip

CURRENT: Final = "current"
SHIPPED: Final = "shipped"
_VERSION: Final = re.compile(r"[0-9a-f]{4,32}")


@dataclass(frozen=True)
class Kept:
    """The catalogues of one node: in its data folder, or asked of it over the line."""

    folder: "KeptCatalogues | None" = None
    at_node: "AtNode[Keeping] | None" = None

    def versions(self) -> "CatalogueVersions":
        if self.at_node is not None:
            return self.at_node.ask(lambda node: node.versions())
        assert self.folder is not None
        return self.folder.versions(today())

    def get(self, name: str) -> "Bundle":
        """`current`, or the beginning of a version."""
        from backend.guide.bundle import Bundle
        from backend.kept_catalogues import VersionNotKept

        if self.at_node is not None:
            version = self._whole(name)
            return Bundle.decoded(self.at_node.ask(lambda node: node.version(version)))
        assert self.folder is not None
        try:
            return self.folder.current(today()) if name == CURRENT else self.folder.get(name)
        except VersionNotKept:
            _unknown(name)

    def find_source(self, version: str) -> bytes | None:
        if self.at_node is not None:
            return self.at_node.ask(lambda node: node.source(version))
        assert self.folder is not None
        return self.folder.find_source(version)

    def _whole(self, name: str) -> str:
        known = self.versions()
        if name == CURRENT:
            return known.current
        found = {one.version for one in known.publications if one.version.startswith(name)}
        if len(found) != 1:
            _unknown(name)
        return found.pop()


@contextmanager
def keeping(at: WhichNode) -> "Iterator[AtNode[Keeping]]":
    """Signed in as somebody who keeps the catalogue."""
    from tui.client.keeping import Keeping

    with at_node(Keeping, at.address(), at.account, look="onewindow catalogue versions") as sitting:
        yield sitting


@contextmanager
def kept(at: WhichNode) -> Iterator[Kept]:
    """What the node keeps; nothing is looked at, and nobody asked to sign in, before it is needed."""
    if at.node is not None:
        with keeping(at) as sitting:
            yield Kept(at_node=sitting)
        return
    from backend.kept_catalogues import KeptCatalogues
    from backend.storage import StorageUnavailable

    settings = at.settings()
    try:
        yield Kept(folder=KeptCatalogues.of(settings))
    except StorageUnavailable:
        refuse(
            _("No node has kept its data in {folder}.").format(folder=settings.data_dir),
            _("Say where: --data DIR on the node's own machine, --node URL anywhere else."),
        )


def named_catalogue(name: str, at: WhichNode) -> "Bundle":
    """A folder, `shipped`, `current`, or the beginning of a version a node keeps."""
    if name == SHIPPED:
        from backend.catalogue import load

        return load()
    if Path(name).is_dir():
        return load_folder(Path(name))
    if name != CURRENT and not _VERSION.fullmatch(name):
        _unknown(name)
    with kept(at) as shelf:
        return shelf.get(name)


def named_source(name: str, at: WhichNode) -> bytes:
    """The packed files of it."""
    from backend.catalogue import DATA
    from backend.catalogue.source import pack

    if name == SHIPPED or Path(name).is_dir():
        return pack(DATA if name == SHIPPED else Path(name))
    with kept(at) as shelf:
        source = shelf.find_source(shelf.get(name).version)
    if source is None:
        refuse(
            _("The files of {name} are not kept, only what they made.").format(name=name),
            _("Begin with another version, or with shipped."),
        )
    return source


def load_folder(folder: Path) -> "Bundle":
    """The catalogue in the folder; ends the command with every fault when it cannot be read."""
    from backend.catalogue import FaultyCatalogue, load

    if not folder.is_dir():
        refuse(_("There is no folder {folder}.").format(folder=folder), _("Give the folder of a catalogue."))
    try:
        return load(folder)
    except FaultyCatalogue as error:
        show_faults(error.faults)
        refuse(_("This catalogue cannot be used."), _("Put the faults right first."))


def show_faults(faults: "list[Fault]") -> None:
    from backend.catalogue.faults_told import fault_told

    say_list([fault_told(fault, language()) for fault in faults])
    say(ngettext("{count} fault", "{count} faults", len(faults)).format(count=len(faults)))


def today() -> date:
    """In the hall."""
    from backend.contract import HALL_TIME

    return datetime.now(HALL_TIME).date()


def _unknown(name: str) -> NoReturn:
    refuse(
        _("There is no catalogue {name}.").format(name=name),
        _("Name a folder, a version (its first letters do), current, or shipped. See: onewindow catalogue versions"),
    )

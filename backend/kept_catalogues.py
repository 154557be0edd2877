"""The catalogues in a node's data folder, for whoever works beside it. The node may be running; nothing is written."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from backend.api.catalogue_shelf import VersionNotKept, get_kept
from backend.api.publications import find_held, publications_of
from backend.api.tables import CatalogueRow
from backend.catalogue import DATA, load
from backend.contract import CatalogueVersions
from backend.guide.bundle import Bundle
from backend.settings import NodeSettings
from backend.storage import snapshot

__all__ = ["KeptCatalogues", "VersionNotKept"]


@dataclass(frozen=True)
class KeptCatalogues:
    """Of one node. Needs no key. `StorageUnavailable` when there is no database yet."""

    database: str
    county: str
    folder: Path
    """What the node serves while nothing was published."""

    @classmethod
    def of(cls, settings: NodeSettings) -> "KeptCatalogues":
        return cls(settings.database, settings.county, settings.catalogue_dir or DATA)

    def versions(self, today: date) -> CatalogueVersions:
        """What holds today, and everything published."""
        with snapshot(self.database) as store:
            found = store.read_now(lambda session: publications_of(session, self.county, today))
        return CatalogueVersions(current=self.current(today).version, publications=found)

    def current(self, today: date) -> Bundle:
        with snapshot(self.database) as store:
            held = store.read_now(lambda session: find_held(session, self.county, today))
            if held is None:
                return load(self.folder)
            return store.read_now(lambda session: get_kept(session, self.county, held.version))

    def get(self, beginning: str) -> Bundle:
        """The version that begins so. Raises `VersionNotKept` when none does, or more than one."""
        with snapshot(self.database) as store:
            version = store.read_now(lambda session: self._only(session, beginning))
            return store.read_now(lambda session: get_kept(session, self.county, version))

    def find_source(self, version: str) -> bytes | None:
        """The packed files of a version, where they are known."""
        with snapshot(self.database) as store:
            row = store.read_now(lambda session: session.get(CatalogueRow, (self.county, version)))
            return None if row is None else row.source

    def _only(self, session: Session, beginning: str) -> str:
        query = select(CatalogueRow.id).where(CatalogueRow.county == self.county)
        found = list(session.exec(query.where(col(CatalogueRow.id).startswith(beginning, autoescape=True))))
        if len(found) != 1:
            raise VersionNotKept(beginning)
        return found[0]

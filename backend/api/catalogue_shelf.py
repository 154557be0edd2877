"""The catalogue the node serves, and every earlier one a case may still have been made with."""

import gzip
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlmodel import Session, col, select

from backend.api.tables import CatalogueRow
from backend.guide.bundle import Bundle
from backend.guide.item import Item
from backend.storage import Store

__all__ = ["CatalogueShelf", "EncodedBundle"]


@dataclass(frozen=True)
class EncodedBundle:
    """A bundle as it goes over the wire, encoded once: when first asked for, or `warm`."""

    bundle: Bundle

    @property
    def etag(self) -> str:
        return f'"{self.bundle.version}"'

    @cached_property
    def zipped(self) -> bytes:
        return gzip.compress(self.bundle.encoded(), 6, mtime=0)

    @property
    def plain(self) -> bytes:
        """Hardly anybody asks for it, so it is not kept."""
        return gzip.decompress(self.zipped)


class CatalogueShelf:
    """`bundle` is what holds now; `find_version` also knows those before."""

    def __init__(self, store: Store, county: str, bundle: Bundle) -> None:
        self._store = store
        self._county = county
        self._known = {bundle.version: bundle}
        self.bundle = bundle
        self.encoded = EncodedBundle(bundle)

    def keep(self, session: Session, now: datetime) -> bool:
        """Put the current version on the shelf for good; True when it had not been there."""
        if session.get(CatalogueRow, (self._county, self.bundle.version)) is not None:
            return False
        packed = zlib.compress(self.bundle.encoded())
        session.add(CatalogueRow(county=self._county, id=self.bundle.version, packed=packed, first_served=now))
        return True

    def warm(self) -> None:
        """Do beforehand, on a thread beside the loop, what the first citizen would wait for: tenths of a second."""
        for _item in self.bundle.items:
            pass
        _ = self.encoded.zipped

    def item(self, code: str) -> Item:
        """An item of the current version; `UnknownItem` when there is none."""
        return self.bundle.get_item(code)

    def find_version(self, version: str) -> Bundle | None:
        """Reads the store the first time a version before this node's start is asked for."""
        known = self._known.get(version)
        if known is None:
            packed = self._store.read_now(lambda session: self._packed(session, version))
            if packed is None:
                return None
            known = self._known[version] = Bundle.decoded(zlib.decompress(packed))
        return known

    @property
    def versions(self) -> list[str]:
        """Every version ever served here, oldest first."""
        query = (
            select(CatalogueRow.id)
            .where(CatalogueRow.county == self._county)
            .order_by(col(CatalogueRow.first_served), col(CatalogueRow.id))
        )
        return self._store.read_now(lambda session: list(session.exec(query)))

    def _packed(self, session: Session, version: str) -> bytes | None:
        row = session.get(CatalogueRow, (self._county, version))
        return None if row is None else row.packed

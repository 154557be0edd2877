"""The catalogue the node serves, and every earlier one a case may still have been made with."""

import gzip
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlmodel import Session, col, select

from backend.api.tables import CatalogueRow
from backend.guide.bundle import Bundle
from backend.guide.item import Item
from backend.storage import Store

__all__ = ["CatalogueShelf", "EncodedBundle"]


@dataclass(frozen=True)
class EncodedBundle:
    """A bundle as it goes over the wire, encoded once."""

    etag: str
    plain: bytes
    zipped: bytes

    @classmethod
    def of(cls, bundle: Bundle) -> Self:
        plain = bundle.model_dump_json(by_alias=True, exclude_defaults=True).encode()
        return cls(f'"{bundle.version}"', plain, gzip.compress(plain, 6, mtime=0))


class CatalogueShelf:
    """`bundle` is what holds now; `find_version` also knows those before."""

    def __init__(self, store: Store, county: str, bundle: Bundle) -> None:
        self._store = store
        self._county = county
        self._known = {bundle.version: bundle}
        self._items = {item.code: item for item in bundle.items}
        self.bundle = bundle
        self.encoded = EncodedBundle.of(bundle)

    def keep(self, session: Session, now: datetime) -> bool:
        """Put the current version on the shelf for good; True when it had not been there."""
        if session.get(CatalogueRow, (self._county, self.bundle.version)) is not None:
            return False
        packed = zlib.compress(self.encoded.plain)
        session.add(CatalogueRow(county=self._county, id=self.bundle.version, packed=packed, first_served=now))
        return True

    def item(self, code: str) -> Item:
        """An item of the current version; `UnknownItem` when there is none."""
        return self._items.get(code) or self.bundle.get_item(code)

    def find_version(self, version: str) -> Bundle | None:
        """Reads the store the first time a version before this node's start is asked for."""
        known = self._known.get(version)
        if known is None:
            packed = self._store.read_now(lambda session: self._packed(session, version))
            if packed is None:
                return None
            known = self._known[version] = Bundle.model_validate_json(zlib.decompress(packed))
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

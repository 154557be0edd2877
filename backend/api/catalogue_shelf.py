"""The catalogue the node serves, and every earlier one a case may still have been made with."""

import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlmodel import Session, col, select

from backend.api.tables import CatalogueRow
from backend.catalogue.source import pack
from backend.contract import CatalogueIndex, CatalogueParts
from backend.guide.bundle import Bundle
from backend.guide.item import Item
from backend.guide.parts import digest_of, name_of, named, parts_of
from backend.storage import Store

__all__ = ["CatalogueShelf", "EncodedBundle", "VersionNotKept", "get_kept", "pack_bundle"]


class VersionNotKept(LookupError):
    """This county never served a catalogue of that version."""


def get_kept(session: Session, county: str, version: str) -> Bundle:
    """The catalogue of a version as it was served. Raises `VersionNotKept`."""
    row = session.get(CatalogueRow, (county, version))
    if row is None:
        raise VersionNotKept(version)
    return Bundle.decoded(zlib.decompress(row.packed))


def pack_bundle(bundle: Bundle) -> bytes:
    """As the shelf keeps it. Takes tenths of a second."""
    return zlib.compress(bundle.encoded())


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

    @cached_property
    def index(self) -> CatalogueIndex:
        content = gzip.decompress(self.zipped)
        names = [name_of(part) for part in parts_of(content)]
        return CatalogueIndex(version=self.bundle.version, digest=digest_of(content), parts=names)

    @cached_property
    def _packed_parts(self) -> dict[str, bytes]:
        parts = named(parts_of(gzip.decompress(self.zipped)))
        return {name: zlib.compress(part) for name, part in parts.items()}

    def parts(self, names: Iterable[str]) -> CatalogueParts:
        """Those of these parts that are in it."""
        held = self._packed_parts
        return CatalogueParts(parts={name: zlib.decompress(held[name]).decode() for name in names if name in held})

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

    def keep(self, session: Session, now: datetime, source: Path | None = None) -> bool:
        """Put the current version on the shelf for good; True when it had not been there. `source`: its folder."""
        if session.get(CatalogueRow, (self._county, self.bundle.version)) is not None:
            return False
        self.put(session, self.bundle, None if source is None else pack(source), now)
        return True

    def put(
        self, session: Session, bundle: Bundle, source: bytes | None, now: datetime, *, packed: bytes | None = None
    ) -> None:
        """Put a version on the shelf for good. What lies there already stays; it only learns its source.

        `packed`: the bundle by `pack_bundle`, done before where others wait for the writer.
        """
        row = session.get(CatalogueRow, (self._county, bundle.version))
        if row is None:
            kept = packed or pack_bundle(bundle)
            row = CatalogueRow(county=self._county, id=bundle.version, packed=kept, first_served=now)
        row.source = row.source or source
        session.add(row)

    def serve(self, version: str) -> None:
        """From now on this version holds. Takes tenths of a second: on a thread. Raises `VersionNotKept`."""
        encoded = EncodedBundle(self.get_version(version))
        _warm(encoded)
        self.bundle, self.encoded = encoded.bundle, encoded

    def find_source(self, session: Session, version: str) -> bytes | None:
        """The packed files of a version; None when they, or it, are not known."""
        row = session.get(CatalogueRow, (self._county, version))
        return None if row is None else row.source

    def warm(self) -> None:
        """Do beforehand, on a thread beside the loop, what the first citizen would wait for: tenths of a second."""
        _warm(self.encoded)

    def item(self, code: str) -> Item:
        """An item of the current version; `UnknownItem` when there is none."""
        return self.bundle.get_item(code)

    def get_version(self, version: str) -> Bundle:
        """Reads the store the first time a version before this node's start is asked for. Raises `VersionNotKept`."""
        known = self._known.get(version)
        if known is None:
            known = self._store.read_now(lambda session: get_kept(session, self._county, version))
            self._known[version] = known
        return known

    def find_version(self, version: str) -> Bundle | None:
        try:
            return self.get_version(version)
        except VersionNotKept:
            return None

    @property
    def versions(self) -> list[str]:
        """Every version ever served here, oldest first."""
        query = (
            select(CatalogueRow.id)
            .where(CatalogueRow.county == self._county)
            .order_by(col(CatalogueRow.first_served), col(CatalogueRow.id))
        )
        return self._store.read_now(lambda session: list(session.exec(query)))


def _warm(encoded: EncodedBundle) -> None:
    for _item in encoded.bundle.items:
        pass
    _ = encoded.index, encoded.parts(())

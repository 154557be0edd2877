"""Catalogues once served, kept by version: a case is read with the catalogue it was made with."""

import re
from collections.abc import Iterable
from pathlib import Path

from backend.catalogue.faults import UnknownVersion
from backend.guide.bundle import Bundle

__all__ = ["Versions"]

_VERSION = re.compile(r"[0-9a-f]{8,64}")


class Versions:
    """A folder of bundles named by version; what is kept once never changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[str, Bundle] = {}

    def keep(self, bundle: Bundle) -> None:
        """Keep ``bundle``; keeping it again does nothing. Raises OSError when the folder cannot be written."""
        path = self._path(bundle.version)
        self._loaded[bundle.version] = bundle
        if path.is_file():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text(bundle.model_dump_json(by_alias=True, exclude_defaults=True), encoding="utf-8")
        draft.replace(path)

    def find(self, version: str) -> Bundle | None:
        if version not in self._loaded and _VERSION.fullmatch(version) and self._path(version).is_file():
            self._loaded[version] = Bundle.model_validate_json(self._path(version).read_bytes())
        return self._loaded.get(version)

    def get(self, version: str) -> Bundle:
        """Raises `UnknownVersion`."""
        bundle = self.find(version)
        if bundle is None:
            raise UnknownVersion(version)
        return bundle

    def known(self) -> Iterable[str]:
        """Versions in the folder, in no particular order."""
        return (path.stem for path in self._folder.glob("*.json"))

    def _path(self, version: str) -> Path:
        return self._folder / f"{version}.json"

"""The files of a catalogue as one packed value: what a keeper hands to a node, and the node gives back."""

import json
import re
import zlib
from pathlib import Path
from typing import Final

from backend.catalogue.faults import CatalogueError

__all__ = ["LARGEST", "SourceUnreadable", "pack", "unpack", "write_source"]

LARGEST: Final = 64_000_000
"""Bytes of all files together; the shipped catalogue has under three million."""

_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}"
_NAME: Final = re.compile(rf"(?:{_PART}/){{0,3}}{_PART}\.yaml")


class SourceUnreadable(CatalogueError):
    """Not the files of a catalogue, or too many of them."""


def pack(directory: Path) -> bytes:
    """Every YAML file below, by its path; the same bytes for the same files."""
    files = sorted(directory.rglob("*.yaml"))
    texts = {path.relative_to(directory).as_posix(): path.read_text(encoding="utf-8") for path in files}
    return zlib.compress(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode(), 9)


def unpack(packed: bytes) -> dict[str, str]:
    """The files by path. Raises `SourceUnreadable`; a path that leads elsewhere is one reason."""
    inflating = zlib.decompressobj()
    try:
        plain = inflating.decompress(packed, LARGEST)
        files = json.loads(plain) if inflating.eof else None
    except (zlib.error, ValueError, RecursionError):
        raise SourceUnreadable("these are not the files of a catalogue") from None
    if not isinstance(files, dict) or not all(_is_file(name, text) for name, text in files.items()):
        raise SourceUnreadable("these are not the files of a catalogue")
    return files


def write_source(packed: bytes, directory: Path) -> None:
    """Into a folder that is empty or not there yet. Raises `SourceUnreadable`."""
    for name, text in unpack(packed).items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def _is_file(name: object, text: object) -> bool:
    return isinstance(name, str) and isinstance(text, str) and _NAME.fullmatch(name) is not None

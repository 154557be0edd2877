"""The compiled copy of a catalogue: a plain file, named after all it depends on, trusted no further than its hash."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path
from pydantic import ValidationError

import backend.guide
from backend.catalogue.faults import Fault, FaultyCatalogue
from backend.guide.bundle import Bundle

__all__ = ["can_keep", "compile_apart", "find_compiled", "keep_compiled", "source_hash", "users_cache"]

_PROGRAM: Final = (Path(__file__).parent, Path(backend.guide.__file__).parent)
_LONGEST: Final = 120.0  # seconds


def source_hash(directory: Path) -> str:
    """The hash of the catalogue's files, whatever they mean, and of the program that reads them."""
    digest = hashlib.sha256()
    for folder, ending in ((directory, ".yaml"), *((room, ".py") for room in _PROGRAM)):
        for name in _names_below(os.fspath(folder), ending):
            with open(os.path.join(folder, name), "rb", buffering=0) as file:  # noqa: PTH118, PTH123 - hundreds
                digest.update(name.encode() + b"\0" + file.read() + b"\0")
    return digest.hexdigest()[:32]


def _names_below(folder: str, ending: str, before: str = "") -> Iterator[str]:
    with os.scandir(folder) as found:
        for entry in sorted(found, key=lambda entry: entry.name):
            if entry.is_dir():
                yield from _names_below(entry.path, ending, f"{before}{entry.name}/")
            elif entry.name.endswith(ending):
                yield before + entry.name


def find_compiled(directory: Path, cache: Path) -> Bundle | None:
    """None when there is none, or its content is not what was written."""
    try:
        digest, _, content = _path(directory, cache).read_bytes().partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != digest:
            return None
        return Bundle.decoded(content)
    except (OSError, ValidationError):
        return None


def keep_compiled(directory: Path, cache: Path, bundle: Bundle) -> None:
    """In place of every earlier one."""
    cache.mkdir(parents=True, exist_ok=True)
    path, content = _path(directory, cache), bundle.encoded()
    draft = path.with_suffix(".new")
    draft.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
    draft.replace(path)
    for other in set(cache.glob("catalogue-*")) - {path}:
        other.unlink(missing_ok=True)


def can_keep(cache: Path) -> bool:
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(cache, os.W_OK)


def users_cache() -> Path:
    """Shared by the nodes one user starts, however many data folders there are."""
    return user_cache_path("onewindow") / "catalogue"


def compile_apart(directory: Path, cache: Path, *, checked: bool) -> Bundle | None:
    """Compile in a process of its own, whose dictionaries and trees (100 MiB and more) end with it; `checked`: by every
    rule before.

    None when no copy could be kept. Raises `FaultyCatalogue` with every fault.
    """
    options = ["--check"] if checked else []
    command = [sys.executable, "-m", "backend.catalogue", *options, str(directory.absolute()), str(cache.absolute())]
    done = subprocess.run(command, check=False, capture_output=True, timeout=_LONGEST)
    bundle = find_compiled(directory, cache)
    if bundle is None and (faults := _told(done.stdout)):
        raise FaultyCatalogue(faults)
    return bundle


def _told(output: bytes) -> list[Fault]:
    try:
        return [Fault(**fault) for fault in json.loads(output)]
    except (ValueError, TypeError):
        return []


def _path(directory: Path, cache: Path) -> Path:
    return cache / f"catalogue-{source_hash(directory)}.jsonl"

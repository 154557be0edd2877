"""A catalogue somebody hands in: checked by every rule and compiled, before anything else may see it."""

import tempfile
from functools import lru_cache
from pathlib import Path
from threading import Lock

from backend.catalogue.compiled import compile_apart
from backend.catalogue.faults import CatalogueError
from backend.catalogue.source import write_source
from backend.guide.bundle import Bundle

__all__ = ["receive"]


_one_at_a_time = Lock()


def receive(packed: bytes) -> Bundle:
    """The catalogue these packed files make. Takes seconds: on a thread.

    Raises `SourceUnreadable`, or `FaultyCatalogue` with every fault. Whoever asks again for the same, having waited
    in vain on a slow machine, is given what the first time has made.
    """
    with _one_at_a_time:
        return _compiled(packed)


@lru_cache(maxsize=1)
def _compiled(packed: bytes) -> Bundle:
    with tempfile.TemporaryDirectory(prefix="onewindow-catalogue-") as folder:
        source, cache = Path(folder) / "source", Path(folder) / "cache"
        source.mkdir()
        write_source(packed, source)
        bundle = compile_apart(source, cache, checked=True)
        if bundle is None:
            raise CatalogueError("the catalogue could not be compiled")
        return bundle

"""A catalogue somebody hands in: checked by every rule and compiled, before anything else may see it."""

import json
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from threading import Lock

from backend.catalogue.compiled import LONGEST_COMPILING, find_compiled
from backend.catalogue.faults import CatalogueError, Fault, FaultyCatalogue
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
    """By a process of its own, whose trees (100 MiB and more) end with it."""
    with tempfile.TemporaryDirectory(prefix="onewindow-catalogue-") as folder:
        source, cache = Path(folder) / "source", Path(folder) / "cache"
        source.mkdir()
        write_source(packed, source)
        command = [sys.executable, "-m", "backend.catalogue", "--check", str(source), str(cache)]
        done = subprocess.run(command, check=False, capture_output=True, timeout=LONGEST_COMPILING)
        bundle = find_compiled(source, cache)
        if bundle is None:
            raise _why(done.stdout)
        return bundle


def _why(told: bytes) -> CatalogueError:
    try:
        return FaultyCatalogue([Fault(**fault) for fault in json.loads(told)])
    except (ValueError, TypeError):
        return CatalogueError("the catalogue could not be compiled")

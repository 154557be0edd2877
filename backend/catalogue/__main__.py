"""``python -m backend.catalogue [--check] DIRECTORY CACHE``: compile a catalogue folder. Exit 1 when it has faults.

With ``--check`` every rule is applied first, and the faults are told as one JSON list.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from backend import collector
from backend.catalogue.check import faults_of
from backend.catalogue.compiled import keep_compiled
from backend.catalogue.faults import Fault
from backend.catalogue.load import bundle_of, read

_CHECK = "--check"


def main() -> int:
    collector.rest()
    asked = sys.argv[1:]
    directory, cache = (Path(argument) for argument in asked if argument != _CHECK)
    reading = read(directory)
    faults = faults_of(reading) if _CHECK in asked else sorted(reading.faults)
    if faults:
        return _tell(faults)
    keep_compiled(directory, cache, bundle_of(reading))
    return 0


def _tell(faults: list[Fault]) -> int:
    sys.stdout.write(json.dumps([asdict(fault) for fault in faults]))
    return 1


if __name__ == "__main__":
    sys.exit(main())

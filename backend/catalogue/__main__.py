"""``python -m backend.catalogue DIRECTORY CACHE``: compile a catalogue folder. Exit 1 when it has faults."""

import sys
from pathlib import Path

from backend import collector
from backend.catalogue.compiled import keep_compiled
from backend.catalogue.faults import FaultyCatalogue
from backend.catalogue.load import load


def main() -> int:
    collector.rest()
    directory, cache = (Path(argument) for argument in sys.argv[1:])
    try:
        keep_compiled(directory, cache, load(directory))
    except FaultyCatalogue:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

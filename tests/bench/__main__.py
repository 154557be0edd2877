"""`python -m tests.bench [NAME…]`: the figures of this program on this machine, each beside its floor."""

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import table

NAMES = ("submit", "start", "catalogue", "search", "chain", "terminal", "keys", "cards")
LONG = ("items",)  # only when named


def main() -> int:
    elsewhere = "Cases lost or done twice while node and county are killed: python -m tests.chaos"
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__, epilog=elsewhere)
    parser.add_argument(
        "names", nargs="*", choices=[[], *NAMES, *LONG], metavar="NAME", help=", ".join([*NAMES, *LONG])
    )
    names = parser.parse_args().names or NAMES
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; ratios count, absolute times are this machine's")
    for name in names:
        with tempfile.TemporaryDirectory(prefix=f"onewindow-bench-{name}-") as folder:
            rows = importlib.import_module(f"tests.bench.{name}").measure(Path(folder))
        print(f"\n== {name}\n{table(rows)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

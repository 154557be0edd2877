"""``python -m backend.county``: the simulated county as its own program."""

import argparse
from pathlib import Path

from backend.county.app import DEFAULT_PORT, run


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m backend.county", description="The simulated county.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--data", type=Path, default=Path(".data/county"), help="folder of the ledger and the secret")
    parser.add_argument("--drop", type=Path, help="folder of the file-drop systems (default: DATA/drop)")
    parser.add_argument("--speed", type=float, default=1.0, help="times faster than the demo; inf leaves no waiting")
    parser.add_argument("--callback", help="base address of the node that answers are called back to")
    parser.add_argument("--secret", help="shared secret (default: made and kept in DATA/county.secret)")
    run(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()

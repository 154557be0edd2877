"""`python -m card_reader.virtual --link PATH --control PATH`: a virtual reader as a process of its own.

Prints one line of JSON with its `url` once it serves, and ends on SIGINT or SIGTERM.
"""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from card_reader.virtual.chip import Presence
from card_reader.virtual.control import ControlServer
from card_reader.virtual.sam_reader import INSTANT, LIFELIKE, VirtualSamReader


def main() -> None:
    arguments = _parser().parse_args()
    try:
        asyncio.run(_serve(arguments))
    except FileExistsError as error:
        raise SystemExit(f"cannot serve: {error}") from None


async def _serve(arguments: argparse.Namespace) -> None:
    ending = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    with _reader(arguments) as reader:
        control = ControlServer(reader, arguments.control)
        await control.start()
        try:
            sys.stdout.write(json.dumps({"url": reader.url, "control": str(arguments.control)}) + "\n")
            sys.stdout.flush()
            await ending.wait()
        finally:
            await control.stop()


def _reader(arguments: argparse.Namespace) -> VirtualSamReader:
    timing = INSTANT if arguments.instant else LIFELIKE
    presence = Presence(arguments.presence)
    if arguments.tcp is not None:
        return VirtualSamReader.open_tcp(presence=presence, timing=timing, port=arguments.tcp)
    return VirtualSamReader.open(presence=presence, timing=timing, link=arguments.link)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m card_reader.virtual", description=__doc__)
    parser.add_argument("--control", type=Path, required=True, help="Unix socket to take commands on")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--link", type=Path, help="link that always points to the pseudo-terminal")
    where.add_argument("--tcp", type=int, metavar="PORT", help="serve on a TCP port instead (0: any free one)")
    parser.add_argument("--presence", choices=[mode.value for mode in Presence], default="halt")
    parser.add_argument("--instant", action="store_true", help="no line and card delays")
    return parser


if __name__ == "__main__":
    main()

"""From the command to the first picture: a program's output is read raw until the wanted words are in it."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from fcntl import ioctl
from pathlib import Path
from struct import pack
from termios import TIOCSWINSZ

__all__ = ["heaviest_imports", "seconds_to_paint"]

PATIENCE = 30.0


def seconds_to_paint(command: Sequence[str], words: bytes, folder: Path) -> float:
    """Runs the program in a pseudo-terminal of its own and ends it after its first picture."""
    master, slave = pty.openpty()
    ioctl(slave, TIOCSWINSZ, pack("HHHH", 36, 120, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], stdin=slave, stdout=slave, stderr=slave, env=environment,
        start_new_session=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    os.close(slave)
    try:
        return _read_until(master, words) - began
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(master)


def _read_until(master: int, words: bytes) -> float:
    seen = b""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        if select.select([master], [], [], 0.5)[0]:
            seen += os.read(master, 65536)
            if words in seen:
                return time.perf_counter()
    raise RuntimeError(f"{words!r} was not painted: {seen[-300:]!r}")


def heaviest_imports(module: str, most: int = 8) -> list[tuple[str, float]]:
    """Modules by the time their own code takes at import, in milliseconds (`python -X importtime`)."""
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", f"import {module}"], capture_output=True, text=True, check=True
    ).stderr
    own = []
    for line in told.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            own.append((parts[2].strip(), int(parts[0]) / 1000))
    return sorted(own, key=lambda entry: -entry[1])[:most]

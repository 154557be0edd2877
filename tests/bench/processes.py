"""Watching a process from outside."""

import os
import time
from pathlib import Path

import httpx

from tests.parts.hall import READY, Part

__all__ = ["cpu_seconds", "resident_mib", "seconds_to_ready"]


def resident_mib(pid: int) -> float:
    """Resident memory of a running process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("no VmRSS")


def cpu_seconds(pid: int) -> float:
    """Processor time a running process has used: what else runs on the machine hardly matters."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def seconds_to_ready(part: Part, health: str) -> float:
    """Start the part and wait until it answers."""
    began = time.perf_counter()
    part.start(wait=False)
    with httpx.Client(trust_env=False, timeout=1.0) as client:
        while time.perf_counter() - began < READY:
            try:
                if client.get(health).is_success:
                    return time.perf_counter() - began
            except httpx.HTTPError:
                time.sleep(0.005)
    raise RuntimeError(f"{part.name} did not answer")

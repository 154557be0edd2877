"""Node and county: from the command to the first answer, and the memory they hold."""

import asyncio
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.figures import Figure, Note, Rows
from tests.bench.processes import cpu_seconds, resident_mib, seconds_to_ready
from tests.parts.hall import HallParts, Part
from tests.parts.robot import Robot, card_of

__all__ = ["measure"]

STARTS = 7
VISITS = 20


@dataclass(frozen=True)
class Starts:
    """Of each start, how long it took and what it used."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, seconds: float, cpu: float) -> None:
        self.seconds.append(seconds)
        self.cpu.append(cpu)


def measure(folder: Path) -> Rows:
    hall = HallParts(folder)
    node_health, county_health = f"{hall.node_url}/api/v1/health", f"{hall.county_url}/health"
    try:
        first_county = seconds_to_ready(hall.county, county_health)
        first_node = seconds_to_ready(hall.node, node_health)
        at_rest = _resident(hall)
        asyncio.run(_serve(hall))
        at_work = _resident(hall)
        node, county, bare = Starts(), Starts(), Starts()
        for _ in range(STARTS):
            hall.node.kill()
            node.add(seconds_to_ready(hall.node, node_health), _cpu(hall.node))
            hall.county.kill()
            county.add(seconds_to_ready(hall.county, county_health), _cpu(hall.county))
            bare.add(*_bare_start())
    finally:
        hall.node.stop()
        hall.county.stop()
    name = "python with nothing but FastAPI and SQLModel imported"
    floor, cpu_floor = Figure(name, bare.seconds, "s"), Figure(f"{name}, processor", bare.cpu, "s")
    return [
        floor,
        Figure("node ready, after a kill", node.seconds, "s", floor=floor, target=2.0),
        Figure("node ready, first start (new tables, catalogue built, demo staff)", [first_node], "s"),
        Figure("county ready, after a kill", county.seconds, "s", floor=floor),
        Figure("county ready, first start", [first_county], "s"),
        cpu_floor,
        Figure("node ready, after a kill, processor", node.cpu, "s", floor=cpu_floor),
        Figure("county ready, after a kill, processor", county.cpu, "s", floor=cpu_floor),
        Note(f"resident memory before and after {VISITS} visits:"),
        Figure("node", [at_rest[0]], "MiB"),
        Figure("node, after", [at_work[0]], "MiB"),
        Figure("county", [at_rest[1]], "MiB"),
        Figure("county, after", [at_work[1]], "MiB"),
    ]


def _bare_start() -> tuple[float, float]:
    before, began = _children_cpu(), time.perf_counter()
    subprocess.run([sys.executable, "-c", "import fastapi, sqlmodel, uvicorn"], check=True)
    return time.perf_counter() - began, _children_cpu() - before


def _children_cpu() -> float:
    """Of every child that has ended and was waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cpu(part: Part) -> float:
    assert part.process is not None
    return cpu_seconds(part.process.pid)


def _resident(hall: HallParts) -> tuple[float, float]:
    assert hall.node.process is not None and hall.county.process is not None
    return resident_mib(hall.node.process.pid), resident_mib(hall.county.process.pid)


async def _serve(hall: HallParts) -> None:
    robot = await Robot.signed_in(hall.node_url, hall.node_data, hall.folder / "station")
    person = next(person for person in hall.county_says("people") if person["key"] == "tan_mingliang")
    for _ in range(VISITS):
        await robot.hand_over(await robot.visit(card_of(person), "RS-001"))
    await asyncio.sleep(2.0)
    await robot.station.close()

"""A stormy day at the hall, from the first citizen to the last answer, and what it leaves behind."""

import asyncio
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic

from backend.catalogue import DATA
from backend.county.systems import Grade, load_systems
from tests.chaos.checker import Answers, Promise, Violation, violations
from tests.chaos.evidence import Evidence, examine, unfinished
from tests.chaos.plans import Plan, plan_day
from tests.chaos.storm import Storm
from tests.chaos.windows import Window
from tests.parts.hall import HallParts
from tests.parts.robot import Robot

__all__ = ["Outcome", "live_through"]

WINDOWS = 2  # the demo has two operators
AT_A_WINDOW = 4  # visits open at once at each: the operator goes from one to the next while one waits
AFTER_THE_LAST = 4.0  # seconds of storm left for what is on its way to the departments
PATIENCE = 150.0  # seconds for the last answer; the longest back-off of a few failures is shorter


@dataclass(frozen=True)
class Outcome:
    seed: int
    visits: int  # planned
    promises: tuple[Promise, ...]
    found: Evidence
    violations: tuple[Violation, ...]
    kills: Counter[tuple[str, str]]
    unheard: Counter[str]
    stormy_seconds: float
    quiet_after: float


def live_through(
    folder: Path, *, cases: int, seed: int, longest_storm: float | None = None, fault: str | None = None
) -> Outcome:
    """The catalogue is copied first, so that every start of the node finds the same.

    `longest_storm`: seconds after which nothing is killed any more; left out, it lasts until the last hand-over.
    `fault`: the promise the node is made to break (`faulty.FAULTS`), to see that it is found.
    """
    catalogue = folder / "catalogue"
    shutil.copytree(DATA, catalogue, ignore=shutil.ignore_patterns("__pycache__"))
    node_program = ("tui.cli",) if fault is None else ("tests.chaos.faulty", fault)
    with HallParts(folder, catalogue=catalogue, node_program=node_program) as hall:
        return asyncio.run(_Day(hall, cases, seed, longest_storm).live())


class _Day:
    def __init__(self, hall: HallParts, cases: int, seed: int, longest_storm: float | None) -> None:
        self._hall = hall
        self._longest_storm = longest_storm
        self._cases = cases
        self._seed = seed
        self._chance = Random(seed)
        self._storm = Storm(hall, Random(seed + 1))

    async def live(self) -> Outcome:
        windows = await self._open()
        began = monotonic()
        plans = plan_day(self._cases, windows[0].items, self._chance)
        await self._serve(windows, plans)
        stormy = monotonic() - began
        quiet = await self._until_quiet()
        answers = await self._asked_again(windows)
        for window in windows:
            await window.close()
        promises = [Promise(told.visit, told.receipt) for window in windows for told in window.told]
        found = await asyncio.to_thread(examine, self._hall)
        return Outcome(
            seed=self._seed,
            visits=len(plans),
            promises=tuple(promises),
            found=found,
            violations=tuple(violations(promises, answers, found, may_park=may_park)),
            kills=self._storm.kills,
            unheard=sum((window.unheard for window in windows), Counter()),
            stormy_seconds=stormy,
            quiet_after=quiet,
        )

    async def _open(self) -> list[Window]:
        people = {person["key"]: person for person in self._hall.county_says("people")}
        windows = []
        for account in range(WINDOWS):
            folder = self._hall.folder / f"station-{account}"
            robot = await Robot.signed_in(self._hall.node_url, self._hall.node_data, folder, account=account)
            windows.append(Window(robot, people, self._storm, Random(self._seed + 10 + account)))
        return windows

    async def _serve(self, windows: list[Window], plans: list[Plan]) -> None:
        waiting: asyncio.Queue[Plan] = asyncio.Queue()
        for plan in plans:
            waiting.put_nowait(plan)
        calm = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._storm.rage(calm))
            serving = [group.create_task(window.serve(waiting)) for window in windows for _ in range(AT_A_WINDOW)]
            _, left = await asyncio.wait(serving, timeout=self._longest_storm)
            if not left:
                await asyncio.sleep(AFTER_THE_LAST)
            calm.set()

    async def _until_quiet(self) -> float:
        """Seconds until nothing is left to do, or `PATIENCE`."""
        began = monotonic()
        while await asyncio.to_thread(unfinished, self._hall):
            if monotonic() - began > PATIENCE:
                break
            await asyncio.sleep(0.25)  # the files of another process tell no events
        return monotonic() - began

    async def _asked_again(self, windows: list[Window]) -> Answers:
        again, taken_twice = {}, set()

        async def ask(window: Window) -> None:
            for told in window.told:
                again[told.visit] = await window.ask_again(told)
                if not await window.is_refused_anew(told):
                    taken_twice.add(told.visit)

        await asyncio.gather(*(ask(window) for window in windows))
        return Answers(again, frozenset(taken_twice))


def may_park(system: str) -> bool:
    return load_systems()[system].grade is Grade.C

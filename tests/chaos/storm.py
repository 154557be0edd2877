"""Kills parts of the hall as a power cut would, at random moments, and starts them again."""

import asyncio
from collections import Counter
from random import Random

from tests.parts.hall import HallParts, Part

__all__ = ["Storm"]

CALM = (1.0, 3.0)  # seconds everything stands before the next kill
DARK = (0.0, 0.3)  # seconds before a part is started again
BOTH = 0.15  # share of kills that take both parts at once
TWICE = 0.1  # share of starts that are killed as well


class Storm:
    """`kills` counts by part and occasion."""

    def __init__(self, hall: HallParts, chance: Random) -> None:
        self._parts = {part.name: part for part in (hall.node, hall.county)}
        self._chance = chance
        self._one_at_a_time = {name: asyncio.Lock() for name in self._parts}
        self._over = False
        self.kills: Counter[tuple[str, str]] = Counter()

    async def rage(self, calm: asyncio.Event) -> None:
        """Until `calm`; then every part stands, and stays."""
        while not calm.is_set():
            await asyncio.sleep(self._chance.uniform(*CALM))
            struck = [self._chance.choice(list(self._parts))]
            if self._chance.random() < BOTH:
                struck = list(self._parts)
            await asyncio.gather(*(self.strike(name, "at random") for name in struck))
        self._over = True

    async def strike(self, name: str, occasion: str) -> None:
        """Kill this part now; answers when it stands again. Not one that is down, nor after the storm."""
        lock, part = self._one_at_a_time[name], self._parts[name]
        if lock.locked() or self._over:
            return
        async with lock:
            self._kill(part, occasion)
            await asyncio.sleep(self._chance.uniform(*DARK))
            part.start(wait=False)
            if self._chance.random() < TWICE:
                await asyncio.sleep(self._chance.uniform(0.1, 1.5))
                self._kill(part, "while starting")
                part.start(wait=False)
            await asyncio.to_thread(part.wait_until_ready)

    def _kill(self, part: Part, occasion: str) -> None:
        part.kill()
        self.kills[part.name, occasion] += 1

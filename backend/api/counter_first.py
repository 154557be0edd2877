"""People at a window go before departments: what can wait does, for a moment.

All share one interpreter, and on a small machine two cores. What a department is sent or has answered takes days
and can be half a second late; the citizen stands there until the receipt comes.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["CounterFirst"]

PAUSE_SECONDS: Final = 0.03
"""How long nobody must have been served: the reply is out by then, and the next of a row has come."""
LONGEST_SECONDS: Final = 1.0


class CounterFirst:
    """One process's. Nothing rests on it but the order of things."""

    def __init__(self, pause: float = PAUSE_SECONDS, longest: float = LONGEST_SECONDS) -> None:
        self._pause = pause
        self._longest = longest
        self._serving = 0
        self._quiet_at = 0.0

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Around whatever a person waits for."""
        self._serving += 1
        try:
            yield
        finally:
            self._serving -= 1
            self._quiet_at = asyncio.get_running_loop().time() + self._pause

    async def turn(self) -> None:
        """Return when nobody has been served for a moment; however busy the counter is, not later than `longest`."""
        loop = asyncio.get_running_loop()
        last = loop.time() + self._longest
        while (now := loop.time()) < last and (self._serving or now < self._quiet_at):
            until = min(now + self._pause if self._serving else self._quiet_at, last)
            await asyncio.sleep(until - now)

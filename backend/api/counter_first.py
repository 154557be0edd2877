"""People at a window go before departments: what can wait does, for a moment.

All share one interpreter, and on a small machine two cores. What a department is sent or has answered takes days
and can be a second late; the citizen stands there until the receipt comes.
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
    """One process's. At a counter that is never empty both take turns, each for `longest` seconds.

    Nothing rests on it but the order of things.
    """

    def __init__(self, pause: float = PAUSE_SECONDS, longest: float = LONGEST_SECONDS) -> None:
        self._pause = pause
        self._longest = longest
        self._serving = 0
        self._quiet_at = 0.0
        self._held_since: float | None = None
        self._open_until = 0.0
        self._released: asyncio.Event | None = None

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Around whatever a person waits for."""
        loop = asyncio.get_running_loop()
        if self._is_quiet(loop.time()):
            self._held_since = None
        self._serving += 1
        try:
            yield
        finally:
            self._serving -= 1
            self._quiet_at = loop.time() + self._pause

    async def turn(self) -> None:
        """Return when nobody has been served for a moment, or the departments were held up long enough."""
        loop = asyncio.get_running_loop()
        if not self._holds(loop.time()):
            return
        if self._released is None:
            self._released = asyncio.Event()
            loop.call_later(self._pause, self._look_again, loop)
        await self._released.wait()

    def _look_again(self, loop: asyncio.AbstractEventLoop) -> None:
        """One looks for all who wait: there may be hundreds."""
        if self._holds(loop.time()):
            loop.call_later(self._pause, self._look_again, loop)
        elif self._released is not None:
            self._released.set()
            self._released = None

    def _holds(self, now: float) -> bool:
        if self._is_quiet(now) or now < self._open_until:
            return False
        if self._held_since is None:
            self._held_since = now
        if now - self._held_since < self._longest:
            return True
        self._held_since, self._open_until = None, now + self._longest
        return False

    def _is_quiet(self, now: float) -> bool:
        return not self._serving and now >= self._quiet_at

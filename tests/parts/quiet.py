"""When an application in this process has done all it was set to: told by its loop and its threads, not by the clock.

Textual's own pilot takes an application for idle once the process has used hardly any processor for 20 ms: twice that
after every key, and up to a second on a machine that is busy.
"""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

__all__ = ["idle_is_known"]

SOON = 0.06
"""Seconds. What is to happen within them is waited for, as the next frame or the end of a burst of keys; what is for
later is not under way."""

PATIENCE = 10.0
"""Seconds, for what never comes to rest."""

_MOMENT = 0.001


class Threads:
    """What was given to threads and is not done yet."""

    def __init__(self) -> None:
        self.done = 0
        self.under_way: set[Future[Any]] = set()

    def counting(self, pool: ThreadPoolExecutor, /, *args: Any, **named: Any) -> Future[Any]:
        task = _submit(pool, *args, **named)
        self.under_way.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: Future[Any]) -> None:
        self.under_way.discard(task)
        self.done += 1


_submit = ThreadPoolExecutor.submit


@contextmanager
def idle_is_known() -> Iterator[None]:
    """Pilots of this process wait as long as something is under way, and no longer."""
    threads = Threads()

    async def wait_for_idle(min_sleep: float = 0, max_sleep: float = PATIENCE) -> None:
        loop: Any = asyncio.get_running_loop()
        end, done = loop.time() + max_sleep, threads.done
        while loop.time() < end:
            await asyncio.sleep(0)
            if loop._ready:
                continue
            if threads.under_way or done != threads.done:
                done = threads.done  # what comes of it reaches the loop in a moment
                await asyncio.sleep(_MOMENT)
            elif soon := [timer.when() for timer in loop._scheduled if _is_due(timer, loop.time() + SOON)]:
                await asyncio.sleep(max(0.0, min(soon) - loop.time()))
            else:
                return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            ThreadPoolExecutor, "submit", lambda pool, /, *args, **named: threads.counting(pool, *args, **named)
        )
        patch.setattr("textual.app.wait_for_idle", wait_for_idle)
        patch.setattr("textual.pilot.wait_for_idle", wait_for_idle)
        yield


def _is_due(timer: asyncio.TimerHandle, end: float) -> bool:
    return not timer.cancelled() and timer.when() < end

"""Whether the node's clock can be believed: each jump is told to the chain, whose order never depends on it."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from backend.supervision import NODE, ChainEntry, ChainFrontier, NewEntry, record

__all__ = ["ClockWatch", "clock_put_back", "record_jump"]

WORTH_TELLING: Final = timedelta(minutes=5)


def _steady() -> float:
    """Seconds nobody can set; where the system can, those a suspended machine slept count too."""
    clock: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


class ClockWatch:
    """Compares the clock on the wall with one nobody can set."""

    def __init__(self, wall: Callable[[], datetime], steady: Callable[[], float] = _steady) -> None:
        self._wall = wall
        self._steady = steady
        self._seen = self._looked = wall(), steady()

    def jump(self) -> timedelta | None:
        """How far the clock was put forward (or back), if it is worth telling: the same again until it is `told`."""
        (before, ticks), self._looked = self._seen, (self._wall(), self._steady())
        now, ticks_now = self._looked
        jump = now - before - timedelta(seconds=ticks_now - ticks)
        if abs(jump) > WORTH_TELLING:
            return jump
        self.told()  # a clock that is set right a little each day is none that jumps in the end
        return None

    def told(self) -> None:
        self._seen = self._looked


def clock_put_back(session: Session, hall: str, now: datetime) -> timedelta | None:
    """How far the clock lies behind the newest entry of the hall, if it is worth telling: put back while the node was
    down.
    """
    frontier = session.get(ChainFrontier, (hall[:6], hall))
    newest = None if frontier is None else session.get(ChainEntry, (hall[:6], frontier.log, frontier.size - 1))
    return None if newest is None or newest.at - now <= WORTH_TELLING else now - newest.at


def record_jump(session: Session, hall: str, jump: timedelta, *, station: str, at: datetime) -> None:
    payload = {"seconds": round(jump.total_seconds())}
    entry = NewEntry(
        log=hall, station=station, actor=NODE, role=NODE, act="node.clock_skew", obj=hall, div=hall, payload=payload
    )
    record(session, entry, at=at)

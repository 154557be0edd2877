"""A limit on how often one place may try something."""

from collections import deque
from datetime import datetime, timedelta

__all__ = ["Throttle"]


class Throttle:
    """Allows `limit` tries per `period` and place. Kept in memory: a restart forgives, the account lock does not."""

    def __init__(self, limit: int, period: timedelta) -> None:
        self._limit = limit
        self._period = period
        self._tries: dict[str, deque[datetime]] = {}

    def allows(self, place: str, now: datetime) -> bool:
        """Count a try and say whether it may go on."""
        recent = self._tries.setdefault(place, deque())
        while recent and now - recent[0] >= self._period:
            recent.popleft()
        if len(recent) >= self._limit:
            return False
        recent.append(now)
        return True

    def forget_old(self, now: datetime) -> None:
        old = [place for place, tries in self._tries.items() if not tries or now - tries[-1] >= self._period]
        for place in old:
            del self._tries[place]

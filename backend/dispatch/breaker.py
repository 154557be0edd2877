"""When to leave a department alone, so that one that is down does not fill every slot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

__all__ = ["Breaker", "back_off"]

FAILURES_TO_OPEN = 3
FIRST_REST = timedelta(seconds=1)
LONGEST_REST = timedelta(seconds=60)
LONGEST_BACK_OFF = timedelta(minutes=15)


def back_off(attempts: int, chance: Random) -> timedelta:
    """How long to wait before try ``attempts + 1``: from 1 s doubling to 15 min, with up to half of it at random
    so that retries of many rows spread out. There is no last try."""
    full: timedelta = min(timedelta(seconds=1) * 2 ** min(attempts - 1, 20), LONGEST_BACK_OFF)
    share: float = 0.5 + chance.random() / 2
    return full * share


@dataclass
class Breaker:
    """One department's. Closed: all may go. Open: none may, until a rest is over; then one may try."""

    failures: int = 0
    rests_until: datetime | None = None
    since: datetime | None = None
    trying: bool = False

    @property
    def is_open(self) -> bool:
        return self.rests_until is not None

    def may_try(self, now: datetime) -> int | None:
        """How many may go now; None for no limit."""
        if self.rests_until is None:
            return None
        return 1 if now >= self.rests_until and not self.trying else 0

    def started(self) -> None:
        self.trying = self.is_open

    def succeeded(self) -> bool:
        """True when this ends an outage."""
        ended = self.is_open
        self.failures, self.rests_until, self.since, self.trying = 0, None, None, False
        return ended

    def unclear(self) -> None:
        """A try ended without telling anything of the department: another may have its turn."""
        self.trying = False

    def failed(self, now: datetime) -> bool:
        """True when this begins an outage."""
        self.failures += 1
        self.trying = False
        if self.failures < FAILURES_TO_OPEN:
            return False
        begins = self.rests_until is None
        rest = min(FIRST_REST * 2 ** min(self.failures - FAILURES_TO_OPEN, 10), LONGEST_REST)
        self.rests_until = now + rest
        self.since = self.since or now
        return begins

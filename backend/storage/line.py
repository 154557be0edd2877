"""The line before the one writer: units somebody waits for go before those that can wait, each kind in its order."""

import queue
from collections import deque
from collections.abc import Iterator
from time import monotonic
from typing import Final

from backend.storage.units import Pending

__all__ = ["WaitingLine"]

LONGEST_SECONDS: Final = 1.0
"""What can wait has waited long enough then: where the counter is never empty, one such unit goes with each commit."""


class WaitingLine:
    """Any thread puts units in; one thread, the writer, takes them out. A unit cancelled meanwhile is left out."""

    def __init__(self) -> None:
        self._arrivals: queue.SimpleQueue[Pending | None] = queue.SimpleQueue()
        self._urgent: deque[Pending] = deque()
        self._patient: deque[Pending] = deque()
        self._closing = False

    def put(self, pending: Pending) -> None:
        self._arrivals.put(pending)

    def close(self) -> None:
        """Nothing more will be put in."""
        self._arrivals.put(None)

    def is_empty(self) -> bool:
        return not self._look_up() and not self._patient

    def wait(self) -> Pending | None:
        """The next unit, once there is one; None when the line was closed and is empty."""
        while True:
            self._look_up()
            taken = _taken(self._urgent) or _taken(self._patient)
            if taken is not None or self._closing:
                return taken
            self._let_in(self._arrivals.get())

    def together(self, first: Pending, most: int) -> Iterator[Pending]:
        """`first` and the units to be committed with it, each when its turn comes.

        They are all that are waited for when it begins, and one that has waited too long; or what can wait until
        somebody comes, and then they.
        """
        urgent, left = self._look_up(), most - 1
        yield first
        if first.can_wait:
            while (urgent := self._look_up()) == 0 and left and (pending := _taken(self._patient)):
                left -= 1
                yield pending
        for _ in range(min(urgent, left)):
            if pending := _taken(self._urgent):
                yield pending
        if not first.can_wait and self._is_overdue() and (pending := _taken(self._patient)):
            yield pending

    def _is_overdue(self) -> bool:
        return bool(self._patient) and monotonic() - self._patient[0].since > LONGEST_SECONDS

    def _look_up(self) -> int:
        """Let in who has come; how many are waited for now."""
        try:
            while True:
                self._let_in(self._arrivals.get_nowait())
        except queue.Empty:
            pass
        return len(self._urgent)

    def _let_in(self, arrival: Pending | None) -> None:
        if arrival is None:
            self._closing = True
        elif arrival.can_wait:
            self._patient.append(arrival)
        else:
            self._urgent.append(arrival)


def _taken(line: deque[Pending]) -> Pending | None:
    while line:
        pending = line.popleft()
        if pending.future.set_running_or_notify_cancel():
            return pending
    return None

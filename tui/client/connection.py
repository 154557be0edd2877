"""How the way to the node is doing, for everybody who shows it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from tui.client.errors import Distrusted, Unreachable


class Reach(StrEnum):
    CONNECTING = "connecting"
    CONNECTED = "connected"
    SLOW = "slow"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """`since`: when this state began. `why` there is no way to the node."""

    reach: Reach
    since: datetime
    why: Unreachable | None = None

    @property
    def up(self) -> bool:
        return self.reach in (Reach.CONNECTED, Reach.SLOW)


Watcher = Callable[[ConnectionState], None]


class Connection:
    """Learns from every request how the node is reached and tells its watchers of changes only."""

    SLOW_SECONDS = 2.0

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._watchers: list[Watcher] = []
        self._waiting: set[Callable[[], None]] = set()
        self.state = ConnectionState(Reach.CONNECTING, clock())

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` at each change; the function given back ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def answered(self, seconds: float) -> None:
        self._become(Reach.SLOW if seconds > self.SLOW_SECONDS else Reach.CONNECTED)

    def alive(self) -> None:
        """Something was heard that nobody had to wait for: how quick answers are stands as it was. A stream that was
        begun before says nothing of a certificate that expired since."""
        if not self.state.up and not isinstance(self.state.why, Distrusted):
            self._become(Reach.CONNECTED)

    @contextmanager
    def when_silent(self, give_up: Callable[[], None]) -> Iterator[None]:
        """Whoever waits for an answer is told when the node falls silent meanwhile."""
        self._waiting.add(give_up)
        try:
            yield
        finally:
            self._waiting.discard(give_up)

    def fell_silent(self) -> None:
        """Nothing was heard for longer than a node that lives keeps still."""
        self.failed()
        while self._waiting:
            self._waiting.pop()()

    def failed(self, why: Unreachable | None = None) -> None:
        self._become(Reach.OFFLINE, why)

    def _become(self, reach: Reach, why: Unreachable | None = None) -> None:
        if (reach, type(why)) == (self.state.reach, type(self.state.why)):
            return
        since = self.state.since if reach is self.state.reach else self._clock()
        self.state = ConnectionState(reach, since, why)
        for watcher in tuple(self._watchers):
            watcher(self.state)

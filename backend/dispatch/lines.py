"""The line to each department: its connector, its breaker, and how much may be under way at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from backend.dispatch.breaker import Breaker
from backend.dispatch.connectors.port import Connector

__all__ = ["Line", "Lines"]

AT_ONCE = 8


@dataclass
class Line:
    connector: Connector
    breaker: Breaker = field(default_factory=Breaker)
    under_way: int = 0

    def room(self, now: datetime) -> int:
        """How many more may start now."""
        free = AT_ONCE - self.under_way
        allowed = self.breaker.may_try(now)
        return free if allowed is None else min(free, allowed)


class Lines(Mapping[str, Line]):
    """All departments' lines by system id."""

    def __init__(self, connectors: Iterable[Connector]) -> None:
        self._lines: dict[str, Line] = {}
        self._left: list[Connector] = []
        for connector in connectors:
            self.put(connector)

    def put(self, connector: Connector) -> None:
        """A line to a system that had none; one there goes on with this connector, its breaker as it is."""
        line = self._lines.setdefault(connector.system, Line(connector))
        if line.connector is not connector:
            self._left.append(line.connector)  # may be under way
            line.connector = connector

    def __getitem__(self, system: str) -> Line:
        return self._lines[system]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def room(self, now: datetime) -> dict[str, int]:
        """How many more each system may be sent or asked now."""
        return {system: line.room(now) for system, line in self._lines.items()}

    def closed(self, now: datetime) -> list[str]:
        """Systems that have no room."""
        return [system for system, free in self.room(now).items() if free <= 0]

    async def aclose(self) -> None:
        for connector in (*self._left, *(line.connector for line in self._lines.values())):
            await connector.aclose()

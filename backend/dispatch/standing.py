"""How each department's line stands, as counters see it."""

from collections.abc import Callable, Mapping

from backend.contract import SystemState
from backend.dispatch.lines import Lines
from backend.guide.bundle import DepartmentSystem

__all__ = ["LineStates"]


class LineStates:
    """A system without a line is one nobody has configured: it does not answer."""

    def __init__(self, lines: Lines, systems: Callable[[], Mapping[str, DepartmentSystem]]) -> None:
        self._lines = lines
        self._systems = systems

    def __call__(self) -> list[SystemState]:
        return [self._state(system) for system in self._systems().values()]

    def _state(self, system: DepartmentSystem) -> SystemState:
        line = self._lines.get(system.code)
        return SystemState(
            system=system.code,
            name=system.name.zh,
            name_en=system.name.en,
            answering=line is not None and not line.breaker.is_open,
            since=line.breaker.since if line is not None else None,
        )

"""How each department's line stands, as supervisors and counters see it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from backend.contract import SystemState
from backend.dispatch.lines import Lines
from backend.dispatch.tables import DispatchRow, DispatchState
from backend.guide.bundle import DepartmentSystem

__all__ = ["LineStates"]


class LineStates:
    """The node's `SystemStates`. A system without a line is one nobody has configured: it does not answer."""

    def __init__(self, county: str, lines: Lines, systems: Callable[[], Mapping[str, DepartmentSystem]]) -> None:
        self._county = county
        self._lines = lines
        self._systems = systems

    def __call__(self, session: Session, now: datetime) -> list[SystemState]:
        waiting = _counts(session, self._county)
        return [self._state(system, waiting) for system in self._systems().values()]

    def _state(self, system: DepartmentSystem, waiting: Mapping[tuple[str, str], int]) -> SystemState:
        line = self._lines.get(system.code)
        return SystemState(
            system=system.code,
            name=system.name.zh,
            name_en=system.name.en,
            answering=line is not None and not line.breaker.is_open,
            since=line.breaker.since if line is not None else None,
            queued=waiting.get((system.code, DispatchState.QUEUED), 0),
            parked=waiting.get((system.code, DispatchState.PARKED), 0),
        )


def _counts(session: Session, county: str) -> dict[tuple[str, str], int]:
    rows = session.execute(
        select(col(DispatchRow.system), col(DispatchRow.state), func.count())
        .where(
            col(DispatchRow.county) == county,
            col(DispatchRow.state).in_([DispatchState.QUEUED, DispatchState.PARKED]),
        )
        .group_by(col(DispatchRow.system), col(DispatchRow.state))
    )
    return {(system, state): count for system, state, count in rows}

"""Which department systems the node reaches: those of the catalogue it serves, as far as its settings say how."""

import logging
from collections.abc import Iterable

from backend.dispatch.departments import connect
from backend.dispatch.lines import Lines
from backend.guide.bundle import DepartmentSystem
from backend.settings import NodeSettings

__all__ = ["Reach"]

log = logging.getLogger(__name__)


class Reach:
    """`lines` and `keys` follow the catalogue without a restart; what is queued and under way stays."""

    def __init__(self, settings: NodeSettings, systems: Iterable[DepartmentSystem]) -> None:
        """Raises ValueError when the settings give a system an address of the wrong kind."""
        self._settings = settings
        self._connected = {system.code: system for system in systems}
        connectors, self.keys = connect(settings, self._connected.values())
        self.lines = Lines(connectors)

    def follow(self, systems: Iterable[DepartmentSystem]) -> None:
        """Lines to what a newly served catalogue adds, or describes otherwise than before."""
        for system in systems:
            if self._connected.get(system.code) != system:
                self._connect(system)
                self._connected[system.code] = system

    def beyond(self, systems: Iterable[DepartmentSystem]) -> list[str]:
        """Those the settings give no way to: what is handed over for them waits."""
        return sorted(system.code for system in systems if not self._can_reach(system))

    def _connect(self, system: DepartmentSystem) -> None:
        try:
            connectors, keys = connect(self._settings, [system])
        except ValueError as error:
            log.error("a new catalogue names a system this node has no line to: %s", error)
            return
        for connector in connectors:
            self.lines.put(connector)
        self.keys.add(keys)

    def _can_reach(self, system: DepartmentSystem) -> bool:
        try:
            connectors, _keys = connect(self._settings, [system])
        except ValueError:
            return False
        return bool(connectors)

"""Looking citizens' facts up in the departments' shared data: the citizens room's `SharedDataSource`."""

import logging
from collections.abc import Callable
from datetime import datetime

from backend.citizens.errors import SystemUnavailable
from backend.citizens.ports import SharedAnswer
from backend.dispatch.connectors.port import ConnectorError, SharedQuery
from backend.dispatch.lines import Lines

__all__ = ["SharedData"]

log = logging.getLogger(__name__)


class SharedData:
    """Asks over the same lines as dispatch. A department whose breaker is open is not waited for: the operator in
    front of a citizen is told at once. A look-up that fails says nothing about sending, so it moves no breaker."""

    def __init__(self, lines: Lines, clock: Callable[[], datetime]) -> None:
        self._lines = lines
        self._clock = clock

    async def query(
        self, system: str, query_id: str, purpose: str, id_number: str, data: tuple[str, ...]
    ) -> SharedAnswer:
        line = self._lines.get(system)
        if line is None or line.breaker.may_try(self._clock()) == 0:
            raise SystemUnavailable(system)
        try:
            reply = await line.connector.look_up(SharedQuery(query_id, purpose, id_number, data))
        except ConnectorError as error:
            log.warning("look-up in %s failed: %s", system, type(error).__name__)
            raise SystemUnavailable(system) from None
        return SharedAnswer(found=reply.found, as_of=reply.as_of, data=reply.data)

"""When somebody was last at the keyboard: known at once, written a moment later, for all screens in one commit.

A request that had to write it first would wait for the disk twice. What a crash loses of it locks a screen earlier,
by less than the tolerance of the idle lock.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, update
from sqlmodel import Session, col

from backend.access.tables import SessionRow
from backend.contract import SessionState
from backend.storage import StorageError, Store, change_rows

__all__ = ["NOTED_EVERY", "Presence"]

log = logging.getLogger(__name__)

NOTED_EVERY: Final = timedelta(seconds=1)
WRITTEN_AFTER_SECONDS: Final = 0.5  # both together stay below the tolerance of the idle lock, two seconds

_SEEN: Final = (
    update(SessionRow)
    .where(
        col(SessionRow.county) == bindparam("in_county"),
        col(SessionRow.id) == bindparam("with_id"),
        col(SessionRow.seen_at) < bindparam("at"),
        col(SessionRow.state) == SessionState.ACTIVE.value,
    )
    .values(seen_at=bindparam("at"))
    .execution_options(synchronize_session=False)
)


class Presence:
    """What is not written yet, by county and session. `run` must be running for it to be written."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], datetime] = {}
        self._written: dict[tuple[str, str], datetime] = {}
        self._news = asyncio.Event()

    def note(self, county: str, session: str, at: datetime) -> None:
        self._seen[county, session] = at
        self._news.set()

    def latest(self, county: str, session: str, stored: datetime) -> datetime:
        """Also what was written last: `stored` may have been read just before."""
        whose = (county, session)
        return max(stored, self._written.get(whose, stored), self._seen.get(whose, stored))

    async def run(self, store: Store) -> None:
        """Until cancelled; then what is left is written. A failing store is waited out."""
        try:
            while True:
                await self._news.wait()
                await asyncio.sleep(WRITTEN_AFTER_SECONDS)
                await self._write(store)
        finally:
            await self._write(store)

    async def _write(self, store: Store) -> None:
        self._news.clear()
        seen = dict(self._seen)
        if not seen:
            return
        rows = [{"in_county": county, "with_id": id_, "at": at} for (county, id_), at in seen.items()]
        try:
            await store.run(lambda session: _keep(session, rows), can_wait=True)
        except StorageError as error:
            log.warning("who is at the keyboard could not be written: %s", type(error).__name__)
            return
        self._written = seen
        self._seen = {whose: at for whose, at in self._seen.items() if at != seen.get(whose)}


def _keep(session: Session, rows: list[dict[str, object]]) -> None:
    change_rows(session, _SEEN, *rows)

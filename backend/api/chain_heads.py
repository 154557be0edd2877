"""The head of the chain on every reply: stations keep it, and would notice a log that shrank or forked."""

import time
from typing import Final

from backend.contract import ChainHead
from backend.storage import Store
from backend.supervision import EntryMissing, Head, head_of

__all__ = ["ChainHeads"]

FRESH_SECONDS: Final = 1.0


class ChainHeads:
    """The newest head known per hall: each commit of this process tells its own, others' are read now and then.

    Never goes back, so that replies crossing each other do not look like it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._heads: dict[str, Head] = {}
        self._known_at: dict[str, float] = {}
        store.listen(Head, self._hear)

    async def newest(self, hall: str) -> ChainHead | None:
        """Of the hall's log; read again when nothing was heard of it for a second."""
        now = time.monotonic()
        if now - self._known_at.get(hall, -FRESH_SECONDS) >= FRESH_SECONDS:
            self._known_at[hall] = now
            await self._refresh(hall)
        head = self._heads.get(hall)
        return None if head is None else ChainHead.parse(head.body)

    async def _refresh(self, hall: str) -> None:
        try:
            self._hear(await self._store.read(lambda session: head_of(session, hall)))
        except EntryMissing:
            return

    def _hear(self, head: Head) -> None:
        hall = head.origin.hall
        known = self._heads.get(hall)
        if known is None or known.origin != head.origin or head.size > known.size:
            self._heads[hall] = head
        self._known_at[hall] = time.monotonic()

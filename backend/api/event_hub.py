"""Brings events to the screens that watch: each read once, encoded once, and never a gap or a double for anybody."""

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from backend.api.events import PAGE, Published, begin_streams, events_after, last_number
from backend.contract import HEARTBEAT_SECONDS, Event, EventKind
from backend.storage import StorageError, Store

__all__ = ["EventHub", "Sent"]

log = logging.getLogger(__name__)

QUEUED: Final = 256
HEARTBEAT: Final = b": still here\n\n"
SAFETY_SECONDS: Final = 2.0  # other processes of the same node commit too


@dataclass(frozen=True)
class Sent:
    """An event and the bytes every watcher gets of it."""

    event: Event
    frame: bytes


@dataclass(eq=False)
class _Watcher:
    hall: str
    queue: "asyncio.Queue[Sent | None]" = field(default_factory=lambda: asyncio.Queue(QUEUED + 1))

    def offer(self, sent: Sent) -> bool:
        """False when the watcher is too slow: it is let go, and resumes by itself from the table."""
        if self.queue.qsize() < QUEUED:
            self.queue.put_nowait(sent)
            return True
        self.dismiss()
        return False

    def dismiss(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class EventHub:
    """The watchers of one node. `run` must be running for them to hear anything."""

    def __init__(self, store: Store, halls: Iterable[str], *, heartbeat_seconds: float = HEARTBEAT_SECONDS) -> None:
        self._store = store
        self._halls = list(halls)
        self._heartbeat_seconds = heartbeat_seconds
        self._watchers: dict[str, set[_Watcher]] = defaultdict(set)
        self._reached: dict[str, int] = {}
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0
        self._closed = False

    async def open(self) -> None:
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        await self._store.run(lambda session: begin_streams(session, self._halls))
        for hall in self._halls:
            self._reached[hall] = await self._last(hall)
        self._store.listen(Published, self._hear)

    def _hear(self, published: Published) -> None:
        """From whatever thread: units tell on the loop that awaited them, tools where they committed."""
        if self._loop is None or self._closed:
            return
        if threading.get_ident() == self._thread:
            self._take(published)
        else:
            self._loop.call_soon_threadsafe(self._take, published)

    def _take(self, published: Published) -> None:
        """The next of its hall goes straight to its watchers; where one is missing, they are read from the table."""
        if published.event.id == self._reached.get(published.hall, 0) + 1:
            self._offer(published.hall, published.event)
        else:
            self._news.set()

    async def run(self) -> None:
        """Until cancelled. A failing store is waited out: whoever watches hears of it by the silence."""
        while True:
            try:
                await self._tell_all()
            except StorageError as error:
                log.warning("events wait for the store: %s", type(error).__name__)
            await self._rest()

    def close(self) -> None:
        """Let every watcher go; it will resume at whoever serves next."""
        self._closed = True
        for watchers in self._watchers.values():
            for watcher in watchers:
                watcher.dismiss()

    async def stream(
        self, hall: str, after: int | None, *, session: str, still_allowed: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[bytes]:
        """Frames of the hall's events after number `after` (None: from now on), heartbeats between them.

        Ends when the session does, when the watcher is too slow, or when the node stops.
        """
        watcher = _Watcher(hall)
        self._watchers[hall].add(watcher)
        try:
            if self._closed:
                return
            async with aclosing(self._sent_to(watcher, after)) as coming:
                async for sent in coming:
                    if sent is None and not await still_allowed():
                        return
                    yield HEARTBEAT if sent is None else sent.frame
                    if sent is not None and _ends(sent.event, session):
                        return
        finally:
            self._watchers[hall].discard(watcher)

    def reached(self) -> dict[str, int]:
        """The last event of each hall this process has heard of; the state read from now on includes them."""
        return dict(self._reached)

    async def position(self, hall: str) -> int:
        """The number a watcher that begins now has seen everything up to."""
        return await self._last(hall)

    async def _sent_to(self, watcher: _Watcher, after: int | None) -> AsyncGenerator[Sent | None]:
        """What was missed, then what comes; None for each pause. The queue is there first: nothing falls between."""
        last = await self._last(watcher.hall)
        seen = last if after is None else min(after, last)
        while missed := await self._read(watcher.hall, seen):
            for event in missed:
                yield _sent(event)
                seen = event.id
        yield None
        while True:
            try:
                async with asyncio.timeout(self._heartbeat_seconds):
                    sent = await watcher.queue.get()
            except TimeoutError:
                yield None
                continue
            if sent is None:
                return
            if sent.event.id > seen:
                seen = sent.event.id
                yield sent

    async def _tell_all(self) -> None:
        self._news.clear()
        for hall in self._halls:
            await self._tell(hall)

    async def _tell(self, hall: str) -> None:
        """Also when nobody watches: who comes later asks the table, and the position moves on."""
        while news := await self._read(hall, self._reached[hall]):
            for event in news:
                if event.id > self._reached[hall]:
                    self._offer(hall, event)

    def _offer(self, hall: str, event: Event) -> None:
        self._reached[hall] = event.id
        if watchers := self._watchers[hall]:
            sent = _sent(event)
            self._watchers[hall] = {watcher for watcher in watchers if watcher.offer(sent)}

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(SAFETY_SECONDS):
                await self._news.wait()
        except TimeoutError:
            pass

    async def _last(self, hall: str) -> int:
        return await self._store.read(lambda session: last_number(session, hall))

    async def _read(self, hall: str, number: int) -> list[Event]:
        return await self._store.read(lambda session: events_after(session, hall, number, PAGE))


def _ends(event: Event, session: str) -> bool:
    return event.kind is EventKind.SESSION_ENDED and event.subject == session


def _sent(event: Event) -> Sent:
    frame = f"id: {event.id}\nevent: {event.kind.value}\ndata: {event.model_dump_json()}\n\n"
    return Sent(event, frame.encode())

"""All readers of a counter as one stream of events."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from typing import Protocol

from card_reader.entries import AUTO, EVERY_READER
from card_reader.events import ReaderEvent
from card_reader.pcsc.options import PcscOptions
from card_reader.pcsc.readers import PcscReaders, is_entry
from card_reader.sam.options import SamOptions
from card_reader.sam.port import SamPort
from card_reader.sam.scout import SamScout

_LONGEST_STOP = 0.8


class _Source(Protocol):
    """Something with threads of its own that publishes events."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def join(self, timeout: float) -> bool: ...


async def watch(
    readers: Sequence[str], *, options: SamOptions | None = None, pcsc_options: PcscOptions | None = None
) -> AsyncGenerator[ReaderEvent, None]:
    """Yield the events of all `readers` until the iterator is closed.

    A reader is a pyserial URL (`/dev/ttyUSB0`, `socket://host:port`), `pcsc:*` for every chip card reader, `pcsc:` and
    a part of one's name, or `auto`: whatever answers on a serial port, and every chip card reader.

    Closing it, or cancelling the task that waits in it, ends every worker within a second. Prefer
    `contextlib.aclosing` so that this happens at once and not when the iterator is collected.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[ReaderEvent] = asyncio.Queue()

    def publish(event: ReaderEvent) -> None:
        with suppress(RuntimeError):  # the loop was closed before its iterator: nobody is left to tell
            loop.call_soon_threadsafe(waiting.put_nowait, event)

    sources = _sources(readers, publish, options or SamOptions(), pcsc_options or PcscOptions())
    try:
        for source in sources:
            source.start()
        while sources:
            yield await waiting.get()
    finally:
        await _stop(sources)


def _sources(
    readers: Sequence[str], publish: Callable[[ReaderEvent], None], options: SamOptions, pcsc_options: PcscOptions
) -> list[_Source]:
    entries = [reader for reader in dict.fromkeys(readers) if is_entry(reader)]
    ports = [reader for reader in dict.fromkeys(readers) if not is_entry(reader) and reader != AUTO]
    sources: list[_Source] = [SamPort(url, publish, options) for url in ports]
    if AUTO in readers:
        sources.append(SamScout(publish, options, taken=ports))
        entries.append(EVERY_READER)
    if entries:
        sources.append(PcscReaders(entries, publish, pcsc_options))
    return sources


async def _stop(sources: Sequence[_Source]) -> None:
    for source in sources:
        source.stop()
    deadline = asyncio.get_running_loop().time() + _LONGEST_STOP
    for source in sources:
        left = max(0.0, deadline - asyncio.get_running_loop().time())
        await asyncio.to_thread(source.join, left)

"""All readers of a counter as one stream of events."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress

from card_reader.events import ReaderEvent
from card_reader.sam.options import SamOptions
from card_reader.sam.port import SamPort

_LONGEST_STOP = 0.8


async def watch(readers: Sequence[str], *, options: SamOptions | None = None) -> AsyncGenerator[ReaderEvent, None]:
    """Yield the events of all `readers` (pyserial URLs) until the iterator is closed.

    Closing it, or cancelling the task that waits in it, ends every worker within a second. Prefer
    `contextlib.aclosing` so that this happens at once and not when the iterator is collected.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[ReaderEvent] = asyncio.Queue()

    def publish(event: ReaderEvent) -> None:
        with suppress(RuntimeError):  # the loop was closed before its iterator: nobody is left to tell
            loop.call_soon_threadsafe(waiting.put_nowait, event)

    ports = [SamPort(url, publish, options or SamOptions()) for url in dict.fromkeys(readers)]
    try:
        for port in ports:
            port.start()
        while ports:
            yield await waiting.get()
    finally:
        await _stop(ports)


async def _stop(ports: Sequence[SamPort]) -> None:
    for port in ports:
        port.stop()
    deadline = asyncio.get_running_loop().time() + _LONGEST_STOP
    for port in ports:
        left = max(0.0, deadline - asyncio.get_running_loop().time())
        await asyncio.to_thread(port.join, left)

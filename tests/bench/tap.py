"""A wire between a window and its node that counts what goes over it."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

__all__ = ["Tap"]


class Tap:
    """`async with Tap(port) as tap:` whoever connects to `tap.url` speaks to that port; `tap.taken()` counts."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._bytes = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def taken(self) -> int:
        """Bytes since this was last asked, both ways, headers and all."""
        taken, self._bytes = self._bytes, 0
        return taken

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            self._bytes += len(data)
            target.write(data)
            await target.drain()
        target.close()

"""Laying cards on a virtual reader from another process: one JSON object a line over a Unix socket.

`{"insert": {…CardHolder…}}`, `{"remove": true}`, `{"fault": "status:41@read*2"}`, `{"fault": "none"}`,
`{"plug": true}`, `{"look": true}`. Every line is answered: `{"ok": true, "card": …, "told_empty": …, "url": …}` or
`{"error": code, "field": …}`.
"""

import asyncio
import json
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from card_reader.errors import ControlError
from card_reader.virtual.cards import CardHolder
from card_reader.virtual.faults import ReaderFault
from card_reader.virtual.sam_reader import VirtualSamReader

_LONGEST_LINE: Final = 64 * 1024
_PATIENCE: Final = 5.0
_LOOK_EVERY: Final = 0.02  # seconds
_HAND_LOOKS: Final = 50


class ControlServer:
    """Serves one reader. The socket is private to its user."""

    def __init__(self, reader: VirtualSamReader, path: Path) -> None:
        self._reader = reader
        self._path = path
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._commands: Mapping[str, Callable[[object], None]] = {
            "insert": self._insert,
            "remove": lambda _: reader.remove(),
            "fault": self._fault,
            "plug": lambda _: reader.plug(),
            "look": lambda _: None,
        }

    async def start(self) -> None:
        """Raises FileExistsError when another server uses the path, or something that is no socket lies there."""
        _clear_stale(self._path)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            listener.bind(str(self._path))
        except OSError:
            listener.close()
            raise
        finally:
            os.umask(before)
        self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=_LONGEST_LINE)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._open.values():
            writer.close()
        if self._open:
            await asyncio.wait(tuple(self._open), timeout=1)  # their ends are heard by the conversations
        self._path.unlink(missing_ok=True)

    async def _serve(self, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        conversation = asyncio.current_task()
        if conversation is None:
            return
        self._open[conversation] = outgoing
        try:
            with suppress(ConnectionError):
                await self._converse(incoming, outgoing)
        finally:
            del self._open[conversation]
            outgoing.close()

    async def _converse(self, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        while True:
            try:
                line = await incoming.readline()
            except ValueError:  # longer than the limit: where the next line begins is anybody's guess
                outgoing.write(_encode({"error": "line_too_long"}))
                await outgoing.drain()
                return
            if not line:
                return
            outgoing.write(_encode(self._answer(line)))
            await outgoing.drain()

    def _answer(self, line: bytes) -> dict[str, object]:
        try:
            self._obey(line)
        except ControlError as error:
            return {"error": error.code, "field": error.field}
        reader = self._reader
        return {"ok": True, "card": reader.has_card, "told_empty": reader.told_empty, "url": reader.url}

    def _obey(self, line: bytes) -> None:
        try:
            wish = json.loads(line)
        except (ValueError, RecursionError):
            raise ControlError("not_json") from None
        if not isinstance(wish, dict) or len(wish) != 1:
            raise ControlError("not_one_command")
        ((name, value),) = wish.items()
        command = self._commands.get(name)
        if command is None:
            raise ControlError("unknown_command")
        command(value)

    def _insert(self, value: object) -> None:
        if not isinstance(value, dict):
            raise ControlError("bad_person")
        try:
            card = CardHolder.from_mapping(value).card()
        except ValueError as error:
            raise ControlError("bad_person", str(error)) from None
        self._reader.insert(card)

    def _fault(self, value: object) -> None:
        if value == "none":
            self._reader.clear_faults()
            return
        try:
            fault = ReaderFault.parse(str(value))
        except ValueError:
            raise ControlError("bad_fault") from None
        self._reader.fault(fault)


class VirtualReaderControl:
    """Client of a virtual reader in another process. Each call raises ControlError when it is refused.

    ControlError `unreachable`: nobody serves that path (yet).
    """

    def __init__(self, path: Path | str) -> None:
        self._path = str(path)

    async def insert(self, person: CardHolder | Mapping[str, str]) -> None:
        """Lay this person's card on the reader."""
        values = person.to_mapping() if isinstance(person, CardHolder) else dict(person)
        await self._tell({"insert": values})

    async def exchange(self, person: CardHolder | Mapping[str, str]) -> None:
        """Lift whatever card lies there and lay this person's down, as slowly as a hand does: not before the host was
        told that the reader is empty. A host that does not ask is waited for a second.
        """
        await self.remove()
        for _ in range(_HAND_LOOKS):
            if (await self._tell({"look": True}))["told_empty"]:
                break
            await asyncio.sleep(_LOOK_EVERY)
        await self.insert(person)

    async def remove(self) -> None:
        """Lift whatever card lies there."""
        await self._tell({"remove": True})

    async def fault(self, fault: str) -> None:
        """Set a fault, `kind[:value][@step][*times]`; `none` clears all."""
        await self._tell({"fault": fault})

    async def plug(self) -> None:
        """Plug an unplugged reader in again."""
        await self._tell({"plug": True})

    async def has_card(self) -> bool:
        return bool((await self._tell({"look": True}))["card"])

    async def url(self) -> str:
        """What `watch` has to be given to see this reader."""
        return str((await self._tell({"look": True}))["url"])

    async def wait_until_ready(self, patience: float = 5.0) -> None:
        """Wait for the reader's process to serve. Raises ControlError `unreachable` after `patience` seconds."""
        deadline = asyncio.get_running_loop().time() + patience
        while True:
            try:
                await self._tell({"look": True})
            except ControlError as error:
                if error.code != "unreachable" or asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(_LOOK_EVERY)
            else:
                return

    async def _tell(self, wish: Mapping[str, object]) -> dict[str, Any]:
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._exchange(_encode(wish))
        except (OSError, ValueError, asyncio.IncompleteReadError):
            raise ControlError("unreachable") from None
        if "error" in answer:
            raise ControlError(str(answer["error"]), answer.get("field"))
        return answer

    async def _exchange(self, line: bytes) -> dict[str, Any]:
        incoming, outgoing = await asyncio.open_unix_connection(self._path)
        try:
            outgoing.write(line)
            await outgoing.drain()
            answer: dict[str, Any] = json.loads(await incoming.readline())
            return answer
        finally:
            outgoing.close()
            with suppress(OSError):
                await outgoing.wait_closed()


def _encode(message: Mapping[str, object]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode() + b"\n"


def _clear_stale(path: Path) -> None:
    """Remove the socket a killed server left behind."""
    if not path.exists():
        return
    if not path.is_socket():
        raise FileExistsError(f"{path} is not a socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise FileExistsError(f"{path} is in use")

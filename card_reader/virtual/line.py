"""Lines a virtual reader can hang on: a pseudo-terminal or a TCP port. Both are plain file descriptors.

A line can be unplugged and plugged in again; whoever had it open notices just as with real hardware.
"""

import os
import select
import socket
import termios
import tty
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

_SPEEDS: Final = {getattr(termios, f"B{speed}"): speed for speed in (9600, 19200, 38400, 57600, 115200)}


class Line(Protocol):
    """What the reader's thread needs."""

    @property
    def url(self) -> str: ...

    def waits_on(self) -> list[int]:
        """Descriptors that become readable when `receive` has something to do."""
        ...

    def receive(self) -> bytes:
        """Bytes from the host, empty if none came. Never blocks."""
        ...

    def send(self, data: bytes) -> None:
        """Bytes to the host; what a host does not take in reasonable time is lost, as on a real line."""
        ...

    @property
    def host_speed(self) -> int | None:
        """Bits per second the host has set, where the line knows."""
        ...

    def plug(self) -> None: ...

    def unplug(self) -> None: ...


class PtyLine:
    """A pseudo-terminal. With `link`, a symbolic link that follows the terminal's changing name."""

    def __init__(self, link: Path | None = None) -> None:
        self._link = link
        self._controller = self._terminal = -1
        self._name = ""

    @property
    def url(self) -> str:
        return str(self._link) if self._link is not None else self._name

    @property
    def host_speed(self) -> int | None:
        """A pseudo-terminal carries bytes at any speed, but remembers which one was asked for."""
        return _SPEEDS.get(termios.tcgetattr(self._terminal)[5]) if self._terminal >= 0 else None

    def plug(self) -> None:
        if self._controller >= 0:
            return
        self._controller, self._terminal = os.openpty()
        # Raw before the first byte: a cooked terminal echoes and swallows control bytes. Our own copy of the
        # terminal stays open, because without any the controller cannot be read.
        tty.setraw(self._terminal)
        os.set_blocking(self._controller, False)
        self._name = os.ttyname(self._terminal)
        if self._link is not None:
            point(self._link, self._name)

    def unplug(self) -> None:
        for descriptor in (self._controller, self._terminal):
            if descriptor >= 0:
                os.close(descriptor)
        self._controller = self._terminal = -1
        if self._link is not None and self._link.is_symlink():
            self._link.unlink()

    def waits_on(self) -> list[int]:
        return [self._controller] if self._controller >= 0 else []

    def receive(self) -> bytes:
        with suppress(BlockingIOError):
            return os.read(self._controller, 4096)
        return b""

    def send(self, data: bytes) -> None:
        _send_all(self._controller, data)


class TcpLine:
    """A TCP port on the loopback, one host at a time, as network readers have it."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._listener: socket.socket | None = None
        self._host: socket.socket | None = None

    @property
    def url(self) -> str:
        return f"socket://127.0.0.1:{self._port}"

    @property
    def host_speed(self) -> int | None:
        return None

    def plug(self) -> None:
        if self._listener is not None:
            return
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._listener.setblocking(False)
        self._port = self._listener.getsockname()[1]

    def unplug(self) -> None:
        for end in (self._host, self._listener):
            if end is not None:
                end.close()
        self._host = self._listener = None

    def waits_on(self) -> list[int]:
        return [end.fileno() for end in (self._listener, self._host) if end is not None]

    def receive(self) -> bytes:
        self._accept()
        if self._host is None:
            return b""
        with suppress(BlockingIOError):
            received = self._receive_or_hang_up(self._host)
            if received:
                return received
            self._host.close()
            self._host = None
        return b""

    def send(self, data: bytes) -> None:
        if self._host is not None:
            with suppress(ConnectionError):
                _send_all(self._host.fileno(), data)

    def _accept(self) -> None:
        if self._listener is None:
            return
        with suppress(BlockingIOError):
            newcomer, _ = self._listener.accept()
            newcomer.setblocking(False)
            newcomer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._host is not None:
                self._host.close()
            self._host = newcomer

    @staticmethod
    def _receive_or_hang_up(host: socket.socket) -> bytes:
        try:
            return host.recv(4096)
        except ConnectionError:
            return b""


def point(link: Path, target: str) -> None:
    """Let `link` point to `target`, never missing in between. Raises FileExistsError over a real file."""
    if link.exists() and not link.is_symlink():
        raise FileExistsError(f"{link} is not a link")
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def _send_all(descriptor: int, data: bytes) -> None:
    while data:
        if not select.select([], [descriptor], [], 0.5)[1]:
            return
        with suppress(BlockingIOError):
            data = data[os.write(descriptor, data) :]

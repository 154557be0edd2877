"""A program in a real pseudo-terminal, worked by keys and read as a person reads it."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyte
from wcwidth import wcwidth

from tui.tour.errors import NeverSeen, TerminalClosed
from tui.tour.keyboard import key_bytes, paste_bytes
from tui.tour.snapshot import Snapshot, take_snapshot

KEY_PAUSE: Final = 0.06
"""Seconds between two keys of a person. Quicker keys are a scanner's, and Escape would join the key after it."""

ESCAPE_PAUSE: Final = 0.15
"""Seconds after Escape: programs wait some 0.1 s to see whether it begins the sequence of another key."""

# Private sequences pyte takes for text (for instance `ESC [ < u`, which leaves the Kitty key protocol).
_UNKNOWN: Final = re.compile(rb"\x1b\[[<=>][\d;]*[A-Za-z]")
_UNFINISHED: Final = re.compile(rb"\x1b(?:\[[<=>]?[\d;]*)?\Z")


class Terminal:
    """Runs `command` in a pseudo-terminal of the given size; a context manager that ends it by its own pid.

    A thread reads all the time, so the program never waits for us. `environment` is laid over our own; None as a
    value takes a variable away. Times are in seconds.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        lines: int = 24,
        environment: Mapping[str, str | None] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._screen = _Screen(columns, lines, self._answer)
        self._stream = pyte.ByteStream(self._screen)
        self._unread = b""
        self._changed = threading.Condition()
        self._last_output = time.monotonic()
        self._master, slave = pty.openpty()
        _set_size(self._master, columns, lines)
        try:
            self._process = subprocess.Popen(
                list(command),
                stdin=slave,
                stdout=slave,
                stderr=slave,
                start_new_session=True,
                preexec_fn=_own_the_terminal,  # noqa: PLW1509 - one system call, without it no resize is ever told
                env=_environment(environment or {}),
                cwd=folder,
            )
        except OSError:
            os.close(self._master)
            raise
        finally:
            os.close(slave)
        self._reader = threading.Thread(target=self._read, name="tour-terminal", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Seeing

    def snapshot(self) -> Snapshot:
        with self._changed:
            return take_snapshot(self._screen)

    def screen_lines(self) -> tuple[str, ...]:
        return self.snapshot().lines

    def until(self, wanted: str | Callable[[Snapshot], bool], timeout: float = 20.0) -> Snapshot:
        """Wait for a text (within one line) or for a condition. Raises NeverSeen, also when the program has ended."""
        seen = wanted if callable(wanted) else lambda snapshot: any(wanted in line for line in snapshot.lines)
        end = time.monotonic() + timeout
        with self._changed:
            while True:
                snapshot = take_snapshot(self._screen)
                if seen(snapshot):
                    return snapshot
                left = end - time.monotonic()
                if left <= 0 or not self._reader.is_alive():
                    raise NeverSeen(str(wanted), timeout, snapshot.lines)
                self._changed.wait(min(left, 0.5))

    def until_quiet(self, quiet: float = 0.2, timeout: float = 20.0) -> Snapshot:
        """Wait until nothing was drawn for `quiet` seconds from now on."""
        start = time.monotonic()
        end = start + timeout
        with self._changed:
            while time.monotonic() < end and self._reader.is_alive():
                rest = quiet - (time.monotonic() - max(start, self._last_output))
                if rest <= 0:
                    break
                self._changed.wait(rest)
            return take_snapshot(self._screen)

    # Working

    def press(self, *keys: str, pause: float = KEY_PAUSE) -> None:
        """Press keys, named as Textual names them, at the pace of a person."""
        for key in keys:
            self._send(key_bytes(key))
            time.sleep(max(pause, ESCAPE_PAUSE) if key in ("escape", "esc") else pause)

    def type(self, text: str, pause: float = KEY_PAUSE) -> None:
        """Type at the pace of a person; Chinese arrives as an input method commits it, all at once."""
        for run in re.findall(r"[\x00-\x7f]|[^\x00-\x7f]+", text):
            self._send(run.encode())
            time.sleep(pause)

    def scan(self, code: str) -> None:
        """What a barcode scanner types: the whole code in one burst, and Enter."""
        self._send(code.encode() + b"\r")

    def paste(self, text: str) -> None:
        self._send(paste_bytes(text))

    def send(self, raw: bytes) -> None:
        """Anything else, as it is: broken bytes, for instance."""
        self._send(raw)

    def resize(self, columns: int, lines: int) -> None:
        with self._changed:
            self._screen.resize(lines, columns)
            _set_size(self._master, columns, lines)

    # Ending

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while the program runs; negative: the number of the signal that ended it."""
        return self._process.poll()

    def wait(self, timeout: float = 20.0) -> int:
        """Wait for the program to end by itself. Raises NeverSeen when it does not."""
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise NeverSeen("the end of the program", timeout, self.screen_lines()) from None

    def close(self, grace: float = 3.0) -> int:
        """End the program: asked first, then made to; gives its exit code. May be called twice."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is None:
                self._process.send_signal(number)
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(grace)
        code = self._process.wait()
        self._reader.join(grace)
        with self._changed:
            if self._master >= 0:
                os.close(self._master)
                self._master = -1
        return code

    # The wire

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._master, view) :]
        except OSError:
            raise TerminalClosed("The program has ended.") from None

    def _answer(self, data: str) -> None:
        """The terminal's own answers, as to "where is the cursor"; too late is as good as never."""
        with suppress(TerminalClosed):
            self._send(data.encode())

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:  # Linux tells the end of the last program on the terminal as an error
                data = b""
            with self._changed:
                if not data:
                    self._changed.notify_all()
                    return
                self._stream.feed(self._known(data))
                self._last_output = time.monotonic()
                self._changed.notify_all()

    def _known(self, data: bytes) -> bytes:
        """The output without the sequences pyte does not know, also when one is cut in two by a read."""
        data = self._unread + data
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._unread = data[cut:]
        return _UNKNOWN.sub(b"", data[:cut])


class _Screen(pyte.Screen):
    def __init__(self, columns: int, lines: int, answer: Callable[[str], None]) -> None:
        super().__init__(columns, lines)
        self._answer = answer

    def draw(self, data: str) -> None:
        # pyte stops at the first character without a width and loses the rest of the text.
        super().draw("".join(char for char in data if wcwidth(char) > 0 or unicodedata.combining(char)))

    def write_process_input(self, data: str) -> None:
        self._answer(data)


def _set_size(terminal: int, columns: int, lines: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def _own_the_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    ours = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    for unwanted in ("LC_ALL", "NO_COLOR", "COLUMNS", "LINES"):
        ours.pop(unwanted, None)
    for name, value in changes.items():
        if value is None:
            ours.pop(name, None)
        else:
            ours[name] = value
    return ours

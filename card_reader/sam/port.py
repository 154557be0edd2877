"""One serial reader in one worker thread: does what the machine asks and publishes what it tells."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from card_reader.events import ReaderEvent
from card_reader.faults import Fault
from card_reader.sam.actions import Action, Ask, Close, Open, Pause, Silence
from card_reader.sam.frames import Answer, FrameDecoder, FrameFault, Request
from card_reader.sam.line import PORT_ERRORS, LineNotOpened, address_and_speed, close_line, open_line
from card_reader.sam.machine import Events, SamMachine
from card_reader.sam.options import SamOptions

_LOG = logging.getLogger(__name__)


_LONGEST_DRAIN: Final = 1.0


class SamPort:
    """A reader on a pyserial URL: `/dev/ttyUSB0`, a pty, `socket://host:port`. `/dev/ttyUSB0@9600` sets its speed.

    `publish` is called from the worker thread and must not block.
    """

    def __init__(self, url: str, publish: Callable[[ReaderEvent], None], options: SamOptions) -> None:
        self._url = url
        self._publish = publish
        self._options = options
        self._address, self._baud = address_and_speed(url, options.baud)
        self._timing = options.timing.for_baud(self._baud)
        self._machine = self._new_machine()
        self._decoder = FrameDecoder()
        self._line: Any = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"sam {url}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the worker to end. Returns at once; `join` waits."""
        self._stopping.set()

    def join(self, timeout: float) -> bool:
        """Whether the worker ended within `timeout` seconds. It may not when the system hangs in an open."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _new_machine(self) -> SamMachine:
        return SamMachine(self._url, replace(self._options, timing=self._timing))

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._step_or_start_over()
        finally:
            self._close_line()
            self._decoder.clear()

    def _step_or_start_over(self) -> None:
        try:
            events = self._step(self._machine.action)
        except Exception as error:
            # The message of an unforeseen error may quote what it choked on, so only its type is logged.
            _LOG.error("reader %s: %s, starting over", self._url, type(error).__name__)
            self._close_line()
            self._machine = self._new_machine()
            events = self._machine.lost(Fault.READER_BROKEN)
        if not self._stopping.is_set():
            for event in events:
                self._publish(event)

    def _step(self, action: Action) -> Events:
        try:
            match action:
                case Open():
                    return self._open()
                case Close():
                    self._close_line()
                    return self._machine.closed()
                case Pause(seconds):
                    self._stopping.wait(seconds)
                    return self._machine.paused()
                case Ask(request, timeout):
                    return self._ask(request, timeout)
        except PORT_ERRORS:
            self._close_line()
            return self._machine.lost(Fault.PORT_LOST)

    def _open(self) -> Events:
        try:
            self._line = open_line(self._address, self._baud)
        except LineNotOpened as error:
            return self._machine.lost(error.fault)
        return self._machine.opened()

    def _close_line(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            close_line(line)

    def _ask(self, request: Request, timeout: float) -> Events:
        self._decoder.clear()
        self._line.reset_input_buffer()
        self._line.write(request.to_bytes())
        outcome = self._receive(timeout)
        if isinstance(outcome, Answer):
            return self._machine.answered(outcome, datetime.now(UTC).astimezone())
        self._drain()
        return self._machine.unanswered(outcome)

    def _receive(self, timeout: float) -> Answer | Silence:
        """One answer within `timeout` seconds and without a pause longer than the gap inside it."""
        deadline = time.monotonic() + timeout
        last_byte = None
        while (now := time.monotonic()) < deadline and not self._stopping.is_set():
            chunk = self._line.read(max(1, self._line.in_waiting))
            if chunk:
                last_byte = time.monotonic()
                for outcome in self._decoder.feed(chunk):
                    return Silence.GARBLED if isinstance(outcome, FrameFault) else Answer.from_body(outcome)
            elif last_byte is not None and now - last_byte > self._timing.gap:
                break
        return Silence.TIMEOUT

    def _drain(self) -> None:
        """Throw input away until the line has been quiet for a moment."""
        self._decoder.clear()
        give_up = time.monotonic() + _LONGEST_DRAIN
        quiet_since = time.monotonic()
        while not self._stopping.is_set() and time.monotonic() < give_up:
            if self._line.read(max(1, self._line.in_waiting)):
                quiet_since = time.monotonic()
            elif time.monotonic() - quiet_since >= self._timing.drain:
                return

"""A virtual SAM reader: the wire protocol on a real line, for practice, demo and tests."""

import os
import select
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from card_reader.sam.frames import SHORTEST_REQUEST, FrameDecoder, FrameFault, Request, seal_answer
from card_reader.virtual.cards import VirtualCard
from card_reader.virtual.chip import Chip, Presence
from card_reader.virtual.faults import STEPS, FaultKind, ReaderFault, Step
from card_reader.virtual.line import Line, PtyLine, TcpLine

_NOISE: Final = b"\x00\xaa\xaa"
_BITS_PER_BYTE: Final = 10


@dataclass(frozen=True, slots=True)
class LineTiming:
    """How slow the line and the card are. Without `baud` bytes take no time."""

    baud: int | None = None
    card_seconds: float = 0.0

    def seconds(self, count: int) -> float:
        return 0.0 if self.baud is None else count * _BITS_PER_BYTE / self.baud


INSTANT: Final = LineTiming()
LIFELIKE: Final = LineTiming(115200, 0.3)


class VirtualSamReader:
    """A running reader. Cards may be laid and faults set from any thread; `close` when done.

    Faults apply until cleared, or as many times as they say; the first that concerns a request is used. `asked` counts
    the requests understood.
    """

    def __init__(self, line: Line, presence: Presence, timing: LineTiming, speed: int | None = None) -> None:
        self._line = line
        self._speed = speed
        self._timing = timing
        self._chip = Chip(presence)
        self._faults: list[ReaderFault] = []
        self.asked: Counter[Step] = Counter()
        self._decoder = FrameDecoder(SHORTEST_REQUEST)
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._woken, self._wake = os.pipe()
        self._line.plug()
        self._thread = threading.Thread(target=self._serve, name="virtual sam reader", daemon=True)
        self._thread.start()

    @classmethod
    def open(
        cls,
        *,
        presence: Presence = Presence.HALT,
        timing: LineTiming = INSTANT,
        link: Path | None = None,
        speed: int | None = None,
    ) -> Self:
        """A reader on a pseudo-terminal; `link` gives it a name that survives replugging.

        With a `speed` it understands hosts that set their port to it, and nobody else.
        """
        return cls(PtyLine(link), presence, timing, speed)

    @classmethod
    def open_tcp(cls, *, presence: Presence = Presence.HALT, timing: LineTiming = INSTANT, port: int = 0) -> Self:
        """A reader on a TCP port of this machine; 0 takes a free one."""
        return cls(TcpLine(port), presence, timing)

    @property
    def url(self) -> str:
        """What `watch` has to be given."""
        return self._line.url

    @property
    def has_card(self) -> bool:
        with self._lock:
            return self._chip.has_card

    @property
    def told_empty(self) -> bool:
        with self._lock:
            return self._chip.told_empty

    def insert(self, card: VirtualCard) -> None:
        """Lay a card down; one that lies there is replaced in the same instant."""
        with self._lock:
            self._chip.lay(card)

    def remove(self) -> None:
        with self._lock:
            self._chip.lay(None)

    def fault(self, fault: ReaderFault) -> None:
        """Add a fault. An unplug without a step happens now."""
        if fault.kind is FaultKind.UNPLUG and fault.step is None:
            self.unplug()
            return
        with self._lock:
            self._faults.append(fault)

    def clear_faults(self) -> None:
        with self._lock:
            self._faults.clear()

    def unplug(self) -> None:
        with self._lock:
            self._line.unplug()
            self._chip.lay(None)
        self._notify()

    def plug(self) -> None:
        with self._lock:
            self._line.plug()
        self._notify()

    def close(self) -> None:
        """Unplug for good. May be called twice."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._notify()
        self._thread.join()
        self._line.unplug()
        os.close(self._wake)
        os.close(self._woken)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _notify(self) -> None:
        os.write(self._wake, b"!")

    def _serve(self) -> None:
        while not self._stopping.is_set():
            for request in self._next_requests():
                self._handle(request)

    def _next_requests(self) -> list[bytearray | FrameFault]:
        with self._lock:
            waiting = [self._woken, *self._line.waits_on()]
        # A line unplugged by another thread meanwhile shows as a bad descriptor, or at the next look.
        with suppress(OSError, ValueError):
            readable = select.select(waiting, [], [], 1.0)[0]
            if self._woken in readable:
                os.read(self._woken, 64)
            if any(descriptor != self._woken for descriptor in readable):
                with self._lock:
                    return self._understood(self._line.receive())
        return []

    def _understood(self, received: bytes) -> list[bytearray | FrameFault]:
        host_speed = self._line.host_speed if self._speed is not None else None
        return [] if host_speed not in (None, self._speed) else self._decoder.feed(received)

    def _handle(self, received: bytearray | FrameFault) -> None:
        if isinstance(received, FrameFault):
            self._transmit(seal_answer(0x10 if received is FrameFault.CHECKSUM else 0x11))
            return
        request = Request.from_body(received)
        step = STEPS.get((request.command, request.parameter))
        if step is not None:
            self.asked[step] += 1
        fault = self._take_fault(step)
        if step in (Step.READ, Step.NEWEST_ADDRESS):
            self._stopping.wait(self._timing.card_seconds)
        if fault is not None and fault.kind is FaultKind.REMOVED_BEFORE:
            self.remove()
        if fault is not None and fault.kind is FaultKind.STATUS:
            self._transmit(seal_answer(int(fault.value or 0)))  # the step failed, so the chip is where it was
            return
        with self._lock:
            answer = self._chip.answer(request)
        if fault is None:
            self._transmit(answer)
        else:
            self._transmit_with(fault, answer)

    def _take_fault(self, step: Step | None) -> ReaderFault | None:
        with self._lock:
            found = next((at for at, fault in enumerate(self._faults) if fault.concerns(step)), None)
            if found is None:
                return None
            fault = self._faults[found]
            if fault.times is not None:
                left = fault.times - 1
                self._faults[found : found + 1] = [replace(fault, times=left)] if left else []
            return fault

    def _transmit_with(self, fault: ReaderFault, answer: bytes) -> None:
        sent = len(answer) // 2 if fault.value is None else int(fault.value)
        match fault.kind:
            case FaultKind.SILENT:
                pass
            case FaultKind.BAD_CHECKSUM:
                self._transmit(answer[:-1] + bytes((answer[-1] ^ 0x01,)))
            case FaultKind.NOISE:
                self._transmit(_NOISE + answer)
            case FaultKind.TRUNCATED:
                self._transmit(answer[:sent])
            case FaultKind.FRAGMENTS:
                self._transmit_pieces(answer, max(1, sent))
            case FaultKind.DELAY:
                self._stopping.wait(fault.value or 0.0)
                self._transmit(answer)
            case FaultKind.STATUS | FaultKind.REMOVED_BEFORE:
                self._transmit(answer)
            case FaultKind.REMOVED_DURING:
                self._transmit(answer[:sent])
                self.remove()
            case FaultKind.UNPLUG:
                self._transmit(answer[:sent])
                self.unplug()

    def _transmit_pieces(self, answer: bytes, size: int) -> None:
        for start in range(0, len(answer), size):
            self._transmit(answer[start : start + size])
            self._stopping.wait(0.0002)

    def _transmit(self, data: bytes) -> None:
        self._stopping.wait(self._timing.seconds(len(data)))
        with self._lock, suppress(OSError, ValueError):
            self._line.send(data)

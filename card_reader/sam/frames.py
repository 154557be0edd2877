"""Frames of the SAM line: building requests, and finding whole answers in a stream of bytes.

Layout: preamble `AA AA AA 96 69`, LEN (2 bytes, big-endian, what follows it), body, CHK = XOR from LEN on.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final, Self

from card_reader.wiping import wipe

PREAMBLE: Final = b"\xaa\xaa\xaa\x96\x69"
SHORTEST_REQUEST: Final = 3
SHORTEST_ANSWER: Final = 4
LONGEST: Final = 4096
"""Sanity bound; the longest known answer is 2314."""


class FrameFault(Enum):
    """Why received bytes were thrown away."""

    LENGTH = "length"
    CHECKSUM = "checksum"


@dataclass(frozen=True, slots=True)
class Request:
    """Host to reader."""

    command: int
    parameter: int
    data: bytes = b""

    def to_bytes(self) -> bytes:
        return seal(bytes((self.command, self.parameter)) + self.data)

    @classmethod
    def from_body(cls, body: bytearray) -> Self:
        return cls(body[0], body[1], bytes(body[2:]))


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Answer:
    """Reader to host. `sw3` decides; `sw1` and `sw2` are the card's own words. `data` can be wiped."""

    sw1: int
    sw2: int
    sw3: int
    data: bytearray

    @classmethod
    def from_body(cls, body: bytearray) -> Self:
        return cls(body[0], body[1], body[2], body[3:])

    def wipe(self) -> None:
        wipe(self.data)

    def __repr__(self) -> str:
        return f"<Answer {self.sw3:02X}, {len(self.data)} bytes>"


RESET: Final = Request(0x10, 0xFF)
STATUS: Final = Request(0x11, 0xFF)
SAM_ID: Final = Request(0x12, 0xFF)
FIND: Final = Request(0x20, 0x01)
SELECT: Final = Request(0x20, 0x02)
READ: Final = Request(0x30, 0x01)
NEWEST_ADDRESS: Final = Request(0x30, 0x03)


def checksum(covered: bytes | bytearray | memoryview) -> int:
    """XOR of all bytes, LEN included, preamble excluded. Folded in halves: a long answer is checked on every read."""
    folded, width = int.from_bytes(covered, "big"), len(covered)
    while width > 1:
        width -= (half := width // 2)
        folded = folded >> 8 * half ^ folded & (1 << 8 * half) - 1
    return folded


def seal(body: bytes) -> bytes:
    """Wrap a body (everything between LEN and CHK) into a frame."""
    covered = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + covered + bytes((checksum(covered),))


def seal_answer(sw3: int, data: bytes = b"") -> bytes:
    """A frame from the reader's side, as virtual readers send it."""
    return seal(bytes((0, 0, sw3)) + data)


class FrameDecoder:
    """Bytes in, bodies out. Noise before a preamble is skipped; after a fault everything received is dropped.

    The decoder has no clock: whoever feeds it decides when a frame has taken too long, and calls `clear`.
    """

    def __init__(self, shortest: int = SHORTEST_ANSWER) -> None:
        self._shortest = shortest
        self._buffer = bytearray()

    @property
    def is_empty(self) -> bool:
        return not self._buffer

    def clear(self) -> None:
        wipe(self._buffer)
        self._buffer.clear()

    def feed(self, chunk: bytes) -> list[bytearray | FrameFault]:
        """Add bytes; returns each body (without LEN and CHK) or fault that became complete."""
        self._buffer += chunk
        found: list[bytearray | FrameFault] = []
        while (outcome := self._next()) is not None:
            found.append(outcome)
        return found

    def _next(self) -> bytearray | FrameFault | None:
        self._skip_noise()
        if len(self._buffer) < len(PREAMBLE) + 2:
            return None
        length = int.from_bytes(self._buffer[5:7], "big")
        if not self._shortest <= length <= LONGEST:
            self.clear()
            return FrameFault.LENGTH
        if len(self._buffer) < 7 + length:
            return None
        return self._take(7 + length)

    def _take(self, end: int) -> bytearray | FrameFault:
        if checksum(memoryview(self._buffer)[5 : end - 1]) != self._buffer[end - 1]:
            self.clear()
            return FrameFault.CHECKSUM
        body = self._buffer[7 : end - 1]
        self._drop(end)
        return body

    def _skip_noise(self) -> None:
        if self._buffer.startswith(PREAMBLE):
            return
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            start = max(0, len(self._buffer) - len(PREAMBLE) + 1)
        self._drop(start)

    def _drop(self, count: int) -> None:
        self._buffer[:count] = bytes(count)
        del self._buffer[:count]

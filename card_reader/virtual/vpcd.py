"""Putting a virtual card into a reader of a real pcscd: the client side of its virtual driver (vpcd).

Every message is two bytes of length, big-endian, and that many bytes. From pcscd: one byte `00` power off, `01`
power on, `02` reset (no answer), `04` asks for the ATR; anything longer is a command for the card.
"""

import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from types import TracebackType
from typing import Final, Protocol, Self

_ATR_REQUEST: Final = b"\x04"


class Chip(Protocol):
    """A card's electronics, without I/O."""

    def reset(self) -> None: ...

    def answer(self, command: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class InsertedCard:
    """A chip and the answer to reset it gives."""

    chip: Chip
    atr: bytes


class CardFaultKind(Enum):
    """What happens instead of an answer."""

    SILENT = auto()
    """No answer until the card is taken out."""
    PULLED = auto()
    """The card leaves before it answers."""
    PULLED_AFTER = auto()
    """The card answers and leaves."""
    SWAPPED = auto()
    """Another card is there in the same instant, and this command is lost."""
    SWAPPED_AFTER = auto()
    """The card answers, then another card is there in the same instant."""
    SWAPPED_UNSEEN = auto()
    """The answer already comes from another card that was never powered on: the worst a bad contact can do."""
    ANSWER = auto()
    """The given bytes."""


@dataclass(frozen=True, slots=True, repr=False)
class CardFault:
    """Happens once, at the command with number `at`, counted from 0 when the card is put in; then it is used up."""

    kind: CardFaultKind
    at: int
    other: InsertedCard | None = None
    answer: bytes = b""

    def __repr__(self) -> str:
        return f"<CardFault {self.kind.name} at {self.at}>"


class VirtualSlot:
    """One reader slot of a pcscd, from the card's side. `connect` opens its TCP connection.

    `seconds` is what the card takes for every command. `commands` keeps what the card was told (never what it said).
    """

    def __init__(self, connect: Callable[[], socket.socket], *, seconds: float = 0.0) -> None:
        self._connect = connect
        self._seconds = seconds
        self._lock = threading.RLock()
        self._line: socket.socket | None = None
        self._card: InsertedCard | None = None
        self._fault: CardFault | None = None
        self._removed = threading.Event()
        self._count = 0
        self.commands: list[bytes] = []

    def insert(self, card: InsertedCard, fault: CardFault | None = None) -> None:
        """Put a card in; whatever was there is taken out in the same instant. Raises OSError without a pcscd."""
        self.remove()
        line = self._connect()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._line, self._card, self._fault, self._count = line, card, fault, 0
            self._removed = threading.Event()
        card.chip.reset()
        threading.Thread(target=self._serve, args=(line, self._removed), name="virtual card", daemon=True).start()

    def misbehave(self, fault: CardFault | None) -> None:
        """Plan a fault for the card that is in; commands are counted from here."""
        with self._lock:
            self._fault, self._count = fault, 0

    def remove(self) -> None:
        with self._lock:
            line, self._line, self._card = self._line, None, None
            self._removed.set()
        if line is not None:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def _serve(self, line: socket.socket, removed: threading.Event) -> None:
        with suppress(OSError, EOFError):
            while not removed.is_set():
                message = _receive(line)
                if len(message) > 1:
                    self._on_command(line, message, removed)
                elif message == _ATR_REQUEST:
                    _send(line, self._atr())
                else:
                    self._reset()
        if not removed.is_set():  # pcscd went away
            self.remove()

    def _atr(self) -> bytes:
        with self._lock:
            return b"" if self._card is None else self._card.atr

    def _reset(self) -> None:
        with self._lock:
            if self._card is not None:
                self._card.chip.reset()

    def _on_command(self, line: socket.socket, command: bytes, removed: threading.Event) -> None:
        if self._seconds:
            removed.wait(self._seconds)
        with self._lock:
            card, fault, number = self._card, self._fault, self._count
            self._count += 1
            self.commands.append(command[:5] if command[1] != 0xA4 else command)
            if fault is not None and fault.at == number:
                self._fault = None
            else:
                fault = None
        if card is None:
            return
        if fault is None:
            _send(line, card.chip.answer(command))
        else:
            self._obey(line, card, command, fault, removed)

    def _obey(
        self, line: socket.socket, card: InsertedCard, command: bytes, fault: CardFault, removed: threading.Event
    ) -> None:
        match fault.kind:
            case CardFaultKind.SILENT:
                removed.wait()
            case CardFaultKind.PULLED:
                self.remove()
            case CardFaultKind.PULLED_AFTER:
                _send(line, card.chip.answer(command))
                self.remove()
            case CardFaultKind.SWAPPED:
                self._swap(fault)
            case CardFaultKind.SWAPPED_AFTER:
                _send(line, card.chip.answer(command))
                self._swap(fault)
            case CardFaultKind.SWAPPED_UNSEEN:
                _send(line, self._exchange(fault).chip.answer(command))
            case CardFaultKind.ANSWER:
                _send(line, fault.answer)

    def _swap(self, fault: CardFault) -> None:
        if fault.other is None:
            self.remove()
        else:
            self.insert(fault.other)

    def _exchange(self, fault: CardFault) -> InsertedCard:
        if fault.other is None:
            raise ValueError("another card is needed")
        with self._lock:
            self._card = fault.other
        fault.other.chip.reset()
        return fault.other


def _send(line: socket.socket, payload: bytes) -> None:
    """Length and payload in one write: in two, delayed acknowledgements cost 40 ms each time."""
    line.sendall(len(payload).to_bytes(2, "big") + payload)


def _receive(line: socket.socket) -> bytes:
    length = int.from_bytes(_receive_exactly(line, 2), "big")
    return _receive_exactly(line, length)


def _receive_exactly(line: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        # vpcd 3.3 sends length and payload in two writes, so each has to be acknowledged at once. Linux forgets
        # this setting after every receive.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        select.select([line], [], [])
        part = line.recv(count - len(received))
        if not part:
            raise EOFError
        received += part
    return received

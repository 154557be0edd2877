"""The machine's card service (PC/SC) as far as this program uses it, through pyscard's thinnest layer.

pyscard is imported when first needed: without it everything but chip cards works. Its own monitoring of cards is not
used, because it dies for good with the service.
"""

from collections.abc import Mapping
from itertools import repeat
from typing import Any, Final

from card_reader.errors import CardReaderError

NO_ANSWER: Final = 0
"""Our code for a transmission that succeeded and brought nothing: the card left meanwhile."""
UNKNOWN_READER: Final = 0x80100009
TIMEOUT: Final = 0x8010000A
SHARING_VIOLATION: Final = 0x8010000B
NO_SMARTCARD: Final = 0x8010000C
PROTOCOL_MISMATCH: Final = 0x8010000F
CANCELLED: Final = 0x80100002
COMMUNICATION: Final = 0x80100013
READER_UNAVAILABLE: Final = 0x80100017
NO_SERVICE: Final = 0x8010001D
SERVICE_STOPPED: Final = 0x8010001E
NO_ACCESS: Final = 0x80100027
NO_READERS: Final = 0x8010002E
UNRESPONSIVE: Final = 0x80100066
UNPOWERED: Final = 0x80100067
RESET: Final = 0x80100068
REMOVED: Final = 0x80100069
SECURITY_VIOLATION: Final = 0x8010006A

_PRESENT: Final = 0x20
_STORAGE_CARD: Final = bytes.fromhex("A000000306")
"""PC/SC part 3: the historical bytes of a contactless memory card, such as a bus card, name this provider."""


class SupportMissing(CardReaderError):
    """pyscard is not installed, or cannot be loaded here."""


class ServiceError(CardReaderError):
    """The service or a reader refused. `code` is the PC/SC code, unsigned."""

    def __init__(self, code: int) -> None:
        super().__init__(f"0x{code:08X}")
        self.code = code


def load_scard() -> Any:
    """pyscard's binding. Raises SupportMissing."""
    try:
        from smartcard import scard
    except ImportError:
        raise SupportMissing("pyscard") from None
    return scard


class Context:
    """A conversation with the service. Each thread that may block needs its own. Every method raises ServiceError."""

    def __init__(self) -> None:
        self._scard = load_scard()
        self._handle = checked(self._scard.SCardEstablishContext(self._scard.SCARD_SCOPE_USER))

    def readers(self) -> list[str]:
        code, names = self._scard.SCardListReaders(self._handle, [])
        if code & 0xFFFFFFFF == NO_READERS:
            return []
        return list(checked((code, names)))

    def changes(self, known: Mapping[str, int], wait: float) -> dict[str, "Presence"]:
        """Wait until a reader differs from its `known` state or the time is over; tell all of them anew."""
        asked = [(name, state) for name, state in known.items()]
        answer = self._scard.SCardGetStatusChange(self._handle, int(wait * 1000), asked)
        if answer[0] & 0xFFFFFFFF == TIMEOUT:
            return {}
        return {name: Presence(state, bytes(atr)) for name, state, atr in checked(answer)}

    def cancel(self) -> None:
        """From another thread: end a wait in `changes`."""
        self._scard.SCardCancel(self._handle)

    def connect(self, reader: str) -> "Connection":
        """To the card in `reader`, which other programs may use too."""
        scard = self._scard
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        code, handle, protocol = scard.SCardConnect(self._handle, reader, scard.SCARD_SHARE_SHARED, protocols)
        checked((code,))
        return Connection(scard, handle, protocol)

    def release(self) -> None:
        self._scard.SCardReleaseContext(self._handle)


class Connection:
    """One card, for as long as it is in one reader. `handle` is what the service calls the connection."""

    def __init__(self, scard: Any, handle: int, protocol: int) -> None:
        self._scard = scard
        self._transmit = scard.SCardTransmit
        self.handle = handle
        self._header = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1

    def begin(self) -> None:
        """Until `end` nobody else talks to the card. Waits for whoever does."""
        checked((self._scard.SCardBeginTransaction(self.handle),))

    def end(self) -> None:
        self._scard.SCardEndTransaction(self.handle, self._scard.SCARD_LEAVE_CARD)

    def close(self) -> None:
        """The card stays powered and as it is: another program may be using it."""
        self._scard.SCardDisconnect(self.handle, self._scard.SCARD_LEAVE_CARD)

    def transmit(self, octets: list[int]) -> list[int]:
        """There is no time limit: a card that never answers blocks until it is taken out."""
        code, answer = self._transmit(self.handle, self._header, octets)
        if code != 0:
            raise ServiceError(code & 0xFFFFFFFF)
        if len(answer) < 2:
            raise ServiceError(NO_ANSWER)
        received: list[int] = answer
        return received


def taken(answer: list[int]) -> bytearray:
    """The bytes of an answer in a buffer that can be wiped; nothing is left in `answer`."""
    received = bytearray(answer)
    discard(answer)
    return received


def discard(answer: list[int]) -> None:
    answer[:] = repeat(0, len(answer))
    answer.clear()


class Presence:
    """Whether a card is in a reader, and which one it is in the count of those put in and taken out."""

    __slots__ = ("atr", "state")

    def __init__(self, state: int, atr: bytes = b"") -> None:
        self.state = state & ~_CHANGED
        self.atr = atr

    @property
    def has_card(self) -> bool:
        return bool(self.state & _PRESENT)

    @property
    def count(self) -> int:
        return self.state >> 16 & 0xFFFF

    @property
    def is_memory_card(self) -> bool:
        return _STORAGE_CARD in self.atr


_CHANGED: Final = 0x2


def checked(answer: Any) -> Any:
    """What came with a good code; raises ServiceError for any other."""
    code = answer[0] & 0xFFFFFFFF
    if code != 0:
        raise ServiceError(code)
    return answer[1] if len(answer) > 1 else None

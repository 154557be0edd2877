"""What a card's status words mean for a reading (ISO 7816-4, and what social security cards add)."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from card_reader.errors import CardReaderError
from card_reader.faults import Fault

OK: Final = 0x9000
NEEDS_KEY: Final = 0x6982
FILE_MISSING: Final = 0x6A82
RECORD_MISSING: Final = 0x6A83
OTHER_SELECTION: Final = frozenset((0x6A86, 0x6A81))
"""P1 or P2 not supported: the other form of selecting a file may be."""


@dataclass(frozen=True, slots=True)
class Setback:
    """What ends an attempt. `more_attempts`: how many further ones, each from the very start, are worth trying.

    `retryable`: whether putting the card in again may help.
    """

    fault: Fault
    more_attempts: int
    retryable: bool


class AttemptFailed(CardReaderError):
    """This attempt is over and everything it brought is void."""

    def __init__(self, setback: Setback) -> None:
        super().__init__(setback.fault.value)
        self.setback = setback


_NOT_OURS: Final = Setback(Fault.NOT_SOCIAL_SECURITY_CARD, 0, False)
_LOCKED: Final = Setback(Fault.CARD_LOCKED, 0, False)
_OUT_OF_ORDER: Final = Setback(Fault.CARD_PROCEDURE, 1, True)
_FAULTY: Final = Setback(Fault.CARD_FAULTY, 1, True)
_UNKNOWN: Final = Setback(Fault.UNKNOWN_STATUS, 1, True)

CARD_CHANGED: Final = Setback(Fault.CARD_CHANGED, 2, True)
UNREADABLE: Final = Setback(Fault.UNREADABLE_CARD, 1, True)
GARBLED: Final = Setback(Fault.GARBLED_ANSWER, 2, True)

_ANYWHERE: Final = MappingProxyType(
    {
        0x6581: _FAULTY,
        0x6983: _LOCKED,
        0x6984: _LOCKED,
        0x6985: _OUT_OF_ORDER,
        0x6986: _OUT_OF_ORDER,
        0x6D00: _NOT_OURS,
        0x6E00: _NOT_OURS,
        0x6F00: _FAULTY,
        0x9303: _LOCKED,
    }
)
_AT_ENVIRONMENT: Final = MappingProxyType({**_ANYWHERE, FILE_MISSING: _NOT_OURS, 0x6A81: _LOCKED})


def setback(status: int) -> Setback:
    """What a status means where a file or record was hoped for."""
    return _ANYWHERE.get(status, _UNKNOWN)


def environment_setback(status: int) -> Setback:
    """What a status means when the social security environment itself is selected."""
    return _AT_ENVIRONMENT.get(status, _UNKNOWN)

"""SW3, the reader's status byte: what it means and how often a whole new pass may be tried."""

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from card_reader.faults import Fault


class Sw3(IntEnum):
    """The values the machine decides on by name."""

    OK = 0x90
    FOUND = 0x9F
    NO_CARD = 0x80
    EMPTY_ITEM = 0x91
    UNKNOWN_COMMAND = 0x21
    NOT_PERMITTED = 0x23
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66


@dataclass(frozen=True, slots=True)
class Setback:
    """A status that ends a pass. `more_passes`: how many further passes, each from find, are worth trying.

    `retryable`: once those are used up, whether laying the card down again may help.
    """

    fault: Fault
    more_passes: int
    retryable: bool


_SETBACKS: Final = MappingProxyType(
    {
        0x10: Setback(Fault.REQUEST_GARBLED, 1, True),
        0x11: Setback(Fault.REQUEST_LENGTH, 0, False),
        0x21: Setback(Fault.COMMAND_REJECTED, 2, True),
        0x23: Setback(Fault.NOT_PERMITTED, 0, False),
        0x24: Setback(Fault.UNRECOGNISED, 2, True),
        0x31: Setback(Fault.CARD_REFUSED_READER, 2, True),
        0x32: Setback(Fault.READER_REFUSED_CARD, 2, True),
        0x33: Setback(Fault.CARD_DATA_UNVERIFIED, 2, True),
        0x40: Setback(Fault.UNSUPPORTED_CARD, 0, False),
        0x41: Setback(Fault.READ_INTERRUPTED, 2, True),
        0x47: Setback(Fault.NO_RANDOM_NUMBER, 2, True),
        0x60: Setback(Fault.SELF_TEST_FAILED, 0, False),
        0x66: Setback(Fault.NOT_AUTHORISED, 0, False),
        0x81: Setback(Fault.SELECT_FAILED, 2, True),
    }
)
_UNKNOWN: Final = Setback(Fault.UNKNOWN_STATUS, 2, True)

NO_ANSWER: Final = Setback(Fault.NO_ANSWER, 2, True)
GARBLED_ANSWER: Final = Setback(Fault.GARBLED_ANSWER, 2, True)
UNREADABLE_CARD: Final = Setback(Fault.UNREADABLE_CARD, 2, True)


def setback(sw3: int) -> Setback:
    """What a status means where success was hoped for. Statuses out of place count as unknown."""
    return _SETBACKS.get(sw3, _UNKNOWN)


READER_FAULTS: Final = MappingProxyType(
    {
        int(Sw3.SELF_TEST_FAILED): Fault.SELF_TEST_FAILED,
        int(Sw3.NOT_AUTHORISED): Fault.NOT_AUTHORISED,
    }
)
"""Statuses that concern the reader itself, whatever was asked of it."""

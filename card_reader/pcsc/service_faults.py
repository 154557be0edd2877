"""What the codes of the card service mean for a reading, and for the service itself."""

from types import MappingProxyType
from typing import Final

from card_reader.faults import Fault
from card_reader.pcsc import service
from card_reader.pcsc.status import Setback

INTERRUPTED: Final = Setback(Fault.CARD_PULLED, 2, True)
_NO_CARD: Final = Setback(Fault.CARD_PULLED, 0, True)
_UNRESPONSIVE: Final = Setback(Fault.CARD_UNRESPONSIVE, 1, True)
CLAIMED: Final = Setback(Fault.PORT_BUSY, 0, True)
_SERVICE: Final = Setback(Fault.CARD_SERVICE_DOWN, 0, True)
_DENIED: Final = Setback(Fault.CARD_SERVICE_DENIED, 0, False)
_READER_GONE: Final = Setback(Fault.PORT_LOST, 0, True)

_SETBACKS: Final = MappingProxyType(
    {
        service.NO_SMARTCARD: _NO_CARD,
        service.REMOVED: _NO_CARD,
        service.UNRESPONSIVE: _UNRESPONSIVE,
        service.UNPOWERED: _UNRESPONSIVE,
        service.PROTOCOL_MISMATCH: _UNRESPONSIVE,
        service.SHARING_VIOLATION: CLAIMED,
        service.UNKNOWN_READER: _READER_GONE,
        service.READER_UNAVAILABLE: _READER_GONE,
        service.COMMUNICATION: _SERVICE,
        service.NO_SERVICE: _SERVICE,
        service.SERVICE_STOPPED: _SERVICE,
        service.NO_ACCESS: _DENIED,
        service.SECURITY_VIOLATION: _DENIED,
    }
)


def setback_of(code: int) -> Setback:
    """Codes nobody foresaw end the attempt like a card that moved: the next one may well succeed."""
    return _SETBACKS.get(code, INTERRUPTED)


def service_fault(code: int) -> Fault:
    """Why the service as a whole cannot be used."""
    denied = code in (service.NO_ACCESS, service.SECURITY_VIOLATION)
    return Fault.CARD_SERVICE_DENIED if denied else Fault.CARD_SERVICE_DOWN

"""What the machine of the SAM line wants done, one thing at a time; its driver reports the outcome by one call."""

from dataclasses import dataclass
from enum import Enum, auto

from card_reader.sam.frames import Request

__all__ = ["Action", "Ask", "Close", "Open", "Pause", "Silence"]


@dataclass(frozen=True, slots=True)
class Open:
    """Open the port; report `opened` or `lost`."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Send the request; report `answered`, `unanswered` or `lost`. `timeout` in seconds, for the whole frame."""

    request: Request
    timeout: float


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait; report `paused`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Close:
    """Close the port; report `closed`."""


Action = Open | Ask | Pause | Close


class Silence(Enum):
    """Why there is no answer."""

    TIMEOUT = auto()
    GARBLED = auto()

"""The one stream of events all readers send."""

from dataclasses import dataclass

from card_reader.cards import IdentityRead, SocialSecurityCard
from card_reader.faults import Fault, operator_text


@dataclass(frozen=True, slots=True)
class ReaderUp:
    """The reader answers and waits for a card."""

    reader: str


@dataclass(frozen=True, slots=True)
class ReaderDown:
    """The reader cannot be used; it is tried again by itself. Whatever card lay on it is forgotten."""

    reader: str
    reason: Fault

    @property
    def operator_text(self) -> str:
        return operator_text(self.reason)


@dataclass(frozen=True, slots=True)
class CardPresent:
    """A card was laid down and is being read."""

    reader: str


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The reader no longer sees the card.

    Many readers say so right after a good read although the card still lies there: never clear what was
    read because of this event.
    """

    reader: str


@dataclass(frozen=True, slots=True)
class ReadOk:
    """A card was read completely in one pass."""

    reader: str
    read: IdentityRead


@dataclass(frozen=True, slots=True)
class ReadFailed:
    """The card was not read. `retryable`: laying it down again may help."""

    reader: str
    code: Fault
    retryable: bool

    @property
    def operator_text(self) -> str:
        return operator_text(self.code)


@dataclass(frozen=True, slots=True)
class PartlyRead(ReadFailed):
    """A card that tells about itself and not about its holder: `card` is all there is. It identifies nobody."""

    card: SocialSecurityCard


ReaderEvent = ReaderUp | ReaderDown | CardPresent | CardRemoved | ReadOk | ReadFailed

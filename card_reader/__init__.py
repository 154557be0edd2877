"""Cards and codes in: bytes from a reader become a typed card.

`watch` streams the events of all readers; `check_number` judges a number typed by hand; `BurstDetector`
tells a barcode scanner from a typist; `operator_text` has the sentence for every fault.
"""

from card_reader.cards import (
    CardWarning,
    DocumentKind,
    IdentityRead,
    MaskedIdentity,
    Sex,
    SocialSecurityCard,
    Source,
)
from card_reader.errors import CardReaderError, ControlError, ProtocolError, UnreadableCard
from card_reader.events import (
    CardPresent,
    CardRemoved,
    PartlyRead,
    ReaderDown,
    ReaderEvent,
    ReaderUp,
    ReadFailed,
    ReadOk,
)
from card_reader.faults import Fault, operator_text
from card_reader.masking import mask, mask_name
from card_reader.numbers import (
    NumberCheck,
    NumberCode,
    NumberKind,
    NumberWarning,
    check_number,
    normalise_number,
)
from card_reader.pcsc import PcscOptions
from card_reader.sam import Probe, SamOptions, Timing, discover
from card_reader.scanner import BurstDetector, Keys, Scan
from card_reader.watch import watch

__all__ = [
    "BurstDetector",
    "CardPresent",
    "CardReaderError",
    "CardRemoved",
    "CardWarning",
    "ControlError",
    "DocumentKind",
    "Fault",
    "IdentityRead",
    "Keys",
    "MaskedIdentity",
    "NumberCheck",
    "NumberCode",
    "NumberKind",
    "NumberWarning",
    "PartlyRead",
    "PcscOptions",
    "Probe",
    "ProtocolError",
    "ReadFailed",
    "ReadOk",
    "ReaderDown",
    "ReaderEvent",
    "ReaderUp",
    "SamOptions",
    "Scan",
    "Sex",
    "SocialSecurityCard",
    "Source",
    "Timing",
    "UnreadableCard",
    "check_number",
    "discover",
    "mask",
    "mask_name",
    "normalise_number",
    "operator_text",
    "watch",
]

"""Cards and codes in: bytes from a reader become a typed card.

`watch` streams the events of all readers; `check_number` and `check_credit_code` judge a number typed by hand;
`BurstDetector` tells a barcode scanner from a typist; `examine` finds out what is attached and what is wrong with it;
`operator_text` has the sentence for every fault.

Names are loaded when first used: the first paint of a screen needs the scanner, and not yet a line to a reader.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from card_reader.cards import (
        CardWarning,
        DocumentKind,
        IdentityRead,
        MaskedIdentity,
        Sex,
        SocialSecurityCard,
        Source,
    )
    from card_reader.credit_codes import check_credit_code, credit_code_in
    from card_reader.doctor import Finding, examine
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
    from card_reader.sam import Probe, SamOptions, Timing
    from card_reader.scanner import BurstDetector, Keys, Scan
    from card_reader.watching import watch

__all__ = [
    "BurstDetector",
    "CardPresent",
    "CardReaderError",
    "CardRemoved",
    "CardWarning",
    "ControlError",
    "DocumentKind",
    "Fault",
    "Finding",
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
    "check_credit_code",
    "check_number",
    "credit_code_in",
    "examine",
    "mask",
    "mask_name",
    "normalise_number",
    "operator_text",
    "watch",
]

_HOMES: Final = {
    "cards": ("CardWarning", "DocumentKind", "IdentityRead", "MaskedIdentity", "Sex", "SocialSecurityCard", "Source"),
    "credit_codes": ("check_credit_code", "credit_code_in"),
    "doctor": ("Finding", "examine"),
    "errors": ("CardReaderError", "ControlError", "ProtocolError", "UnreadableCard"),
    "events": (
        "CardPresent",
        "CardRemoved",
        "PartlyRead",
        "ReadFailed",
        "ReadOk",
        "ReaderDown",
        "ReaderEvent",
        "ReaderUp",
    ),
    "faults": ("Fault", "operator_text"),
    "masking": ("mask", "mask_name"),
    "numbers": ("NumberCheck", "NumberCode", "NumberKind", "NumberWarning", "check_number", "normalise_number"),
    "pcsc": ("PcscOptions",),
    "sam": ("Probe", "SamOptions", "Timing"),
    "scanner": ("BurstDetector", "Keys", "Scan"),
    "watching": ("watch",),
}
_HOME_OF: Final = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value

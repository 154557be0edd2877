"""Where each field stands in the 256-byte text block (GA/T 490), for the four documents that share it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from card_reader.cards import DocumentKind


class Span(NamedTuple):
    """Byte offset and byte length; two bytes to a character."""

    start: int
    length: int


FLAG: Final = Span(248, 2)

FLAGS: Final = MappingProxyType(
    {
        "I": DocumentKind.FOREIGNER_2017,
        "J": DocumentKind.HMT_PERMIT,
        "Y": DocumentKind.FOREIGNER_2023,
    }
)
"""Anything else at `FLAG` is a resident card."""

_RESIDENT: Final = {
    "name": Span(0, 30),
    "sex": Span(30, 2),
    "ethnicity": Span(32, 4),
    "birth_date": Span(36, 16),
    "address": Span(52, 70),
    "number": Span(122, 36),
    "issuing_authority": Span(158, 30),
    "valid_from": Span(188, 16),
    "valid_to": Span(204, 16),
}
_HMT_PERMIT: Final = {name: span for name, span in _RESIDENT.items() if name != "ethnicity"} | {
    "permit_number": Span(220, 18),
    "issue_count": Span(238, 4),
}
_FOREIGNER_2017: Final = {
    "english_name": Span(0, 120),
    "sex": Span(120, 2),
    "number": Span(122, 30),
    "nationality": Span(152, 6),
    "name": Span(158, 30),
    "valid_from": Span(188, 16),
    "valid_to": Span(204, 16),
    "birth_date": Span(220, 16),
    "card_version": Span(236, 4),
    "accepting_office": Span(240, 8),
}
_FOREIGNER_2023: Final = {
    "name": Span(0, 30),
    "sex": Span(30, 2),
    "replacement_count": Span(32, 4),
    "birth_date": Span(36, 16),
    "english_name": Span(52, 70),
    "number": Span(122, 36),
    "valid_from": Span(188, 16),
    "valid_to": Span(204, 16),
    "english_name_rest": Span(220, 22),
    "nationality": Span(242, 6),
    "former_number_link": Span(250, 6),
}

LAYOUTS: Final[Mapping[DocumentKind, Mapping[str, Span]]] = MappingProxyType(
    {
        DocumentKind.RESIDENT: MappingProxyType(_RESIDENT),
        DocumentKind.HMT_PERMIT: MappingProxyType(_HMT_PERMIT),
        DocumentKind.FOREIGNER_2017: MappingProxyType(_FOREIGNER_2017),
        DocumentKind.FOREIGNER_2023: MappingProxyType(_FOREIGNER_2023),
    }
)
"""Field names are those of `IdentityRead`; `english_name_rest` continues `english_name` without a separator."""

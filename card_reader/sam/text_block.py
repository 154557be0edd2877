"""The card's text block to a typed identity, and back for virtual readers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from card_reader.cards import CardWarning, DocumentKind, IdentityRead, Source
from card_reader.doubts import Doubts
from card_reader.errors import UnreadableCard
from card_reader.ethnicities import ETHNICITIES
from card_reader.sam.layouts import FLAG, FLAGS, LAYOUTS, Span
from card_reader.sam.payload import TEXT_LENGTH
from card_reader.wiping import Octets

LONG_TERM: Final = "长期"
_PADDING: Final = " \0\u3000"
_WHERE_RARE_CHARACTERS_STAND: Final = frozenset(("name", "address", "newest_address"))
_DATES: Final = ("birth_date", "valid_from", "valid_to")


def kind_of(block: Octets) -> DocumentKind:
    """Which document this is: by the type flag, never by the number."""
    return FLAGS.get(_slice(block, FLAG), DocumentKind.RESIDENT)


def decode_text_block(
    block: Octets, *, read_at: datetime, newest_address: Octets | None = None, photo: bytes | None = None
) -> IdentityRead:
    """Decode a text block. Doubts become warnings; only a card without a number or a name is refused.

    Raises UnreadableCard.
    """
    if len(block) != TEXT_LENGTH:
        raise UnreadableCard("text_length")
    return _Decoding(block, read_at.date()).identity(read_at, newest_address, photo)


def encode_text_block(kind: DocumentKind, fields: Mapping[str, str]) -> bytes:
    """A text block from plain texts; names as in `LAYOUTS`. Raises ValueError for a text that does not fit."""
    block = bytearray(" ".encode("utf-16-le") * (TEXT_LENGTH // 2))
    for name, text in fields.items():
        _put(block, LAYOUTS[kind][name], text, name)
    for flag, flagged in FLAGS.items():
        if flagged is kind:
            _put(block, FLAG, flag, "flag")
    return bytes(block)


def encode_newest_address(address: str) -> bytes:
    """The 70 bytes of a newest address."""
    block = bytearray(" ".encode("utf-16-le") * 35)
    _put(block, Span(0, 70), address, "newest_address")
    return bytes(block)


def _put(block: bytearray, span: Span, text: str, name: str) -> None:
    encoded = text.encode("utf-16-le")
    if len(encoded) > span.length:
        raise ValueError(f"{name} is longer than {span.length // 2} characters")
    block[span.start : span.start + len(encoded)] = encoded


def _slice(block: Octets, span: Span) -> str:
    return block[span.start : span.start + span.length].decode("utf-16-le", "replace")


class _Decoding:
    """One block on its way to an identity, collecting doubts as it goes."""

    def __init__(self, block: Octets, today: date) -> None:
        self.kind = kind_of(block)
        self._block = block
        self._doubts = Doubts(today)

    def identity(self, read_at: datetime, newest_address: Octets | None, photo: bytes | None) -> IdentityRead:
        texts = {name: self._text(name, raw) for name, raw in self._raw().items()}
        number = texts.pop("number")
        if number is None or not (texts.get("name") or texts.get("english_name")):
            raise UnreadableCard("nothing_on_card")
        fields = self._typed(texts)
        if newest_address is not None:
            fields["newest_address"] = self._text("newest_address", newest_address.decode("utf-16-le", "replace"))
        self._cross_check(number, fields)
        return IdentityRead(
            source=Source.SAM,
            doc_type=self.kind,
            number=number,
            read_at=read_at,
            photo=photo,
            warnings=self._doubts.warnings,
            **fields,
        )

    def _raw(self) -> dict[str, str]:
        """An English name is joined before its padding goes: its first part may end with a space of its own."""
        raw = {name: _slice(self._block, span) for name, span in LAYOUTS[self.kind].items()}
        rest = raw.pop("english_name_rest", "")
        if rest.rstrip(_PADDING):
            raw["english_name"] += rest
        return raw

    def _typed(self, texts: dict[str, str | None]) -> dict[str, Any]:
        fields: dict[str, Any] = dict(texts)
        fields["long_term"] = texts["valid_to"] == LONG_TERM
        if fields["long_term"]:
            fields["valid_to"] = None
        for name in _DATES:
            fields[name] = self._doubts.day(fields[name])
        fields["sex"] = self._doubts.sex(texts["sex"])
        if texts.get("ethnicity") is not None and texts["ethnicity"] not in ETHNICITIES:
            self._doubts.add(CardWarning.UNKNOWN_ETHNICITY)
        return fields

    def _text(self, name: str, raw: str) -> str | None:
        return self._doubts.text(raw.rstrip(_PADDING), may_be_rare=name in _WHERE_RARE_CHARACTERS_STAND)

    def _cross_check(self, number: str, fields: dict[str, Any]) -> None:
        if self.kind is DocumentKind.FOREIGNER_2017:
            self._check_old_foreigner_number(number)
        else:
            self._doubts.number(number, fields["birth_date"], fields["sex"])
        self._doubts.validity(fields["valid_from"], fields["valid_to"])

    def _check_old_foreigner_number(self, number: str) -> None:
        letters, digits = number[:3], number[3:]
        formed = letters.isalpha() and letters.isascii() and letters.isupper()
        if not (formed and len(digits) == 12 and digits.isascii() and digits.isdigit()):
            self._doubts.add(CardWarning.NUMBER_FORM)

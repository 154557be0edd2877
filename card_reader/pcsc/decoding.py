"""Records of a social security card to a typed identity."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from card_reader.cards import CardWarning, DocumentKind, IdentityRead, SocialSecurityCard, Source
from card_reader.doubts import Doubts
from card_reader.ethnicities import ETHNICITIES
from card_reader.pcsc import status
from card_reader.pcsc.files import Tag
from card_reader.pcsc.reading import CardRecords
from card_reader.pcsc.status import AttemptFailed
from card_reader.wiping import Octets, wipe

_CARD_NUMBER_LENGTH: Final = 9
_AREA_DIGITS: Final = 6
_NUMBER: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")


def decode_records(records: CardRecords, *, read_at: datetime) -> IdentityRead | SocialSecurityCard:
    """The identity, or only what the card says of itself when it keeps its holder's data for certified terminals.

    Raises AttemptFailed when a card that should tell who holds it does not.
    """
    doubts = Doubts(read_at.date())
    card = _card(records, doubts)
    if {Tag.NUMBER, Tag.NAME} & records.closed:
        return card
    return _Holder(records, doubts).identity(card, read_at)


def digits(value: Octets) -> str:
    """A cn value: two digits to a byte, padded with F on the right."""
    return value.hex().upper().rstrip("F")


def characters(value: Octets) -> str:
    """An an value: GB 18030, padded with zeros or spaces. Bytes that are no text become U+FFFD."""
    return value.rstrip(b"\0 ").decode("gb18030", "replace").rstrip("\0 \u3000")


def _card(records: CardRecords, doubts: Doubts) -> SocialSecurityCard:
    values = records.values
    code = _digits_of(values, Tag.IDENTIFICATION_CODE)
    number = values.get(Tag.CARD_NUMBER, b"")[:_CARD_NUMBER_LENGTH]
    return SocialSecurityCard(
        version=doubts.text(characters(values.get(Tag.VERSION, b"")), may_be_rare=False),
        identification_code=code,
        issuing_area=None if code is None or len(code) < _AREA_DIGITS else code[:_AREA_DIGITS],
        card_number=doubts.text(characters(number), may_be_rare=False),
        issued=doubts.day(_digits_of(values, Tag.ISSUED)),
        valid_to=doubts.day(_digits_of(values, Tag.VALID_TO)),
        needs_authentication=bool(records.closed),
    )


def _digits_of(values: Mapping[Tag, Octets], tag: Tag) -> str | None:
    return digits(values[tag]) or None if tag in values else None


class _Holder:
    """The holder's part of a card on its way to an identity."""

    def __init__(self, records: CardRecords, doubts: Doubts) -> None:
        self._values = records.values
        self._cut_short = records.cut_short
        self._doubts = doubts

    def identity(self, card: SocialSecurityCard, read_at: datetime) -> IdentityRead:
        number, name = self._number(), self._name()
        if number is None or name is None:
            raise AttemptFailed(status.UNREADABLE)
        sex = self._doubts.sex(self._text(Tag.SEX))
        birth_text = _digits_of(self._values, Tag.BIRTH_DATE)
        birth_date = self._doubts.day(birth_text)
        self._check_number(number)
        self._doubts.number(number, birth_date, sex, has_birth_date=birth_text is not None)
        self._doubts.validity(card.issued, card.valid_to)
        if self._cut_short:
            self._doubts.add(CardWarning.UNREADABLE_TEXT)
        return IdentityRead(
            source=Source.SSC,
            doc_type=DocumentKind.SSC,
            number=number,
            read_at=read_at,
            name=name,
            sex=sex,
            ethnicity=self._ethnicity(),
            birth_date=birth_date,
            birthplace=_digits_of(self._values, Tag.BIRTHPLACE),
            valid_from=card.issued,
            valid_to=card.valid_to,
            card_version=card.version,
            social_security_card=card,
            warnings=self._doubts.warnings,
        )

    def _text(self, tag: Tag) -> str | None:
        return self._doubts.text(characters(self._values.get(tag, b"")), may_be_rare=False)

    def _number(self) -> str | None:
        number = self._text(Tag.NUMBER)
        return None if number is None else number.upper()

    def _check_number(self, number: str) -> None:
        if _NUMBER.fullmatch(number) is None:
            self._doubts.add(CardWarning.NUMBER_FORM)

    def _name(self) -> str | None:
        """Joined as bytes before decoding: a character may lie half in the one record, half in the other."""
        name = self._values.get(Tag.NAME, b"")
        extension = self._values.get(Tag.NAME_EXTENSION, b"")
        whole = bytearray(name)
        if extension.rstrip(b"\0 "):
            whole += extension
        text = characters(whole)
        wipe(whole)
        return self._doubts.text(text, may_be_rare=True)

    def _ethnicity(self) -> str | None:
        code = _digits_of(self._values, Tag.ETHNICITY)
        if code is not None and code not in ETHNICITIES:
            self._doubts.add(CardWarning.UNKNOWN_ETHNICITY)
        return code

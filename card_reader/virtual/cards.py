"""Cards for virtual readers, made from what a synthetic person's card would say."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Final, Self

from card_reader.cards import DocumentKind, Sex
from card_reader.numbers import birth_in_number, has_right_check_character, sex_in_number
from card_reader.sam.layouts import LAYOUTS
from card_reader.sam.text_block import LONG_TERM, encode_newest_address, encode_text_block

_PHOTO: Final = bytes(range(256)) * 4
_FIRST_ENGLISH_PART: Final = 35


@dataclass(frozen=True, slots=True, repr=False)
class VirtualCard:
    """What the chip of a card holds."""

    text: bytes
    newest_address: bytes | None = None
    photo: bytes = _PHOTO

    def __repr__(self) -> str:
        return "<VirtualCard>"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class CardHolder:
    """A synthetic person as printed on a card. Dates are ISO texts, `valid_to` may be `long_term`.

    Field names are those of `IdentityRead`. `birth_date` and `sex` come from the number when left out.
    """

    number: str
    name: str | None = None
    kind: str = DocumentKind.RESIDENT.value
    english_name: str | None = None
    sex: str | None = None
    ethnicity: str | None = None
    birth_date: str | None = None
    address: str | None = None
    newest_address: str | None = None
    nationality: str | None = None
    issuing_authority: str | None = None
    accepting_office: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    permit_number: str | None = None
    issue_count: str | None = None
    replacement_count: str | None = None
    card_version: str | None = None
    former_number_link: str | None = None

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> Self:
        """Raises ValueError naming the first field that is unknown or not a text."""
        known = {field.name for field in fields(cls)}
        for name, value in values.items():
            if name not in known or not (value is None or isinstance(value, str)):
                raise ValueError(name if name in known else "unknown field")
        if not values.get("number"):
            raise ValueError("number")
        texts = {name: value for name, value in values.items() if isinstance(value, str)}
        return cls(**texts)

    def to_mapping(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value is not None}

    def card(self) -> VirtualCard:
        """The card of this person. Raises ValueError naming the field that does not fit."""
        kind = next((kind for kind in LAYOUTS if kind == self.kind), None)
        if kind is None:
            raise ValueError("kind")
        newest = None if self.newest_address is None else encode_newest_address(self.newest_address)
        return VirtualCard(encode_text_block(kind, self._texts(kind)), newest)

    def _texts(self, kind: DocumentKind) -> dict[str, str]:
        layout = LAYOUTS[kind]
        texts = {name: value for name, value in self.to_mapping().items() if name in layout}
        if "english_name_rest" in layout and self.english_name is not None:
            texts["english_name"] = self.english_name[:_FIRST_ENGLISH_PART]
            texts["english_name_rest"] = self.english_name[_FIRST_ENGLISH_PART:]
        texts |= self._from_number()
        texts |= {name: _compact(name, texts[name]) for name in texts if name in _DATES}
        if self.sex is not None:
            texts["sex"] = _sex_code(self.sex)
        return texts

    def _from_number(self) -> dict[str, str]:
        if not has_right_check_character(self.number):
            return {}
        born = birth_in_number(self.number)
        found = {} if born is None or self.birth_date else {"birth_date": born.isoformat()}
        return found if self.sex is not None else found | {"sex": sex_in_number(self.number).value}

    def __repr__(self) -> str:
        return "<CardHolder>"


_DATES: Final = ("birth_date", "valid_from", "valid_to")


def _compact(name: str, text: str) -> str:
    """Card form of an ISO date."""
    if text == "long_term":
        return LONG_TERM
    try:
        return date.fromisoformat(text).strftime("%Y%m%d")
    except ValueError:
        raise ValueError(name) from None


def _sex_code(text: str) -> str:
    codes = {"male": Sex.MALE, "female": Sex.FEMALE, "unknown": Sex.UNKNOWN, "unstated": Sex.UNSTATED}
    try:
        return (codes.get(text) or Sex(text)).value
    except ValueError:
        raise ValueError("sex") from None

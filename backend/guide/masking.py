"""What may be shown of a personal value: the one rule for the node and for the screen. Pure.

First six and last four of an ID number is forbidden: the birth date is all it hides, and with the check character
about 3,150 candidates remain. First three and last two leave more than 300,000 even when the county is known.
"""

import re
from enum import StrEnum
from typing import Final

from backend.guide.declared import DataClass, Fact, FactKind
from backend.guide.facts import Known, Value

__all__ = [
    "Mask",
    "is_personal",
    "is_withheld",
    "mask_account",
    "mask_address",
    "mask_birth",
    "mask_for",
    "mask_id_number",
    "mask_known",
    "mask_name",
    "mask_person",
    "mask_phone",
    "mask_text",
    "mask_value",
]

STAR: Final = "*"
CODED: Final = frozenset({FactKind.CHOICE, FactKind.YES_NO, FactKind.INTEGER})
"""Kinds whose values are codes: conditions may look at them whatever their class."""
_SHORTEST_ID: Final = 15
_TAIL: Final = 4
_DIGIT = re.compile(r"[0-9０-９]")
_VILLAGE = re.compile(r"村民委员会|居民委员会|村委会|居委会|社区|村")
_TOWNSHIP = re.compile(r"街道|[镇乡]")
_COUNTY = re.compile(r"[县区旗市]")
_FIRST_IN_WORDS: Final = 2  # a place has a name before its kind: 村 alone is no village


class Mask(StrEnum):
    """The ways a value is hidden."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ACCOUNT = "account"
    ADDRESS = "address"
    YEAR = "year"
    ROWS = "rows"
    ALL = "all"


def is_personal(fact: Fact) -> bool:
    """Whether a value of this fact is shown masked only."""
    return fact.data_class in (DataClass.D2, DataClass.D3)


def is_withheld(fact: Fact) -> bool:
    """Whether a value of this fact stays at the node.

    Codes and counts go to the counter, where the rules need them (who is disabled brings other papers), and are
    masked there; words and numbers that name a person or an account never leave.
    """
    return is_personal(fact) and fact.kind not in CODED


def mask_name(name: str) -> str:
    return name[:1].replace(" ", "") + STAR


def mask_id_number(number: str) -> str:
    """First three and last two; a number too short for that (a passport, say) keeps its first character only."""
    if len(number) < _SHORTEST_ID:
        return number[:1] + STAR * max(len(number) - 1, 1)
    return number[:3] + STAR * (len(number) - 5) + number[-2:]


def mask_person(name: str, number: str) -> str:
    """A person in a list: two of one surname differ in the last two of their numbers, which may be shown."""
    if not name:
        return mask_id_number(number) if number else ""
    return f"{mask_name(name)} …{number[-2:]}" if len(number) >= _SHORTEST_ID else mask_name(name)


def mask_phone(phone: str) -> str:
    return _last_four(phone)


def mask_account(account: str) -> str:
    return _last_four(account)


def _last_four(text: str) -> str:
    kept = text[-_TAIL:] if len(text) >= 2 * _TAIL else ""
    return STAR * _TAIL + kept


def mask_address(address: str) -> str:
    """To the village where one is named, else to the township, else the county. Never past the first digit."""
    digit = _DIGIT.search(address)
    words = address[: digit.start()] if digit else address
    for level in (_VILLAGE, _TOWNSHIP, _COUNTY):
        found = next((place for place in level.finditer(words) if place.start() >= _FIRST_IN_WORDS), None)
        if found is not None:
            return words[: found.end()] + STAR
    return STAR


def mask_birth(day: str) -> str:
    """The year of an ISO date."""
    return day[:4] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else STAR


def mask_text(_: str) -> str:
    return STAR


def mask_for(fact: Fact) -> Mask:
    """How values of a fact are hidden, by its kind, then by the field of the card or the name it goes by."""
    by_kind = {
        FactKind.PHONE: Mask.PHONE,
        FactKind.ID_NUMBER: Mask.ID_NUMBER,
        FactKind.BANK_CARD: Mask.ACCOUNT,
        FactKind.DATE: Mask.YEAR,
        FactKind.TABLE: Mask.ROWS,
    }
    if fact.kind in by_kind:
        return by_kind[fact.kind]
    if fact.kind is not FactKind.TEXT:
        return Mask.ALL
    return _mask_for_words((fact.card or fact.code).rpartition(":")[2])


def _mask_for_words(name: str) -> Mask:
    for ending, mask in (
        ("address", Mask.ADDRESS),
        ("id_number", Mask.ID_NUMBER),
        ("name", Mask.NAME),
        ("phone", Mask.PHONE),
        ("account", Mask.ACCOUNT),
        ("number", Mask.ACCOUNT),
    ):
        if name.endswith(ending):
            return mask
    return Mask.ALL


_MASKS = {
    Mask.NAME: mask_name,
    Mask.ID_NUMBER: mask_id_number,
    Mask.PHONE: mask_phone,
    Mask.ACCOUNT: mask_account,
    Mask.ADDRESS: mask_address,
    Mask.YEAR: mask_birth,
    Mask.ALL: mask_text,
}


def mask_value(fact: Fact, value: Value) -> str:
    """The masked form of a value of `fact`; for a table, only how many rows it has."""
    mask = mask_for(fact)
    if isinstance(value, list):
        return f"{STAR} × {len(value)}"
    if mask is Mask.ROWS or not isinstance(value, str):
        return STAR
    return _MASKS[mask](value)


def mask_known(fact: Fact, known: Known) -> str | None:
    """The masked form of something known; None when it may be shown as it is."""
    if known.withheld or known.value is None:
        return known.shown or STAR
    return mask_value(fact, known.value) if is_personal(fact) else None

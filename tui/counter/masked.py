"""Values the station holds itself (the card's, what was typed), as they may stand on the screen.

The same rules as the node's own masking (`trust.md` section 3); a test compares the two over many values.
"""

import re
from typing import Final

from backend.guide.facts import Known, Value
from backend.guide.item import DataClass, Fact, FactKind

STAR: Final = "*"
_LEVELS: Final = tuple(
    re.compile(words) for words in ("村民委员会|居民委员会|村委会|居委会|社区|村", "街道|[镇乡]", "[县区旗市]")
)
_DIGIT: Final = re.compile(r"[0-9０-９]")


def is_personal(fact: Fact) -> bool:
    return fact.data_class in (DataClass.D2, DataClass.D3)


def masked_name(name: str) -> str:
    return name[:1].replace(" ", "") + STAR


def masked_number(number: str) -> str:
    if len(number) < 15:
        return number[:1] + STAR * max(len(number) - 1, 1)
    return number[:3] + STAR * (len(number) - 5) + number[-2:]


def masked_address(address: str) -> str:
    """To the village where one is named, else to the township, else the county; never past the first digit."""
    digit = _DIGIT.search(address)
    words = address[: digit.start()] if digit else address
    for level in _LEVELS:
        for place in level.finditer(words):
            if place.start() >= 2:
                return words[: place.end()] + STAR
    return STAR


def last_four(text: str) -> str:
    return STAR * 4 + (text[-4:] if len(text) >= 8 else "")


def masked_value(fact: Fact, value: Value) -> str:
    """The masked form of a personal value of `fact`; of a table only how many rows it has."""
    if isinstance(value, list):
        return f"{STAR} × {len(value)}"
    if not isinstance(value, str):
        return STAR
    match fact.kind:
        case FactKind.PHONE | FactKind.BANK_CARD:
            return last_four(value)
        case FactKind.ID_NUMBER:
            return masked_number(value)
        case FactKind.DATE:
            return value[:4] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else STAR
        case FactKind.TEXT:
            return _masked_text((fact.card or fact.code).rpartition(":")[2], value)
        case _:
            return STAR


def _masked_text(name: str, value: str) -> str:
    for ending, mask in (
        ("address", masked_address),
        ("id_number", masked_number),
        ("name", masked_name),
        ("phone", last_four),
        ("account", last_four),
        ("number", last_four),
    ):
        if name.endswith(ending):
            return mask(value)
    return STAR


def masked_known(fact: Fact, known: Known) -> str | None:
    """The masked form of something known, if it has to be masked."""
    if known.withheld or known.value is None:
        return known.shown or STAR
    return masked_value(fact, known.value) if is_personal(fact) else None

"""How a case number is written: for a person to read aloud, and however a tired one types it."""

import re
from typing import Final
from unicodedata import normalize

__all__ = ["grouped", "hall_of", "is_case_number", "plain_number"]

_GROUPS: Final = (6, 6, 2, 6, 3, 1)
_SHAPE: Final = re.compile(r"[0-9]{23}[0-9A-Z]")
_FORGIVEN: Final = re.compile(r"[\s\-–—_./]+")


def grouped(number: str) -> str:
    """The number as it is shown: in groups a person can read aloud."""
    rest, parts = number, []
    for size in _GROUPS:
        parts.append(rest[:size])
        rest = rest[size:]
    return " ".join(part for part in (*parts, rest) if part)


def hall_of(number: str) -> str:
    """The division of the hall that gave it."""
    return number[: sum(_GROUPS[:2])]


def plain_number(text: str) -> str:
    """What was typed or scanned, as it is kept; blanks, hyphens, lower case and full-width characters are forgiven."""
    return _FORGIVEN.sub("", normalize("NFKC", text)).upper()


def is_case_number(text: str) -> bool:
    """Whether a text has the form of a case number; the node judges its check character."""
    return _SHAPE.fullmatch(plain_number(text)) is not None

"""Codes citizens show on a telephone: electronic social security card, medical insurance code, anything else scanned.

Such a code is a short-lived token. Only the platform that issued it can tell whose it is, so nothing is read out of
it here, whatever it looks like; it goes to a department's own interface and nowhere else.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from card_reader.cards import Source
from card_reader.errors import ProtocolError
from card_reader.numbers import NumberCheck, check_number

LONGEST_CODE: Final = 512


class UnusableCode(ProtocolError):
    """What was scanned cannot be such a code. `code`: `empty`, `too_long` or `unprintable`."""


@dataclass(frozen=True, slots=True, repr=False)
class OpaqueCode:
    """A code as scanned. It proves nothing: `verified` stays False until the issuing platform has answered for it."""

    text: str
    source: Source = Source.QR
    verified: bool = False

    def __repr__(self) -> str:
        return f"<OpaqueCode, {len(self.text)} characters>"


def opaque_code(text: str) -> OpaqueCode:
    """Take a scanned text as a code; the line end of the scanner is dropped. Raises UnusableCode."""
    code = text.strip("\r\n")
    if not code.strip():
        raise UnusableCode("empty")
    if len(code) > LONGEST_CODE:
        raise UnusableCode("too_long")
    if not code.isprintable():
        raise UnusableCode("unprintable")
    return OpaqueCode(code)


def number_in(code: OpaqueCode, *, today: date) -> NumberCheck | None:
    """The ID number a code consists of, if it does: as good as one read out by somebody, with source `qr`."""
    check = check_number(code.text, today=today)
    return check if check.accepted else None

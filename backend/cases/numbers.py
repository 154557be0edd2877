"""Case numbers: what is printed, read over the telephone, and typed again by tired people.

    530402102000 03 261123 007 K
    division     window yymmdd serial check

The check character is ISO 7064 MOD 37-2, which finds every wrong character and every swap of two neighbours. (The
hybrid MOD 37,36 lets one swap of digits in about two hundred pass.) MOD 37-2 may ask for the character `*`, which no
one can say or type with certainty: a serial whose check character would be `*` is not given out.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, col
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_2

from backend.cases.errors import BadCaseNumber, NumbersExhausted
from backend.cases.tables import CaseCounter
from backend.contract import plain_number
from backend.storage import insert_into, read_rows

__all__ = ["LENGTH", "CaseNumber", "checked", "next_number", "parse"]

LENGTH: Final = 24
LAST_SERIAL: Final = 999
_SHAPE = re.compile(
    r"(?P<division>\d{12})(?P<window>\d{2})(?P<day>\d{6})(?P<serial>\d{3})(?P<check>[0-9A-Z])", re.ASCII
)


@dataclass(frozen=True)
class CaseNumber:
    """A case number taken apart."""

    division: str
    window: str
    day: date
    serial: int

    def __str__(self) -> str:
        return checked(f"{self.division}{self.window}{self.day:%y%m%d}{self.serial:03d}")


def checked(body: str) -> str:
    """`body` with its check character behind it."""
    return body + str(mod_37_2.calc_check_digit(body))


def parse(text: str) -> CaseNumber:
    """Read what was typed or scanned; blanks, hyphens and lower case do not matter. `BadCaseNumber` otherwise."""
    plain = plain_number(text)
    match = _SHAPE.fullmatch(plain)
    if match is None:
        raise BadCaseNumber("shape")
    try:
        mod_37_2.validate(plain)
        day = datetime.strptime(match["day"], "%y%m%d").date()  # noqa: DTZ007 - a day of the hall, as it was written
    except (ValidationError, ValueError):
        raise BadCaseNumber("check") from None
    return CaseNumber(match["division"], match["window"], day, int(match["serial"]))


def next_number(session: Session, hall: str, window: str, day: date) -> str:
    """The next number of this window and day, taken in the running unit: given out only if the unit is kept."""
    while True:
        serial = _next_serial(session, hall, window.zfill(2), day)
        number = str(CaseNumber(hall, window.zfill(2), day, serial))
        if not number.endswith("*"):
            return number


def _next_serial(session: Session, hall: str, window: str, day: date) -> int:
    first = {"county": hall[:6], "id": f"{hall}-{window}-{day:%y%m%d}", "last": 1}
    [(serial,)] = read_rows(session, _counting(session.connection().dialect.name), first)
    if serial > LAST_SERIAL:
        raise NumbersExhausted
    return int(serial)


@cache
def _counting(dialect: str) -> ReturningInsert[int]:
    """Begins a counter at `last`, or counts on."""
    last = col(CaseCounter.last)
    counted = insert_into(CaseCounter, dialect).on_conflict_do_update(
        index_elements=["county", "id"], set_={"last": last + 1}
    )
    return counted.returning(last)

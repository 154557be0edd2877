"""Where a division lies: codes of 12 digits, compared level by level and never as raw prefixes.

The first 6 digits are the county, 9 the township, 12 the village. A code is of the county level when the rest is
zeros, of the township level when its last three are.
"""

import re
from typing import Final

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute

__all__ = ["check_division", "county_of", "level_digits", "within", "within_clause"]

_CODE: Final = re.compile(r"[0-9]{12}")
COUNTY: Final = 6
TOWNSHIP: Final = 9
VILLAGE: Final = 12


def check_division(code: str) -> str:
    """The code itself; ValueError when it is not one."""
    if not _CODE.fullmatch(code):
        raise ValueError("a division code has 12 digits")
    return code


def level_digits(code: str) -> int:
    """How many leading digits say where `code` is: 6, 9 or 12."""
    check_division(code)
    if code[TOWNSHIP:] != "000":
        return VILLAGE
    return COUNTY if code[COUNTY:TOWNSHIP] == "000" else TOWNSHIP


def county_of(code: str) -> str:
    return check_division(code)[:COUNTY]


def within(division: str, scope: str) -> bool:
    """Whether `division` is `scope` or lies below it. ValueError when either is not a division code."""
    digits = level_digits(scope)
    return check_division(division)[:digits] == scope[:digits]


def within_clause(column: InstrumentedAttribute[str], scope: str) -> ColumnElement[bool]:
    """The same rule for a query: rows whose division lies within `scope`."""
    digits = level_digits(scope)
    return column == scope if digits == VILLAGE else func.substr(column, 1, digits) == scope[:digits]

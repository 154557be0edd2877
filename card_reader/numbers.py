"""ID numbers typed by hand or read from a card: their form, check character, birth date and area.

Rules: GB 11643 (18 characters), ISO 7064 MOD 11-2 (check character), the 2017 and 2023 numbers of foreigners.
The answer is a code with parameters; the screen finds the words.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import mul
from typing import Final

from card_reader.areas import PROVINCES
from card_reader.cards import Sex
from card_reader.masking import mask

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS: Final = "10X98765432"
_OLDEST_YEARS: Final = 150
_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_LEGACY = re.compile(r"[1-9][0-9]{14}")
_FOREIGNER_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")


class NumberKind(StrEnum):
    """Which series a number belongs to, as far as its characters tell."""

    RESIDENT = "resident"
    HMT_PERMIT = "hmt_permit"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"
    LEGACY_15 = "legacy_15"
    CREDIT_CODE = "credit_code"
    """An organisation's, judged by `check_credit_code` alone."""


class NumberCode(StrEnum):
    """The verdict. Everything but OK refuses the number. Parameters in brackets."""

    OK = "ok"
    EMPTY = "empty"
    WRONG_LENGTH = "wrong_length"
    """(length, expected)"""
    WRONG_CHARACTER = "wrong_character"
    """(position), counted from 1"""
    WRONG_CHECK_CHARACTER = "wrong_check_character"
    IMPOSSIBLE_BIRTH_DATE = "impossible_birth_date"
    BIRTH_IN_FUTURE = "birth_in_future"
    BIRTH_TOO_LONG_AGO = "birth_too_long_ago"
    """(years), the limit"""
    LEGACY_NUMBER = "legacy_number"
    """A 15-digit number of the years before 1999: usable as "old number" only, never converted silently."""


class NumberWarning(StrEnum):
    """Worth a look, no reason to refuse."""

    UNKNOWN_AREA = "unknown_area"
    """(area), the two province digits"""
    NO_CHECK_CHARACTER = "no_check_character"
    """The check rule of this series is not public: the number could not be verified."""


@dataclass(frozen=True, slots=True, repr=False)
class NumberCheck:
    """Verdict on one number. `number` is the normalised form, also when it was refused."""

    number: str
    code: NumberCode
    params: Mapping[str, int | str] = field(default_factory=dict)
    kind: NumberKind | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    warnings: tuple[NumberWarning, ...] = ()

    @property
    def accepted(self) -> bool:
        return self.code is NumberCode.OK

    @property
    def masked(self) -> str:
        return mask(self.number)

    def __repr__(self) -> str:
        return f"<NumberCheck {self.code}>"


def normalise_number(text: str) -> str:
    """Full-width forms to plain ones, spaces and hyphens away, letters upper case."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in ("Pd", "Cf")).upper()


def check_character(first_seventeen: str) -> str:
    """Check character of 17 digits by ISO 7064 MOD 11-2."""
    total = sum(map(mul, map(int, first_seventeen), _WEIGHTS))
    return _CHECK_CHARACTERS[total % 11]


def has_right_check_character(number: str) -> bool:
    """Whether an 18-character number is well formed and its last character fits."""
    return _RESIDENT.fullmatch(number) is not None and check_character(number[:17]) == number[17]


def birth_in_number(number: str) -> date | None:
    """Digits 7 to 14 of an 18-character number as a date, if they are one."""
    return _date_of(number[6:14])


def sex_in_number(number: str) -> Sex:
    """Digit 17 of an 18-character number: odd is male."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def check_number(text: str, *, today: date) -> NumberCheck:
    """Check a number as typed. A wrong check character refuses it, an unknown area only warns."""
    number = normalise_number(text)
    if not number:
        return NumberCheck(number, NumberCode.EMPTY)
    if _FOREIGNER_2017.fullmatch(number):
        return NumberCheck(
            number,
            NumberCode.OK,
            kind=NumberKind.FOREIGNER_2017,
            warnings=(NumberWarning.NO_CHECK_CHARACTER,),
        )
    if _LEGACY.fullmatch(number):
        return _check_legacy(number, today)
    return _refused_form(number) or _check_eighteen(number, today)


def _refused_form(number: str) -> NumberCheck | None:
    if len(number) == 18 and _RESIDENT.fullmatch(number):
        return None
    for position, character in enumerate(number, start=1):
        if not _fits(position, character, len(number)):
            return NumberCheck(number, NumberCode.WRONG_CHARACTER, {"position": position})
    return NumberCheck(number, NumberCode.WRONG_LENGTH, {"length": len(number), "expected": 18})


def _fits(position: int, character: str, length: int) -> bool:
    if character == "0":
        return position > 1
    if character == "X":
        return position == length  # judged as the last character, however long the number came out
    return character in "123456789"


def _check_eighteen(number: str, today: date) -> NumberCheck:
    if check_character(number[:17]) != number[17]:
        return NumberCheck(number, NumberCode.WRONG_CHECK_CHARACTER, kind=_kind_of(number))
    born = birth_in_number(number)
    refusal = _refused_birth(born, today)
    if refusal is not None:
        code, params = refusal
        return NumberCheck(number, code, params, kind=_kind_of(number))
    kind, area = _kind_of(number), _area_of(number)
    known = area in PROVINCES
    return NumberCheck(
        number,
        NumberCode.OK,
        {} if known else {"area": area},
        kind,
        born,
        sex_in_number(number),
        () if known else (NumberWarning.UNKNOWN_AREA,),
    )


def _check_legacy(number: str, today: date) -> NumberCheck:
    """Six digits of area, YYMMDD of the twentieth century, three of sequence; no check character."""
    born = _date_of("19" + number[6:12])
    code, params = _refused_birth(born, today) or (NumberCode.LEGACY_NUMBER, {})
    warnings = [NumberWarning.NO_CHECK_CHARACTER]
    if code is NumberCode.LEGACY_NUMBER and number[:2] not in PROVINCES:
        warnings.append(NumberWarning.UNKNOWN_AREA)
        params = {"area": number[:2]}
    sex = Sex.MALE if int(number[14]) % 2 else Sex.FEMALE
    return NumberCheck(number, code, params, NumberKind.LEGACY_15, born, sex, tuple(warnings))


def _refused_birth(born: date | None, today: date) -> tuple[NumberCode, dict[str, int | str]] | None:
    if born is None:
        return NumberCode.IMPOSSIBLE_BIRTH_DATE, {}
    if born > today:
        return NumberCode.BIRTH_IN_FUTURE, {}
    if (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) > _OLDEST_YEARS:
        return NumberCode.BIRTH_TOO_LONG_AGO, {"years": _OLDEST_YEARS}
    return None


def _kind_of(number: str) -> NumberKind:
    """A number that starts with 9 is a foreigner's only when a province follows: 99… belongs to no series."""
    if number[0] == "9" and number[1:3] in PROVINCES:
        return NumberKind.FOREIGNER_2023
    return NumberKind.HMT_PERMIT if number[:2] in ("81", "82", "83") else NumberKind.RESIDENT


def _area_of(number: str) -> str:
    return number[1:3] if _kind_of(number) is NumberKind.FOREIGNER_2023 else number[:2]


def _date_of(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None

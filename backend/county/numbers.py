"""Identity numbers and credit codes as departments check them, and the credit codes they give out."""

import re
from datetime import date

__all__ = ["ORGANISATION", "born_on", "check_character", "credit_code", "find_number_fault", "is_credit_code"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_EIGHTEEN = re.compile(r"[1-9][0-9]{16}[0-9X]")
_FOREIGNER_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")
_BEGINNINGS = {"hmt_permit": ("81", "82", "83"), "foreigner_2023": ("9",)}
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(rf"[{_CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{_CREDIT_ALPHABET}]{{10}}")
ORGANISATION = "credit_code"
DOCUMENT_KINDS = ("resident", "hmt_permit", "foreigner_2017", "foreigner_2023", "ssc", ORGANISATION)


def check_character(first_seventeen: str) -> str:
    """Check character by ISO 7064 MOD 11-2 (GB 11643)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True)) % 11]


def born_on(number: str) -> date | None:
    """Date of birth in an 18-character number, if it has one."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def find_number_fault(number: str, kind: str, today: date) -> str | None:
    """What is wrong with ``number`` as a number of ``kind``, in words that do not repeat it; None when nothing is."""
    if kind == ORGANISATION:
        return _find_credit_fault(number)
    if kind == "foreigner_2017":
        return None if _FOREIGNER_2017.fullmatch(number) else "is not three capital letters and twelve digits"
    if not _EIGHTEEN.fullmatch(number):
        return "is not a number of 18 characters"
    if not number.startswith(_BEGINNINGS.get(kind, "")):
        return "does not belong to this kind of document"
    if check_character(number[:17]) != number[17]:
        return "has a wrong check character"
    born = born_on(number)
    return None if born is not None and date(1875, 1, 1) < born <= today else "holds an impossible date of birth"


def is_credit_code(number: str) -> bool:
    """Whether ``number`` has the form of a unified social credit code and its check character."""
    return _find_credit_fault(number) is None


def _find_credit_fault(number: str) -> str | None:
    if not _CREDIT_CODE.fullmatch(number):
        return "is not a credit code of 18 characters"
    return None if _credit_check(number[:17]) == number[17] else "has a wrong check character"


def credit_code(area: str, serial: int) -> str:
    """Unified social credit code (GB 32100-2015) of an individual business: registrar 9, kind 2, area, body, check."""
    first = f"92{area}{_in_credit_digits(serial)}"
    return first + _credit_check(first)


def _credit_check(first_seventeen: str) -> str:
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(first_seventeen))
    return _CREDIT_ALPHABET[-total % 31]


def _in_credit_digits(serial: int) -> str:
    """``serial`` as an organisation number: eight characters, hyphenless, and its own check (GB 11714)."""
    body = f"MA{serial % 1_000_000:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = 11 - sum(digits.index(c) * w for c, w in zip(body, weights, strict=True)) % 11
    return body + {10: "X", 11: "0"}.get(rest, str(rest))

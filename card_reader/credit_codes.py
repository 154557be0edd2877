"""Unified social credit codes of organisations, typed or scanned (GB 32100): 18 characters, the last one a check.

The check character is MOD 31 with weights 3^i over an alphabet without I, O, S, V and Z.
"""

import re
from typing import Final

from card_reader.areas import PROVINCES
from card_reader.numbers import NumberCheck, NumberCode, NumberKind, NumberWarning, normalise_number

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH: Final = 18
_AREA: Final = slice(2, 8)
_CODE: Final = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}(?![0-9A-Z])")
_NATIONWIDE: Final = "10"
"""Organisations registered with the central government have area 100000."""


def credit_check_character(first_seventeen: str) -> str:
    """Raises ValueError for a character outside the alphabet."""
    total = sum(_ALPHABET.index(character) * pow(3, at, 31) for at, character in enumerate(first_seventeen))
    return _ALPHABET[-total % 31]


def check_credit_code(text: str) -> NumberCheck:
    """Check a code as typed. A wrong check character refuses it, an unknown area only warns."""
    code = normalise_number(text)
    if not code:
        return NumberCheck(code, NumberCode.EMPTY)
    for position, character in enumerate(code, start=1):
        if character not in _ALPHABET or (3 <= position <= 8 and not character.isdigit()):
            return NumberCheck(code, NumberCode.WRONG_CHARACTER, {"position": position})
    if len(code) != _LENGTH:
        return NumberCheck(code, NumberCode.WRONG_LENGTH, {"length": len(code), "expected": _LENGTH})
    if credit_check_character(code[:-1]) != code[-1]:
        return NumberCheck(code, NumberCode.WRONG_CHECK_CHARACTER, kind=NumberKind.CREDIT_CODE)
    province = code[_AREA][:2]
    if province in PROVINCES or province == _NATIONWIDE:
        return NumberCheck(code, NumberCode.OK, kind=NumberKind.CREDIT_CODE)
    warnings = (NumberWarning.UNKNOWN_AREA,)
    return NumberCheck(code, NumberCode.OK, {"area": province}, NumberKind.CREDIT_CODE, warnings=warnings)


def credit_code_in(scanned: str) -> NumberCheck | None:
    """The credit code a business licence's square code holds, alone or within an address or text; none when there is
    no sound one, or more than one."""
    checks = (check_credit_code(found) for found in _CODE.findall(scanned.upper()))
    sound = {check.number: check for check in checks if check.accepted}
    return next(iter(sound.values())) if len(sound) == 1 else None

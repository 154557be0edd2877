"""Turning a card's raw texts into values, and collecting what an operator should look at. A card is hostile input."""

import re
import unicodedata
from datetime import date
from typing import Final

from card_reader.cards import CardWarning, Sex
from card_reader.numbers import birth_in_number, has_right_check_character, sex_in_number

_UNPRINTABLE: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_REPLACEMENT: Final = "\ufffd"
_CHARACTERS: Final = (
    " -~\u00b7\u2010-\u2027\u2e80-\u2fdf\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff"
)
_PLAIN: Final = re.compile(f"[{_CHARACTERS}]*")
_EXPECTED: Final = re.compile(f"[{_CHARACTERS}\ue000-\uf8ff\ufffd]*")
"""Han, Latin letters and digits, and the marks that stand in names and addresses. The serial line's checksum is so
weak that one damaged answer in 256 passes it; most of what it then lets through is no Chinese."""


class Doubts:
    """Warnings of one reading, in the order they came up, each once."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._warnings: list[CardWarning] = []

    @property
    def warnings(self) -> tuple[CardWarning, ...]:
        return tuple(dict.fromkeys(self._warnings))

    def add(self, warning: CardWarning) -> None:
        self._warnings.append(warning)

    def text(self, stripped: str, *, may_be_rare: bool) -> str | None:
        """What a terminal would obey instead of showing is replaced. `may_be_rare`: names and addresses."""
        if _PLAIN.fullmatch(stripped):
            return stripped or None
        shown = "".join(_REPLACEMENT if unicodedata.category(c) in _UNPRINTABLE else c for c in stripped)
        if shown != stripped:
            self.add(CardWarning.UNREADABLE_TEXT)
        if any(c == _REPLACEMENT or "\ue000" <= c <= "\uf8ff" for c in shown):
            self.add(CardWarning.RARE_CHARACTER if may_be_rare else CardWarning.UNREADABLE_TEXT)
        if _EXPECTED.fullmatch(shown) is None:
            self.add(CardWarning.UNREADABLE_TEXT)
        return shown or None

    def day(self, text: str | None) -> date | None:
        """A date written `YYYYMMDD`."""
        if text is None:
            return None
        try:
            if len(text) != 8 or not (text.isascii() and text.isdigit()):
                raise ValueError
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            self.add(CardWarning.UNREADABLE_DATE)
            return None

    def sex(self, text: str | None) -> Sex | None:
        """A code of GB/T 2261.1."""
        try:
            return None if text is None else Sex(text)
        except ValueError:
            self.add(CardWarning.UNKNOWN_SEX)
            return None

    def number(self, number: str, birth_date: date | None, sex: Sex | None, *, has_birth_date: bool = True) -> None:
        """Compare an 18-character number with itself and with what else the card says."""
        if not has_right_check_character(number):
            self.add(CardWarning.NUMBER_CHECKSUM)
            return
        if has_birth_date and birth_date != birth_in_number(number):
            self.add(CardWarning.BIRTH_DIFFERS_FROM_NUMBER)
        if sex in (Sex.MALE, Sex.FEMALE) and sex is not sex_in_number(number):
            self.add(CardWarning.SEX_DIFFERS_FROM_NUMBER)

    def validity(self, valid_from: date | None, valid_to: date | None) -> None:
        if valid_to is not None and valid_to < self._today:
            self.add(CardWarning.EXPIRED)
        if valid_from is not None and valid_to is not None and valid_from > valid_to:
            self.add(CardWarning.VALIDITY_REVERSED)

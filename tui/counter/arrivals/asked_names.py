"""A name and a year of birth typed in place of a number, and what is to be said when they are not whole."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from unicodedata import category, normalize

from backend.guide.person_names import find_name_problem
from tui.locale import N_, _

OLDEST_YEARS: Final = 150
_YEAR: Final = re.compile(r"(?<!\d)([0-9]{4})(?!\d)\s*(?:年)?\s*(?:出?生)?")
_IN_LETTERS: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’·-])*")
_WILDCARDS: Final = re.compile(r"[*?%]")
_CHARACTERS: Final = "Lo"  # Chinese ones, of which no number is made

_REFUSED: Final[dict[str, str]] = {
    "no_year": N_("Add the year of birth to the name, in four digits, such as: 王小明 1964"),
    "character": N_(
        "Type the whole name and the year of birth, such as: 王小明 1964. Nothing else, and no wildcards: nobody is "
        "looked for by part of a name."
    ),
    "too_short": N_("That is no whole name. Type it as it stands in the household booklet, then the year of birth."),
    "too_long": N_("That is too long for a name. Type only the name and the year of birth, such as: 王小明 1964"),
    "year_ahead": N_("That year of birth lies ahead: ask for it once more."),
    "year_long_ago": N_("That year of birth is more than {years} years ago: ask for it once more."),
}


@dataclass(frozen=True, repr=False)
class AskedName:
    """As typed. `problem`: why nobody can be looked for by it, in words; else nothing."""

    name: str
    year: int
    problem: str = ""


def asked_name(text: str, today: date) -> AskedName | None:
    """None for what is meant as a number."""
    plain = normalize("NFKC", text).strip()
    years = _YEAR.findall(plain)
    name = _YEAR.sub(" ", plain, count=1).strip(" ,、")
    if not _is_name(plain, name):
        return None
    problem = find_name_problem(name) or _year_problem(years, today)
    return AskedName(
        name, int(years[0]) if years else 0, _(_REFUSED[problem]).format(years=OLDEST_YEARS) if problem else ""
    )


def _is_name(text: str, name: str) -> bool:
    written = any(category(character) == _CHARACTERS for character in text)
    return written or bool(_WILDCARDS.search(text)) or bool(_IN_LETTERS.fullmatch(name))


def _year_problem(years: list[str], today: date) -> str:
    if not years:
        return "no_year"
    if int(years[0]) > today.year:
        return "year_ahead"
    return "year_long_ago" if int(years[0]) < today.year - OLDEST_YEARS else ""

"""The name somebody is looked for by: the same for every way of writing it, and never part of one. Pure."""

import unicodedata
from typing import Final

__all__ = ["LONGEST", "find_name_problem", "normalised_name"]

SHORTEST: Final = 2
LONGEST: Final = 60
_BETWEEN: Final = frozenset("·•‧∙⋅・･․.-‐‑‒–—−'’‘ʼ`´,、")
"""What stands between the parts of one name, or does not: 买买提·阿不都, SMITH, JOHN."""
_UNSEEN: Final = "Cf"
_MADE_OF: Final = ("L", "M", "Co")
"""Letters and their marks; rare characters of old cards lie where Unicode leaves room for private ones."""


def normalised_name(name: str) -> str:
    """The form a name is indexed in: no blanks, no dots, plain letters of one case."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = (one for one in folded if not (one in _BETWEEN or one.isspace() or unicodedata.category(one) == _UNSEEN))
    return unicodedata.normalize("NFKC", "".join(kept))


def find_name_problem(name: str) -> str | None:
    """Why nobody can be looked for by it: `character` no name has (a wildcard, a digit), `too_short`, `too_long`."""
    if len(name) > LONGEST:
        return "too_long"
    plain = normalised_name(name)
    if not all(unicodedata.category(one).startswith(_MADE_OF) for one in plain):
        return "character"
    return "too_short" if len(plain) < SHORTEST else None

"""Texts for people: English in the source, Chinese (complete and default) in the catalogue.

Call `_` and `ngettext` when the text is shown, never at import; mark class-level texts with `N_` and
translate them where they are shown, so that switching the language at run time reaches everything.
"""

from tui.locale.again import Words, in_words, said_again
from tui.locale.speech import (
    LANGUAGES,
    N_,
    Language,
    UnknownLanguage,
    _,
    language,
    ngettext,
    other_language,
    sentences,
    set_language,
)

__all__ = [
    "LANGUAGES",
    "N_",
    "Language",
    "UnknownLanguage",
    "Words",
    "_",
    "in_words",
    "language",
    "ngettext",
    "other_language",
    "said_again",
    "sentences",
    "set_language",
]

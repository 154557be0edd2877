"""The language spoken now, and the functions that speak it."""

import re
from gettext import NullTranslations
from typing import Final, Literal, get_args

from tui.locale.catalogue import load

Language = Literal["zh_CN", "en"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT: Final[Language] = "zh_CN"


_WIDE_STOP: Final = re.compile(r"(?<=[。！？；]) ")


class UnknownLanguage(ValueError):
    """A language was asked for that this program does not speak."""


class _Speech:
    """Holds what may change while the program runs; the catalogue is read when first needed."""

    def __init__(self) -> None:
        self.language: Language = DEFAULT
        self._loaded: dict[Language, NullTranslations] = {}

    @property
    def translations(self) -> NullTranslations:
        if self.language not in self._loaded:
            self._loaded[self.language] = NullTranslations() if self.language == "en" else load(self.language)
        return self._loaded[self.language]


_speech = _Speech()


def language() -> Language:
    return _speech.language


def sentences(*texts: str) -> str:
    """One text of several sentences, the empty ones left out: a full-width stop brings its own blank."""
    return _WIDE_STOP.sub("", " ".join(text for text in texts if text))


def other_language() -> Language:
    """The language the switch key leads to."""
    here = LANGUAGES.index(_speech.language)
    return LANGUAGES[(here + 1) % len(LANGUAGES)]


def set_language(name: str) -> None:
    """Speak `name` from now on; `zh` will do. Raises UnknownLanguage and keeps the present language otherwise."""
    found = next((known for known in LANGUAGES if name in (known, known.partition("_")[0])), None)
    if found is None:
        raise UnknownLanguage(f"This program speaks {', '.join(LANGUAGES)}, not {name!r}.")
    _speech.language = found


def _(message: str) -> str:
    # gettext keeps the catalogue's header under the empty text: nobody wants to read that on the screen.
    return _speech.translations.gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    return _speech.translations.ngettext(singular, plural, count)


def N_(message: str) -> str:
    """Mark a text for the catalogue and give it back unchanged."""
    return message

"""The guide's own words, in one language."""

from pathlib import Path

from backend.catalogue.words import Words, words_from

__all__ = ["Words", "words_in"]

_FILE = Path(__file__).with_name("words.toml")


def words_in(language: str) -> Words:
    """``en``, or anything else for Chinese."""
    return words_from(_FILE, language)

"""Words a part of this room says by itself, from a file with one list for each language."""

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType

from backend.guide.text import Text

__all__ = ["Words", "words_from"]


class Words:
    """Words by name. An unknown name is a fault of the program and raises `KeyError`."""

    def __init__(self, language: str, words: dict[str, str]) -> None:
        self.language = language
        self.all = MappingProxyType(words)

    def __call__(self, name: str, /, **values: object) -> str:
        return self.all[name].format(**values)

    def said(self, text: Text) -> str:
        return text.to(self.language)

    def listed(self, parts: list[str]) -> str:
        return self("list").join(parts)


@cache
def words_from(file: Path, language: str) -> Words:
    """``en``, or anything else for Chinese."""
    code = "en" if language.startswith("en") else "zh"
    return Words(code, tomllib.loads(file.read_text("utf-8"))[code])

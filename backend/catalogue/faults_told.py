"""Faults in the reader's language. Rules speak English; the sentence is recognised, and said with what it names."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from backend.catalogue.faults import Fault

__all__ = ["fault_told", "sentence_told"]

_FILE = Path(__file__).with_name("faults_zh.toml")
_NAME = re.compile(r"\\\{(\w+)\\\}")


def fault_told(fault: Fault, language: str) -> str:
    """Place, what is wrong, and what to do. A sentence not known stays as the rule said it."""
    if language.startswith("en"):
        return str(fault)
    return f"{fault.file}:{fault.line}: {sentence_told(fault.what, language)}{sentence_told(fault.remedy, language)}"


def sentence_told(sentence: str, language: str) -> str:
    if language.startswith("en"):
        return sentence
    return next(_told(sentence), sentence)


def _told(sentence: str) -> Iterator[str]:
    plain, patterns = _sentences()
    if sentence in plain:
        yield plain[sentence]
    for pattern, words in patterns:
        match = pattern.fullmatch(sentence)
        if match is not None:
            yield words.format(**match.groupdict())


@cache
def _sentences() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Those that name nothing, and the others as patterns, the longest first: it says most."""
    words = tomllib.loads(_FILE.read_text("utf-8"))
    found = {english: _NAME.sub(r"(?P<\1>.+?)", re.escape(english)) for english in words}
    patterns = [english for english, pattern in found.items() if pattern != re.escape(english)]
    plain = {english: chinese for english, chinese in words.items() if english not in patterns}
    longest_first = sorted(patterns, key=len, reverse=True)
    return plain, [(re.compile(found[english], re.DOTALL), words[english]) for english in longest_first]

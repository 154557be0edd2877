"""What was said in one language, said once more in the one spoken now.

A notice is a sentence with names and numbers put in; the screen keeps it as it was said. The catalogue knows every
sentence in both languages, so the sentence is found by how it reads, and what was put in is put in again.
"""

import re
from collections.abc import Callable, Iterator

from tui.locale.catalogue import load
from tui.locale.speech import Language, language, sentences

__all__ = ["Words", "in_words", "said_again"]

Words = str | Callable[[], str]
"""A text as it is; or how it is said, which is asked again when the language changes."""

_GAP = re.compile(r"\{(\w+)\}")
_BETWEEN = re.compile(r"(?<=[.!?:]) |(?<=[。？！：])(?=.)")


def in_words(words: Words) -> str:
    return words if isinstance(words, str) else words()


def said_again(text: str, spoken: Language) -> str:
    """The text in the language spoken now; as it is, where no sentence of ours reads like it."""
    if spoken == language() or not text:
        return text
    pairs = dict(_pairs(spoken))
    return _told(text, pairs) or text


def _pairs(spoken: Language) -> Iterator[tuple[str, str]]:
    """Every sentence as it was spoken, and as it is spoken now."""
    for source, chinese in vars(load("zh_CN"))["_catalog"].items():
        if isinstance(source, str) and source:
            yield (chinese, source) if spoken == "zh_CN" else (source, chinese)


def _told(text: str, pairs: dict[str, str]) -> str | None:
    """One sentence, or two that were put behind each other."""
    if (whole := _one(text, pairs)) is not None:
        return whole
    for gap in _BETWEEN.finditer(text):
        first, rest = _one(text[: gap.start()], pairs), _told(text[gap.end() :], pairs)
        if first is not None and rest is not None:
            return sentences(first, rest)
    return None


def _one(text: str, pairs: dict[str, str]) -> str | None:
    return pairs.get(text) or _filled(text, pairs)


def _filled(text: str, pairs: dict[str, str]) -> str | None:
    """The sentence with gaps that fits best: the one that says most of the text itself."""
    found: dict[str, str] | None = None
    best, said = "", 0
    for pattern in pairs:
        own = len(_GAP.sub("", pattern).strip())
        if "{" in pattern and own > max(said, 3) and (filled := _gaps(text, pattern)) is not None:
            found, best, said = filled, pattern, own
    if found is None:
        return None
    return pairs[best].format(**{name: pairs.get(value, value) for name, value in found.items()})


def _gaps(text: str, pattern: str) -> dict[str, str] | None:
    """What stands in the gaps of a sentence, when the text reads like it."""
    seen: set[str] = set()
    expression = ""
    for number, part in enumerate(_GAP.split(pattern)):
        if number % 2 == 0:
            expression += re.escape(part)
        else:
            expression += f"(?P={part})" if part in seen else f"(?P<{part}>.+?)"
            seen.add(part)
    match = re.fullmatch(expression, text)
    return None if match is None else match.groupdict()

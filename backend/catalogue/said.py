"""A condition as a person would say it, in Chinese or English."""

from collections.abc import Iterable

from backend.guide.condition import AllOf, AnyOf, Condition, Not, Test
from backend.guide.declared import Fact, FactKind
from backend.guide.facts import Value
from backend.guide.text import Text

__all__ = ["in_words"]

_YES, _NO = Text(zh="是", en="yes"), Text(zh="否", en="no")
_AND, _OR = Text(zh="，并且", en=" and "), Text(zh="，或者", en=" or ")
_GROUP = Text(zh="（{}）", en="({})")
_IS, _IS_NOT = (
    Text(zh="{label}：{values}", en="{label}: {values}"),
    Text(zh="{label}：不是{values}", en="{label}: not {values}"),
)
_BETWEEN = Text(zh="／", en=" / ")
_FROM, _UNDER = (
    Text(zh="{label}不少于 {limit}", en="{label} {limit} or more"),
    Text(zh="{label}少于 {limit}", en="{label} under {limit}"),
)
_SINCE, _BEFORE = (
    Text(zh="{label}不早于 {limit}", en="{label} from {limit}"),
    Text(zh="{label}早于 {limit}", en="{label} before {limit}"),
)


def in_words(condition: Condition, facts: dict[str, Fact], language: str) -> str:
    return _said(condition, facts, language)


def _said(condition: Condition, facts: dict[str, Fact], language: str, *, holds: bool = True) -> str:
    """``holds`` false: that it does not hold. What is not said of a whole is said of its parts."""
    match condition:
        case Test():
            return _test(condition, facts[condition.fact], language, holds=holds)
        case Not():
            return _said(condition.not_, facts, language, holds=not holds)
        case AllOf():
            return _joined(condition.all_, facts, language, _AND if holds else _OR, holds=holds)
        case AnyOf():
            return _joined(condition.any_, facts, language, _OR if holds else _AND, holds=holds)


def _joined(parts: Iterable[Condition], facts: dict[str, Fact], language: str, word: Text, *, holds: bool) -> str:
    said = []
    for part in parts:
        text = _said(part, facts, language, holds=holds)
        said.append(_GROUP.to(language).format(text) if _is_joined(part) else text)
    return word.to(language).join(said)


def _is_joined(condition: Condition) -> bool:
    while isinstance(condition, Not):
        condition = condition.not_
    return len(getattr(condition, "all_", None) or getattr(condition, "any_", None) or ()) > 1


def _test(test: Test, fact: Fact, language: str, *, holds: bool) -> str:
    label = fact.label.to(language)
    if test.at_least is not None or test.below is not None:
        return _limit(test, fact, language, holds=holds)
    values = test.in_ if test.in_ is not None else (test.is_,)
    if fact.kind is FactKind.YES_NO and len(values) == 1 and not holds:
        values, holds = (not values[0],), True
    said = _BETWEEN.to(language).join(_value(value, fact, language) for value in values if value is not None)
    return (_IS if holds else _IS_NOT).to(language).format(label=label, values=said)


def _limit(test: Test, fact: Fact, language: str, *, holds: bool) -> str:
    limit = test.at_least if test.at_least is not None else test.below
    upward, downward = (_SINCE, _BEFORE) if fact.kind is FactKind.DATE else (_FROM, _UNDER)
    words = upward if (test.at_least is not None) is holds else downward
    unit = f" {fact.unit.to(language)}" if fact.unit else ""
    return words.to(language).format(label=fact.label.to(language), limit=f"{limit}{unit}")


def _value(value: Value, fact: Fact, language: str) -> str:
    if fact.kind is FactKind.YES_NO:
        return (_YES if value else _NO).to(language)
    label = next((choice.label for choice in fact.choices if choice.value == value), None)
    return label.to(language) if label else str(value)

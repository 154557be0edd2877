"""Any value of a catalogue, said in one language."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from pydantic import BaseModel

from backend.catalogue.show import in_words
from backend.catalogue.words import Words, words_from
from backend.guide.condition import AllOf, AnyOf, Condition, Not, Test
from backend.guide.declared import Choice, Column, Fact
from backend.guide.ground import Ground
from backend.guide.item import Item, Tolerance
from backend.guide.text import Text

__all__ = ["Speaker", "value_word"]

FILE = Path(__file__).with_name("words.toml")
_IN_WORKING_DAYS = frozenset({"promised_days", "statutory_days", "days"})
_NATURAL = frozenset({"newest_days", "natural_days"})


def value_word(value: object, language: str) -> str:
    """A yes or no, a number, nothing, or a word of the files, as people say it."""
    return Speaker(words_from(FILE, language)).say(value)


class Speaker:
    """Says values of one item, whose facts give codes their names; or of none."""

    def __init__(self, words: Words, item: Item | None = None) -> None:
        self._words = words
        self._facts: Mapping[str, Fact] = item.facts if item is not None else {}

    def say(self, value: object, aspect: str = "") -> str:
        if value is None or value in ((), [], {}, ""):
            return self._words("none")
        match value:
            case bool():
                return self._words("yes" if value else "no")
            case int():
                return self._number(value, aspect)
            case Enum():
                return self._words.all.get(f"value_{value.value}", str(value.value))
            case Text():
                return self._words.said(value)
            case str():
                fact = self._facts.get(value)
                return value if fact is None else self._words.said(fact.label)
            case BaseModel():
                return self._model(value)
            case tuple() | list():
                return self._words.listed([self.say(part, aspect) for part in value])
            case dict():
                return self._words.listed([f"{self.say(key)}={self._answer(key, part)}" for key, part in value.items()])
        return str(value)

    def _answer(self, key: object, value: object) -> str:
        """The value of a fact, by the words of its choices."""
        fact = self._facts.get(str(key))
        choice = next((one for one in fact.choices if one.value == value), None) if fact is not None else None
        return self.say(value) if choice is None else self._words.said(choice.label)

    def aspect(self, name: str) -> str:
        """What people call a key of the files; the key itself when it has no word yet."""
        return self._words.all.get(f"aspect_{name}", name)

    def _number(self, value: int, aspect: str) -> str:
        if aspect in _IN_WORKING_DAYS:
            return self._words("days", count=value)
        return self._words("natural_days", count=value) if aspect in _NATURAL else str(value)

    def _model(self, value: BaseModel) -> str:
        match value:
            case Test() | Not() | AllOf() | AnyOf():
                return self._condition(value)
            case Choice() | Column():
                return self._words.said(value.label)
            case Ground():
                return self._words.said(value.text)
            case Tolerance(note=None):
                return self._words("days", count=value.days)
        given = ((name, getattr(value, name)) for name in type(value).model_fields)
        told = [f"{self.aspect(name)} {self.say(part, name)}" for name, part in given if part not in (None, (), {})]
        return self._words.listed(told)

    def _condition(self, condition: Condition) -> str:
        return in_words(condition, dict(self._facts), self._words.language)

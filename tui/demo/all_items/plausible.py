"""Values a person might say of a fact: right by the fact's own rules, never anybody's real ones."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain

from backend.guide.checks import find_problem
from backend.guide.declared import Fact, FactKind
from backend.guide.facts import Value

__all__ = ["NoPlausibleValue", "plausible", "possible"]

GROWN_UP = 40  # years
PHONE, ACCOUNT, OTHER_PERSON = "13900005518", "6225880000000001", "999999198309161224"
ACCOUNT_WORDS, NUMBER_WORDS = ("account",), ("number", "certificate", "card", "licence", "permit")
TEXTS = ("石门村2组", "谭小明", "W10230418", "5.2亩", ACCOUNT, "999999101201", "2026", "42282319", "A123456789", "1")


class NoPlausibleValue(LookupError):
    """Nothing this module knows passes the fact's own check."""


def plausible(fact: Fact, today: date, offered_for: Sequence[Fact] = ()) -> Value:
    """What is usual: the default, the first choice, no, a grown-up; else the example or some right value.

    ``offered_for``: facts the value will be offered for too. Raises `NoPlausibleValue`.
    """
    right = [value for value in _candidates(fact, today) if find_problem(fact, value) is None]
    examples = [one.example.zh for one in offered_for if one.example is not None]
    for value in (*right, *(example for example in examples if find_problem(fact, example) is None)):
        if all(find_problem(one, value) is None for one in offered_for):
            return value
    raise NoPlausibleValue(fact.code)


def possible(fact: Fact, today: date, limits: frozenset[int | str] = frozenset()) -> tuple[Value, ...]:
    """Every answer that may make a difference; ``limits`` are the values conditions compare the fact with."""
    match fact.kind:
        case FactKind.YES_NO:
            return (True, False)
        case FactKind.CHOICE:
            return tuple(choice.value for choice in fact.choices)
        case FactKind.INTEGER:
            near = {limit + step for limit in limits if isinstance(limit, int) for step in (-1, 0, 1)}
            found: tuple[Value, ...] = (plausible(fact, today), *sorted(near))
        case FactKind.DATE:
            found = tuple((today + timedelta(days=days)).isoformat() for days in (-30, -400, -7300, 400))
        case _:
            found = (plausible(fact, today),)
    return tuple(value for value in found if find_problem(fact, value) is None)


def _candidates(fact: Fact, today: date) -> Iterator[Value]:
    if fact.default is not None:
        yield fact.default
    match fact.kind:
        case FactKind.YES_NO:
            yield fact.computed is not None
        case FactKind.CHOICE:
            yield from (choice.value for choice in fact.choices)
        case FactKind.INTEGER:
            yield from chain((GROWN_UP,) if fact.code == "age" else (1, 2, 10), _limits(fact))
        case FactKind.TABLE:
            yield [[_cell(column.code) for column in fact.columns]]
        case FactKind.DATE:
            yield (today - timedelta(days=30)).isoformat()
        case FactKind.MONEY:
            yield from ("100.00", *(f"{limit:.2f}" for limit in _limits(fact)))
        case FactKind.PHONE:
            yield PHONE
        case FactKind.ID_NUMBER:
            yield from (OTHER_PERSON, "999999198103071210")
        case FactKind.BANK_CARD:
            yield ACCOUNT
        case FactKind.TEXT:
            yield from (*([fact.example.zh] if fact.example else []), *_by_name(fact.code), *TEXTS)


def _by_name(code: str) -> tuple[str, ...]:
    if any(word in code for word in ACCOUNT_WORDS):
        return (ACCOUNT,)
    return ("W10230418",) if any(word in code for word in NUMBER_WORDS) else ()


def _limits(fact: Fact) -> list[int]:
    return [limit for limit in (fact.least, fact.most) if limit is not None]


def _cell(column: str) -> str:
    return {"name": "谭小明", "relation": "子", "birth_year": "2010", "id_tail": "12"}.get(column, "1")

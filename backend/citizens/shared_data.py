"""What a department system says, as values of our facts. Pure: a broken answer yields fewer facts, no error."""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.guide import Fact, FactKind, Item, Value, find_problem, normalise
from backend.guide.items import Items

__all__ = ["asked_of", "data_names", "declared", "values_from"]

_MOST_ROWS = 40
_LONGEST_CELL = 60


def declared(items: Iterable[Item]) -> Mapping[str, Fact]:
    """Every fact these items refer to, by its key."""
    if isinstance(items, Items):
        return items.facts
    return {code: fact for item in items for code, fact in item.facts.items()}


def asked_of(system: str, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts this system can tell."""
    return {code: fact for code, fact in facts.items() if any(datum.system == system for datum in fact.shared)}


def data_names(system: str, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """The data to ask the system for: each once, in a stable order."""
    return tuple(sorted({d.datum for fact in facts.values() for d in fact.shared if d.system == system}))


def values_from(system: str, facts: Mapping[str, Fact], data: Mapping[str, object]) -> dict[str, Value]:
    """The value of each fact the answer settles; what is missing, unknown or not valid for its fact is left out."""
    found: dict[str, Value] = {}
    for code, fact in facts.items():
        for datum in fact.shared:
            if datum.system != system or datum.datum not in data:
                continue
            value = _value(fact, datum.values, data[datum.datum])
            if value is not None and find_problem(fact, value) is None:
                found[code] = value
                break
    return found


def _value(fact: Fact, words: Mapping[str, Value], said: object) -> Value | None:
    if said is None or said == "":
        return None
    if words:
        return words.get(_word(said))
    if fact.kind is FactKind.TABLE:
        return _rows(fact, said)
    if isinstance(said, bool) or (isinstance(said, int) and fact.kind is FactKind.INTEGER):
        return said
    return normalise(fact, str(said)) if isinstance(said, str | int) else None


def _word(said: object) -> str:
    return str(said).lower() if isinstance(said, bool) else str(said)


def _rows(fact: Fact, said: object) -> list[list[str]] | None:
    """Rows of cells in the order of the fact's columns, from lists or from records."""
    if not isinstance(said, list) or len(said) > _MOST_ROWS:
        return None
    rows = [_row(fact, row) for row in said]
    return [row for row in rows if row is not None] if all(row is not None for row in rows) else None


def _row(fact: Fact, row: Any) -> list[str] | None:
    if isinstance(row, Mapping):
        row = [row.get(column.code, "") for column in fact.columns]
    if not isinstance(row, list) or not all(isinstance(cell, str | int) for cell in row):
        return None
    return [str(cell)[:_LONGEST_CELL] for cell in row]

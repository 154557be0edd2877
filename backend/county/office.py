"""How an application is judged: approved as a rule, returned when data contradict each other, refused in clear cases.

Pure: what is known of the person goes in, a verdict comes out. The rulings are data (data/rulings.yaml).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from backend.county.systems import DepartmentSystem, Held, read_data, read_folder

__all__ = ["Ruling", "Verdict", "decides", "judge", "load_rulings"]

Outcome = Literal["approved", "returned", "refused"]


@dataclass(frozen=True)
class Verdict:
    """``words`` are meant for the citizen."""

    outcome: Outcome
    words: str


class _Bounds(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    below: int | None = None
    at_least: int | None = None

    def admits(self, value: Held | None) -> bool:
        if not isinstance(value, int):
            return False
        return (self.below is None or value < self.below) and (self.at_least is None or value >= self.at_least)


class Ruling(BaseModel):
    """One clear case. ``when``: what is known → the words, or the bounds, it applies to; all must hold.

    ``items`` empty: any item not among ``unless_items``. A ruling binds the system that takes the item, or all that
    see it when ``everywhere``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: frozenset[str] = frozenset()
    unless_items: frozenset[str] = frozenset()
    everywhere: bool = False
    when: dict[str, _Bounds | tuple[str | int, ...]]
    outcome: Literal["returned", "refused"]
    words: str

    def applies(self, system: DepartmentSystem, item: str, known: Mapping[str, Held]) -> bool:
        concerns = item in self.items if self.items else item not in self.unless_items
        if not concerns or not (self.everywhere or item in system.takes):
            return False
        return all(_holds(test, known.get(name)) for name, test in self.when.items())


def decides(system: DepartmentSystem, item: str, stage: str) -> bool:
    """Whether this stage of ``item`` ends in a decision here, rather than in an opinion."""
    return item in system.takes and not _opinion_stages().fullmatch(stage)


def judge(
    system: DepartmentSystem, item: str, stage: str, known: Mapping[str, Held] | None, rulings: Iterable[Ruling]
) -> Verdict:
    """The verdict on ``item`` for somebody of whom ``known`` is known; strangers (None) are judged by their papers."""
    for ruling in rulings if known is not None else ():
        if ruling.applies(system, item, known or {}):
            return Verdict(ruling.outcome, ruling.words)
    return Verdict("approved", "经审核，符合条件，同意办理。" if decides(system, item, stage) else "经核查，无异议。")


@cache
def load_rulings() -> tuple[Ruling, ...]:
    """Those that go for all first, then each department's (data/rulings/CODE.yaml)."""
    parts = [read_data("rulings.yaml"), *read_folder("rulings")]
    return tuple(Ruling.model_validate(row) for part in parts for row in _rows(part["rulings"]))


def _rows(rows: object) -> list[object]:
    return rows if isinstance(rows, list) else []


@cache
def _opinion_stages() -> re.Pattern[str]:
    return re.compile(str(read_data("rulings.yaml")["opinion_stages"]))


def _holds(test: _Bounds | tuple[str | int, ...], value: Held | None) -> bool:
    return test.admits(value) if isinstance(test, _Bounds) else value in test

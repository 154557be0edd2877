"""What the citizens of a stormy day come for: every approval pattern, protocol and grade the county has."""

from dataclasses import dataclass
from random import Random

__all__ = ["Plan", "plan_day"]


@dataclass(frozen=True)
class Plan:
    """One visit: who comes (a demo person's key), and for which items."""

    person: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class _Errand:
    weight: int
    items: tuple[str, ...]
    people: tuple[str, ...]  # for whom the rules accept all of these items


_ERRANDS = (
    _Errand(30, ("RS-001",), ("xiang_guoqiang", "tian_dagui", "tan_mingliang", "mou_haitao", "zhou_lijuan")),
    _Errand(12, ("GA-021",), ("xiang_guoqiang", "mou_haitao", "tan_mingliang")),  # SOAP, grade B
    _Errand(12, ("GA-014",), ("tian_dagui", "zhou_lijuan")),  # SOAP, grade B
    _Errand(10, ("RS-001", "GA-021"), ("tan_mingliang", "zhou_lijuan")),
    _Errand(10, ("NY-011",), ("xiang_guoqiang", "tian_dagui", "tan_mingliang")),  # dropped files
    _Errand(8, ("MZ-001",), ("tan_mingliang", "mou_haitao", "zhou_lijuan")),  # serial
    _Errand(6, ("NY-001",), ("xiang_guoqiang", "mou_haitao")),  # joint, REST and SOAP together
    _Errand(6, ("ZJ-001",), ("tan_chunmei", "he_jiaxing")),  # parallel
    _Errand(6, ("TY-002",), ("feng_dehou",)),  # SOAP, grade C
)


def plan_day(cases: int, items: set[str], chance: Random) -> list[Plan]:
    """Visits that make at least `cases` cases; errands for items the catalogue does not have are left out."""
    errands = [errand for errand in _ERRANDS if items.issuperset(errand.items)]
    day = [Plan(errand.people[0], errand.items) for errand in errands]  # each at least once
    while sum(len(plan.items) for plan in day) < cases:
        errand = chance.choices(errands, [errand.weight for errand in errands])[0]
        day.append(Plan(chance.choice(errand.people), errand.items))
    chance.shuffle(day)
    return day

"""A rehearsal: every visit by the old version and by the new one. Items that did not change need none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from backend.catalogue.rehearsal.courses import Turn, TurnKind, course_of, turns
from backend.catalogue.rehearsal.visits import ItemVisit, StoredVisit, generated_visits, stored_visits
from backend.guide.bundle import Bundle
from backend.guide.item import Item
from backend.guide.text import Text

__all__ = ["ItemRehearsal", "Rehearsal", "items_to_rehearse", "rehearse"]


@dataclass(frozen=True)
class ItemRehearsal:
    """`turns`: what goes otherwise, with the number of visits; `named`: the hall's own visits it happens to."""

    code: str
    before: Item | None
    after: Item | None
    visits: int
    differing: int
    turns: dict[Turn, int] = field(default_factory=dict)
    named: dict[Turn, tuple[Text, ...]] = field(default_factory=dict)

    @property
    def name(self) -> Text:
        there = self.after or self.before
        assert there is not None
        return there.name

    def count(self, *kinds: TurnKind) -> int:
        """Of how many visits one of these goes otherwise, at most."""
        return max((number for turn, number in self.turns.items() if turn.kind in kinds), default=0)


@dataclass(frozen=True)
class Rehearsal:
    old: str
    new: str
    items: tuple[ItemRehearsal, ...]
    unchanged: int
    """Items both describe alike: whatever visit, it goes as before."""

    @property
    def visits(self) -> int:
        return sum(item.visits for item in self.items)

    @property
    def differing(self) -> int:
        return sum(item.differing for item in self.items)


def items_to_rehearse(old: Bundle, new: Bundle) -> list[str]:
    """Codes of items that are not the same in both."""
    codes = sorted({item.code for item in old.items} | {item.code for item in new.items})
    return [code for code in codes if old.find_item(code) != new.find_item(code)]


def rehearse(
    old: Bundle, new: Bundle, stored: dict[str, StoredVisit], step: Callable[[str], None] = lambda _code: None
) -> Rehearsal:
    """`step` is told each item that is through."""
    own: dict[str, list[ItemVisit]] = {}
    for visit in stored_visits(stored):
        own.setdefault(visit.item, []).append(visit)
    found = []
    codes = items_to_rehearse(old, new)
    for code in codes:
        found.append(_item(code, old.find_item(code), new.find_item(code), own.get(code, ())))
        step(code)
    unchanged = len(new.items) - sum(item.after is not None for item in found)
    return Rehearsal(old.version, new.version, tuple(found), unchanged)


def _item(code: str, before: Item | None, after: Item | None, own: Iterable[ItemVisit]) -> ItemRehearsal:
    """With the answers of both versions: what is new is tried, and what was possible is not forgotten."""
    visits = dict.fromkeys(visit for item in (before, after) if item is not None for visit in generated_visits(item))
    counts: dict[Turn, int] = {}
    named: dict[Turn, tuple[Text, ...]] = {}
    differing = 0
    everyone = [*own, *visits]
    for visit in everyone:
        found = list(turns(course_of(before, visit), course_of(after, visit)))
        differing += bool(found)
        for turn in found:
            counts[turn] = counts.get(turn, 0) + 1
            if visit.name is not None:
                named[turn] = (*named.get(turn, ()), visit.name)
    return ItemRehearsal(code, before, after, len(everyone), differing, counts, named)

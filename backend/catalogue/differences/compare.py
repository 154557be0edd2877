"""Comparing two catalogues part by part. Two that say the same have no difference, whatever files they came from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pydantic import BaseModel

from backend.catalogue.differences.everyday import everyday
from backend.catalogue.differences.model import Change, Difference, EntryDifference, ItemDifference, Kind
from backend.guide.bundle import Bundle
from backend.guide.item import Item
from backend.guide.papers_asked import PapersAsked, papers_asked
from backend.guide.text import Text

__all__ = ["difference"]

Key = tuple[str, int]

_FILLED_IN: Final = frozenset({"systems"})  # by the loader, from a list compared by itself
_LISTS: Final = ("departments", "systems", "documents", "life_events")
_KEYS: Final = {
    "requirements": "code", "materials": "code", "stages": "code", "situations": "fact", "fields": "fact",
    "proposes": "item", "neighbours": "item", "legal_basis": "text",
}  # fmt: skip
"""The lists of an item whose entries are told apart by a key of theirs; the others hold plain values."""


def difference(old: Bundle, new: Bundle) -> Difference:
    if old.version == new.version:
        return Difference(old.version, new.version)
    return Difference(old.version, new.version, tuple(_items(old, new)), tuple(_entries(old, new)))


def _items(old: Bundle, new: Bundle) -> Iterator[ItemDifference]:
    before = {item.code: item for item in old.items}
    after = {item.code: item for item in new.items}
    for code in sorted(before.keys() | after.keys()):
        was, now = before.get(code), after.get(code)
        if was is None or now is None:
            there, other = (was, new) if was is not None else (now, old)
            assert there is not None
            kind, listed = Kind.ADDED if was is None else Kind.REMOVED, other.find_brief(code) is not None
            yield ItemDifference(code, there.name, kind, was, now, listed=listed)
        elif was != now and (changes := tuple(_changes(was, now))):
            yield ItemDifference(code, now.name, Kind.CHANGED, was, now, changes, _papers(was, now))


def _papers(was: Item, now: Item) -> tuple[PapersAsked, PapersAsked] | None:
    before, after = papers_asked(was), papers_asked(now)
    return None if before == after else (before, after)


def _changes(was: Item, now: Item) -> Iterator[Change]:
    for part in Item.model_fields:
        before, after = getattr(was, part), getattr(now, part)
        if before == after or part in _FILLED_IN:
            continue
        if part == "facts":
            yield from _entries_of(part, {(code, 0): fact for code, fact in before.items()},
                                   {(code, 0): fact for code, fact in after.items()}, was, now)  # fmt: skip
        elif part in _KEYS:
            yield from _entries_of(part, _keyed(before, _KEYS[part]), _keyed(after, _KEYS[part]), was, now)
        elif isinstance(before, BaseModel) and isinstance(after, BaseModel) and not isinstance(before, Text):
            yield from _aspects(part, None, before, after)
        else:
            yield Change(Kind.CHANGED, "", aspect=part, before=before, after=after)


def _keyed(entries: Iterable[BaseModel], key: str) -> dict[Key, BaseModel]:
    """By key; one that stands twice is told apart by its number."""
    seen: Counter[str] = Counter()
    found: dict[Key, BaseModel] = {}
    for entry in entries:
        value = getattr(entry, key)
        code = value.zh if isinstance(value, Text) else str(value)
        found[code, seen[code]] = entry
        seen[code] += 1
    return found


def _entries_of(
    part: str, before: Mapping[Key, BaseModel], after: Mapping[Key, BaseModel], was: Item, now: Item
) -> Iterator[Change]:
    for key, entry in before.items():
        if key not in after:
            yield Change(Kind.REMOVED, part, _name(entry, was), before=entry)
    for key, entry in after.items():
        if key not in before:
            yield Change(Kind.ADDED, part, _name(entry, now), after=entry)
        elif before[key] != entry:
            yield from _aspects(part, _name(entry, now), before[key], entry)
    kept = [key for key in before if key in after]
    if part != "facts" and kept != [key for key in after if key in before]:
        names = [tuple(_name(side[key], item) for key in side) for side, item in ((before, was), (after, now))]
        yield Change(Kind.MOVED, part, before=names[0], after=names[1])


def _name(entry: BaseModel, item: Item) -> Text:
    """What people call an entry of a list: by its own name, or that of the fact it is about."""
    for key in ("name", "label", "text"):
        own = getattr(entry, key, None)
        if isinstance(own, Text):
            return own
    fact = item.facts.get(getattr(entry, "fact", ""))
    if fact is not None:
        return fact.label
    code = str(getattr(entry, "item", "") or getattr(entry, "fact", ""))
    return Text(zh=code, en=code)


def _aspects(part: str, name: Text | None, before: BaseModel, after: BaseModel) -> Iterator[Change]:
    for aspect in type(after).model_fields:
        one, other = getattr(before, aspect), getattr(after, aspect)
        if one != other:
            yield Change(Kind.CHANGED, part, name, aspect, one, other)


def _entries(old: Bundle, new: Bundle) -> Iterator[EntryDifference]:
    for name in _LISTS:
        yield from _list(name, getattr(old, name), getattr(new, name))
    unwritten = [{brief.code: brief for brief in bundle.briefs if not brief.guided} for bundle in (old, new)]
    described = {item.code for bundle in (old, new) for item in bundle.items}
    before, after = ({code: brief for code, brief in one.items() if code not in described} for one in unwritten)
    yield from _list("index", before, after)
    yield from _village(old, new)
    yield from everyday(old, new)


def _village(old: Bundle, new: Bundle) -> Iterator[EntryDifference]:
    """What a village assists, by item, and the proofs it must not be asked for."""
    was, now = old.village, new.village
    yield from _list("not_asked", was.not_asked, now.not_asked)
    for code in sorted(was.assists.keys() | now.assists.keys()):
        before, after = was.assists.get(code), now.assists.get(code)
        brief = new.find_brief(code) or old.find_brief(code)
        name = brief.name if brief is not None else Text(zh=code, en=code)
        if before is None or after is None:
            yield EntryDifference("assists", code, name, Kind.ADDED if before is None else Kind.REMOVED)
        elif before != after:
            change = Change(Kind.CHANGED, "", aspect="assists", before=before, after=after)
            yield EntryDifference("assists", code, name, Kind.CHANGED, changes=(change,))
    if was.ground != now.ground:
        change = Change(Kind.CHANGED, "", aspect="ground", before=was.ground, after=now.ground)
        name = Text(zh="不得要求村里出的证明", en="proofs no village issues")
        yield EntryDifference("not_asked", "", name, Kind.CHANGED, changes=(change,))


def _list(name: str, before: Mapping[str, BaseModel], after: Mapping[str, BaseModel]) -> Iterator[EntryDifference]:
    for code in sorted(before.keys() | after.keys()):
        was, now = before.get(code), after.get(code)
        there = now or was
        assert there is not None
        called: Text = getattr(there, "name")  # noqa: B009 - every entry of these lists has one
        if was is None or now is None:
            yield EntryDifference(name, code, called, Kind.ADDED if was is None else Kind.REMOVED, was, now)
        elif was != now:
            yield EntryDifference(name, code, called, Kind.CHANGED, was, now, tuple(_aspects("", None, was, now)))

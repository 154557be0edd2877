"""A difference in words, line by line: what a keeper reads before a new list takes effect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.catalogue.differences.model import Change, Difference, EntryDifference, ItemDifference, Kind
from backend.catalogue.differences.values import FILE, Speaker
from backend.catalogue.words import Words, words_from
from backend.guide.papers_asked import PapersAsked
from backend.guide.text import Text

__all__ = ["Section", "sections", "summary"]

_SHORT = 30  # characters two values may have together to stand in one line


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is said under it; a line that begins with blanks belongs to the one before."""

    heading: str
    lines: tuple[str, ...]


def summary(difference: Difference, language: str) -> str:
    """One sentence."""
    words = words_from(FILE, language)
    if difference.is_empty:
        return words("nothing" if difference.old == difference.new else "only_order")
    kinds = [item.kind for item in difference.items]
    counts = {kind.value: kinds.count(kind) for kind in (Kind.ADDED, Kind.REMOVED, Kind.CHANGED)}
    return words("summary", count=difference.count, **counts)


def sections(difference: Difference, language: str) -> Iterator[Section]:
    words = words_from(FILE, language)
    for item in difference.items:
        yield Section(f"{item.code} {words.said(item.name)}", tuple(_item_lines(item, words)))
    for entry in difference.entries:
        yield _entry(entry, words)


def _item_lines(item: ItemDifference, words: Words) -> Iterator[str]:
    if item.kind is Kind.ADDED:
        yield words("item_written" if item.listed else "item_added")
    elif item.kind is Kind.REMOVED:
        yield words("item_unwritten" if item.listed else "item_removed")
    if item.papers is not None:
        yield from _papers(*item.papers, words)
    was, now = Speaker(words, item.before), Speaker(words, item.after)
    for change in [one for one in item.changes if not _comes_along(one)] or item.changes:
        yield from _change(change, words, was, now)


def _comes_along(change: Change) -> bool:
    """A datum comes and goes with the question, line or condition that needs it, which is told."""
    return change.part == "facts" and change.kind in (Kind.ADDED, Kind.REMOVED)


def _papers(before: PapersAsked, after: PapersAsked, words: Words) -> Iterator[str]:
    more = after.after - before.after
    if more:
        name = f"papers_{'more' if more > 0 else 'less'}{'_1' if abs(more) == 1 else ''}"
        yield words(name, count=abs(more), before=before.after, after=after.after)
    else:
        yield words("papers_before", before=before.before, after=after.before)


def _entry(entry: EntryDifference, words: Words) -> Section:
    part = words(f"part_{entry.listed_in}")
    heading = words(f"entry_{entry.kind}", part=part, code=entry.code, name=words.said(entry.name)).strip()
    speaker = Speaker(words)
    return Section(
        heading, tuple(line for change in entry.changes for line in _change(change, words, speaker, speaker))
    )


def _change(change: Change, words: Words, was: Speaker, now: Speaker) -> Iterator[str]:
    part = words(f"part_{change.part}") if change.part else ""
    match change.kind:
        case Kind.ADDED | Kind.REMOVED:
            assert change.name is not None
            yield words(change.kind, part=part, name=words.said(change.name))
        case Kind.MOVED:
            yield words("moved", part=part, after=now.say(change.after))
        case Kind.CHANGED:
            yield from _values(change, _where(change, part, words), words, was, now)


def _where(change: Change, part: str, words: Words) -> str:
    if change.name is not None:
        return words("where", part=part, name=words.said(change.name))
    return words("where_part", part=part) if part else ""


def _values(change: Change, where: str, words: Words, was: Speaker, now: Speaker) -> Iterator[str]:
    aspect = change.aspect or ""
    called = now.aspect(aspect)
    before, after = change.before, change.after
    if isinstance(before, tuple) and isinstance(after, tuple):
        yield from _members(before, after, aspect, where, words, was, now)
        return
    if isinstance(before, dict) and isinstance(after, dict):
        before, after = _only_other(before, after), _only_other(after, before)
    told = was.say(before, aspect), now.say(after, aspect)
    if told[0] == told[1]:
        yield words("other_language" if isinstance(after, Text) else "wording", where=where, aspect=called)
    elif len(told[0]) + len(told[1]) <= _SHORT:
        yield words("set", where=where, aspect=called, before=told[0], after=told[1])
    else:
        yield words("wording", where=where, aspect=called)
        yield f"  {words('was', value=told[0])}"
        yield f"  {words('now', value=told[1])}"


def _members(
    before: Sequence[object], after: Sequence[object], aspect: str, where: str, words: Words, was: Speaker, now: Speaker
) -> Iterator[str]:
    """What was taken out of a list and put in; or only its order."""
    gone, new = [one for one in before if one not in after], [one for one in after if one not in before]
    called = now.aspect(aspect)
    for one in gone:
        yield words("gone_from", where=where, aspect=called, value=was.say(one, aspect))
    for one in new:
        yield words("new_in", where=where, aspect=called, value=now.say(one, aspect))
    if not gone and not new:
        yield words("order_of", where=where, aspect=called, value=now.say(tuple(after), aspect))


def _only_other(one: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in one.items() if key not in other or other[key] != value}

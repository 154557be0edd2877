"""Everyday words that lead to other items than before."""

from collections.abc import Iterator, Mapping

from backend.catalogue.differences.model import Change, EntryDifference, Kind
from backend.guide.bundle import Bundle
from backend.guide.search.names import Kind as NameKind
from backend.guide.search.names import SearchEntry
from backend.guide.text import Text

__all__ = ["everyday"]


def everyday(old: Bundle, new: Bundle) -> Iterator[EntryDifference]:
    """Of items called the same in both: where a name came, went or changed, the words follow it, and that is told."""
    was, now = ({entry.code: entry for entry in bundle.search_keys} for bundle in (old, new))
    same = [code for code in sorted(was.keys() & now.keys()) if _names(was[code]) == _names(now[code])]
    before, after = _by_word(was, same), _by_word(now, same)
    for word in sorted(before.keys() | after.keys()):
        gone = [code for code in before.get(word, ()) if code not in after.get(word, ())]
        come = [code for code in after.get(word, ()) if code not in before.get(word, ())]
        if gone or come:
            kind = Kind.ADDED if word not in before else Kind.REMOVED if word not in after else Kind.CHANGED
            change = Change(Kind.CHANGED, "", aspect="finds", before=_told(gone), after=_told(come))
            yield EntryDifference("everyday", word, Text(zh="", en=""), kind, changes=(change,))


def _names(entry: SearchEntry) -> set[tuple[NameKind, str]]:
    return {(name.kind, name.text) for name in entry.names if name.kind is not NameKind.WORD}


def _by_word(entries: Mapping[str, SearchEntry], codes: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in codes:
        for word in dict.fromkeys(name.text for name in entries[code].names if name.kind is NameKind.WORD):
            found.setdefault(word, []).append(code)
    return found


def _told(codes: list[str]) -> tuple[str, ...]:
    """In one line, however many they are."""
    return (" ".join(codes),) if codes else ()

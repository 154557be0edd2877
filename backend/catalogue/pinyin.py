"""Search keys with pinyin, worked out once when a catalogue is built: importing pypinyin costs half a second."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from backend.guide.bundle import Department, ItemBrief, LifeEvent
from backend.guide.item import Item
from backend.guide.search import Kind, SearchEntry, SearchName

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["readings", "search_entries"]

_MOST_READINGS = 6
_LIKELY_READINGS = 3
_HAN = re.compile(r"[\u3400-\u9fff]")
_RUNS = re.compile(r"[\u3400-\u9fff]+|.")


def search_entries(
    briefs: Iterable[ItemBrief],
    items: Mapping[str, Item],
    departments: Mapping[str, Department],
    life_events: Mapping[str, LifeEvent],
) -> tuple[SearchEntry, ...]:
    """One entry per item: every name somebody might call it by, in every likely reading."""
    known: dict[str, tuple[tuple[str, ...], ...]] = {}

    def names(kind: Kind, texts: Iterable[str]) -> list[SearchName]:
        found = []
        for text in dict.fromkeys(texts):
            if text not in known:
                known[text] = tuple(readings(text))
            found += [SearchName(kind=kind, text=text, pinyin=pinyin) for pinyin in known[text]]
        return found

    return tuple(_entry(brief, items.get(brief.code), departments, life_events, names) for brief in briefs)


def _entry(
    brief: ItemBrief,
    item: Item | None,
    departments: Mapping[str, Department],
    life_events: Mapping[str, LifeEvent],
    names: "Callable[[Kind, Iterable[str]], list[SearchName]]",
) -> SearchEntry:
    events = [event for event in life_events.values() if brief.code in event.items]
    department = departments.get(brief.department)
    found = [
        *names(Kind.CODE, (brief.code.replace("-", ""), brief.code)),
        *names(Kind.NAME, (brief.name.zh, brief.name.en)),
        *names(Kind.POPULAR, item.popular_names if item else ()),
        *names(Kind.LIFE_EVENT, (name for event in events for name in (event.name.zh, *event.popular_names))),
        *names(Kind.DEPARTMENT, (department.name.zh, department.category.zh) if department else ()),
    ]
    return SearchEntry(code=brief.code, names=tuple(found))


def readings(text: str) -> list[tuple[str, ...]]:
    """The syllable of each character, first as the phrase is read, then with each ambiguous one read otherwise."""
    usual: list[str] = []
    others: list[list[str]] = []
    for run in _RUNS.findall(text):
        phrase, single = _read(run)
        usual += phrase
        others += single
    found = [tuple(usual)]
    for place, alternatives in enumerate(others):
        for other in alternatives:
            if other != usual[place] and len(found) < _MOST_READINGS:
                found.append((*usual[:place], other, *usual[place + 1 :]))
    return found


def _read(run: str) -> tuple[list[str], list[list[str]]]:
    """The readings of a run of Chinese characters, or of one other character, which is read as itself."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - half a second of import, only at build

    if not _HAN.match(run):
        spoken = run.strip().lower() or "_"
        return [spoken], [[]]
    phrase = [one[0] for one in pinyin(run, style=Style.NORMAL)]
    single = [pinyin(char, style=Style.NORMAL, heteronym=True)[0][:_LIKELY_READINGS] for char in run]
    return phrase, single

"""Search keys with pinyin, worked out once when a catalogue is built: importing pypinyin costs half a second."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from backend.catalogue.everyday import words_of
from backend.guide.bundle import Department, ItemBrief, LifeEvent
from backend.guide.item import Item
from backend.guide.search import Kind, SearchEntry, SearchName
from backend.guide.village import VillageLists

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["proof_entries", "readings", "search_entries"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")

_ALSO_READ = {
    "簿": ("bo",), "薄": ("bo", "bu"), "恤": ("xue",), "畜": ("xu",), "券": ("juan",), "扎": ("zha",), "秸": ("ji",),
    "给": ("gei",), "血": ("xue",), "殡": ("bing",), "矫": ("qiao",), "缴": ("qiao",), "赡": ("zhan",), "械": ("jie",),
    "酵": ("xiao",), "癌": ("yan",), "绿": ("lu",), "旅": ("lu",), "女": ("nu",), "律": ("lu",), "率": ("lu",),
    "屡": ("lu",), "履": ("lu",), "虑": ("lu",), "驴": ("lu",), "铝": ("lu",),
}  # fmt: skip
"""How people read or type a character who do not read or type it as the dictionary says."""


def search_entries(
    briefs: Iterable[ItemBrief],
    items: Mapping[str, Item],
    departments: Mapping[str, Department],
    life_events: Mapping[str, LifeEvent],
    everyday: Mapping[str, Sequence[str]],
) -> tuple[SearchEntry, ...]:
    """One entry per item: every name somebody might call it by, in every likely reading.

    `everyday` words count for the items they name by code, and for those one of whose names holds what they stand for.
    """
    known: dict[str, tuple[tuple[str, ...], ...]] = {}

    def names(kind: Kind, texts: Iterable[str]) -> list[SearchName]:
        found = []
        for text in dict.fromkeys(texts):
            if text not in known:
                known[text] = tuple(readings(text))
            found += [SearchName(kind=kind, text=text, pinyin=pinyin) for pinyin in known[text]]
        return found

    entries = []
    for brief in briefs:
        entry = _entry(brief, items.get(brief.code), departments, life_events, names)
        words = names(Kind.WORD, words_of(entry, everyday))
        entries.append(entry.model_copy(update={"names": (*entry.names, *words)}))
    return tuple(entries)


def proof_entries(village: VillageLists) -> tuple[SearchEntry, ...]:
    """One entry per proof a village does not issue."""

    def names(texts: Iterable[str]) -> Iterable[SearchName]:
        for text in dict.fromkeys(texts):
            yield from (SearchName(kind=Kind.NAME, text=text, pinyin=pinyin) for pinyin in readings(text))

    proofs = village.not_asked.values()
    return tuple(SearchEntry(code=p.code, names=tuple(names((p.name.zh, p.name.en, *p.words)))) for p in proofs)


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
        *names(Kind.CODE, (brief.code,)),
        *names(Kind.NAME, (brief.name.zh, brief.name.en)),
        *names(Kind.POPULAR, item.popular_names if item else ()),
        *names(Kind.LIFE_EVENT, (name for event in events for name in (event.name.zh, *event.popular_names))),
        *names(Kind.DEPARTMENT, (department.name.zh, department.category.zh) if department else ()),
    ]
    return SearchEntry(code=brief.code, names=tuple(found))


def readings(text: str) -> list[tuple[str, ...]]:
    """The reading of each token, first as the phrases are read, then with characters a phrase changed read alone."""
    from pypinyin import Style, lazy_pinyin  # half a second of import, only at build

    usual: list[str] = []
    alone: list[str] = []
    for run in _RUNS.findall(text.lower()):
        if _HAN.match(run):
            usual += lazy_pinyin(run, style=Style.NORMAL)
            alone += [lazy_pinyin(char, style=Style.NORMAL)[0] for char in run]
        else:
            usual.append(run)
            alone.append(run)
    found = [tuple(usual)]
    characters = [char for run in _RUNS.findall(text.lower()) for char in (run if _HAN.match(run) else (run,))]
    for place, (char, other) in enumerate(zip(characters, alone, strict=True)):
        for reading in dict.fromkeys((other, *_ALSO_READ.get(char, ()))):
            if reading != usual[place]:
                found.append((*usual[:place], reading, *usual[place + 1 :]))
    return found

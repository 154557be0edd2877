"""The counter's search, without a screen: what one key costs over 282, 10,000 and 100,000 items."""

import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from backend.guide.bundle import Bundle
from tests.bench.figures import Figure, Note, Rows
from tests.bench.large_catalogue import grown
from tests.bench.processes import resident_mib
from tui.client.catalogue import Catalogue
from tui.client.catalogue_shelf import KeptCatalogue

__all__ = ["TYPED", "measure"]

TYPED = (
    "ylbx", "yanglaobaoxian", "城乡居民基本养老", "rs001", "jzz", "juzhuzheng", "低保", "dibao", "zjd", "yinger",
    "nongcunzhaijidi", "shebaoka", "社保卡", "hukou", "laonian", "sfz", "gtgsh", "getihu", "wufanzui", "xuexiao",
    "yanglaobaoxan", "gongzufang",
)  # fmt: skip
"""What operators type: initials, full pinyin, characters, codes, popular names, a slip."""
SIZES = (0, 10_000, 100_000)
ROUNDS = 5


def measure(folder: Path) -> Rows:
    yield (floor := Figure("substring of every name, 10,000 items (floor)", list(_plain(grown(10_000)))))
    for size in SIZES:
        yield from _over(grown(size), floor)


def _over(bundle: Bundle, floor: Figure) -> Rows:
    size, content = len(bundle.briefs), bundle.model_dump_json(by_alias=True).encode()
    before, began = resident_mib(os.getpid()), perf_counter()
    catalogue = Catalogue.read(KeptCatalogue(bundle.version, "", content, is_checked=True))
    took = perf_counter() - began
    yield Figure(f"a key, {size:,} items", list(_keys(catalogue)), floor=floor)
    told = f"{took:.1f} s, {resident_mib(os.getpid()) - before:.0f} MiB"
    yield Note(f"reading the catalogue of {size:,} items and its index: {told}")


def _keys(catalogue: Catalogue) -> Iterator[float]:
    """Each search as if nobody had asked it before: another citizen each round, or it would be remembered."""
    for citizen in range(ROUNDS):
        for typed in TYPED:
            for length in range(1, len(typed) + 1):
                began = perf_counter()
                catalogue.find(typed[:length], likely=(f"citizen {citizen}",))
                yield (perf_counter() - began) * 1000


def _plain(bundle: Bundle) -> Iterator[float]:
    names = [brief.name.zh for brief in bundle.briefs]
    for typed in TYPED * ROUNDS:
        began = perf_counter()
        [name for name in names if typed in name]
        yield (perf_counter() - began) * 1000

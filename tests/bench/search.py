"""The counter's search, without a screen: what one key costs over 282 and over 10,000 items."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from backend.guide.bundle import Bundle
from tests.bench.figures import Figure, Rows
from tests.bench.large_catalogue import grown
from tui.client.catalogue import Catalogue

__all__ = ["TYPED", "measure"]

TYPED = (
    "ylbx", "yanglaobaoxian", "城乡居民基本养老", "rs001", "jzz", "juzhuzheng", "低保", "dibao", "zjd", "yinger",
    "nongcunzhaijidi", "shebaoka", "社保卡", "hukou", "laonian", "sfz", "gtgsh", "getihu", "wufanzui", "xuexiao",
    "yanglaobaoxan", "gongzufang",
)  # fmt: skip
"""What operators type: initials, full pinyin, characters, codes, popular names, a slip."""
ROUNDS = 5


def measure(folder: Path) -> Rows:
    small, large = grown(0), grown(10_000)
    floor = Figure("substring of every name, 10,000 items (floor)", list(_plain(large)))
    rows = [floor]
    for bundle in (small, large):
        began = perf_counter()
        catalogue = Catalogue.read(bundle.version, bundle.model_dump_json(by_alias=True).encode())
        read = (perf_counter() - began) * 1000
        size = len(bundle.briefs)
        rows.append(Figure(f"a key, {size:,} items", list(_keys(catalogue)), floor=floor))
        rows.append(Figure(f"reading the catalogue and its index, {size:,} items", [read]))
    return rows


def _keys(catalogue: Catalogue) -> Iterator[float]:
    for _ in range(ROUNDS):
        for typed in TYPED:
            for length in range(1, len(typed) + 1):
                began = perf_counter()
                catalogue.find(typed[:length])
                yield (perf_counter() - began) * 1000


def _plain(bundle: Bundle) -> Iterator[float]:
    names = [brief.name.zh for brief in bundle.briefs]
    for typed in TYPED * ROUNDS:
        began = perf_counter()
        [name for name in names if typed in name]
        yield (perf_counter() - began) * 1000

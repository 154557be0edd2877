"""Every item of the catalogue at the real counter, of somebody the systems know and of somebody they do not.

Takes long (some seconds an item), so it runs only when it is named: `python -m tests.bench items`.
"""

from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure, Note, Rows
from tui.demo.all_items.run import Wish, take_items
from tui.demo.all_items.taken import Taken

__all__ = ["measure"]


def measure(folder: Path) -> Rows:
    return list(_both(folder))


def _both(folder: Path) -> Rows:
    for who, unknown in (("known", False), ("unknown", True)):
        rows = take_items(folder / who, Wish(unknown=unknown))
        done = [row for row in rows if row.is_good]
        yield Note(f"{who} citizen: {len(done)} of {len(rows)} items from card to result")
        yield from _figures(who, done)


def _figures(who: str, rows: Sequence[Taken]) -> Rows:
    measured = [row.measures for row in rows if row.measures is not None]
    if not measured:
        return
    worst = max(rows, key=lambda row: row.keys)
    yield Figure(f"{who}: keys per item, card to result", [row.keys for row in rows], "keys")
    yield Note(f"{who}: most keys {worst.keys}, {worst.code}")
    yield Figure(f"{who}: fields typed per item", [len(row.typed) for row in rows], "fields")
    yield Figure(f"{who}: values of the form prefilled", [100 * one.share for one in measured], "%")
    yield Figure(f"{who}: papers asked before sharing", [one.papers_before for one in measured], "papers")
    yield Figure(f"{who}: papers asked after sharing", [one.papers_after for one in measured], "papers")
    yield Figure(f"{who}: time per item, no waiting at departments", [row.seconds for row in rows], "s")

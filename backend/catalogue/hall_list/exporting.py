"""The list of a catalogue, one row an item: for an office program, and to be imported again."""

import csv
import io
from collections.abc import Iterator

from backend.catalogue.differences.values import value_word
from backend.catalogue.hall_list.columns import COLUMNS
from backend.guide.bundle import Bundle, ItemBrief
from backend.guide.item import Item
from backend.guide.papers_asked import papers_asked

__all__ = ["list_csv"]

_WORDS = ("item_type", "case_type", "level", "intake_level", "approval_pattern", "frequency")


def list_csv(bundle: Bundle, language: str) -> bytes:
    """CSV with a byte order mark, as office programs want it to see that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.heading(language) for column in COLUMNS])
    for brief in sorted(bundle.briefs, key=lambda one: one.code):
        cells = dict(_cells(brief, bundle.find_item(brief.code), bundle, language))
        writer.writerow([_harmless(cells.get(column.key, "")) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _cells(brief: ItemBrief, item: Item | None, bundle: Bundle, language: str) -> Iterator[tuple[str, str]]:
    there = item or brief
    yield from (("code", there.code), ("name", there.name.zh), ("name_en", there.name.en))
    department, system = bundle.departments.get(there.department), bundle.systems.get(there.system)
    yield "department", department.name.to(language) if department else there.department
    yield "system", system.name.to(language) if system else there.system
    for key in _WORDS:
        if hasattr(there, key):
            yield key, value_word(getattr(there, key), language)
    yield "described", value_word(item is not None, language)
    if item is None:
        return
    papers = papers_asked(item)
    none = value_word(None, language)
    yield "statutory_days", none if item.statutory_days is None else str(item.statutory_days)
    yield "promised_days", str(item.promised_days)
    yield "popular_names", "、".join(item.popular_names)
    yield from (("papers_before", str(papers.before)), ("papers_after", str(papers.after)))


def _harmless(cell: str) -> str:
    """An office program would take what begins so for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell

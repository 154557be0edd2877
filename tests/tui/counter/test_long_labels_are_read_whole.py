"""A label too long for its column is cut in the list, and read whole where one works."""

import pytest

from backend.guide import Item
from backend.guide.steps import Step
from tests.backend.guide.builders import PLACE, fact, field, item
from tui.counter.pages.entry_rows import EntryView, entry_rows
from tui.counter.visit import Visit
from tui.counter.visit.entry_lines import entry_lines
from tui.widgets.sheet_rows import Cell, columns_rows, fitted, row

LONG = "Where the machines stand, and how many"
ITEM: Item = item(
    fact("machines", label={"zh": "售货机放在哪里、一共有几台机器", "en": LONG}),
    fact("phone"),
    fields=[field("machines"), field("phone")],
)


@pytest.mark.parametrize(("at", "whole"), [("machines", 1), ("phone", 0)])
def test_the_label_at_the_cursor_is_read_whole(at: str, whole: int) -> None:
    visit = Visit("v", {ITEM.code: ITEM}, PLACE)
    visit.take(ITEM.code, "c")
    rows = entry_rows(visit, entry_lines(visit, Step.FILL), EntryView(step=Step.FILL, at=at), 80)
    texts = ["".join(span[0] for span in row.spans) for row in rows]
    assert sum(LONG in text or "一共有几台机器" in text for text in texts) == whole


def test_columns_that_cut_nothing_go_on_below_each_under_its_own() -> None:
    rows = columns_rows([Cell("   Where they stand", 12), Cell("in the hall"), Cell("typed", 8, "", "right")], 33)
    assert ["".join(text for text, _role in row.spans) for row in rows] == [
        "   Where     in the hall    typed",
        "   they                          ",
        "   stand                         ",
    ]


@pytest.mark.parametrize(
    ("line", "drawn"),
    [(" Name   Li   typed", " Name   Li   typed↓"), (" Name   Li         ", " Name   Li      ↓12")],
)
def test_the_mark_of_more_lines_moves_nothing_and_counts_them_where_there_is_room(line: str, drawn: str) -> None:
    assert "".join(text for text, _role in fitted(row(line), 19, " ↓12")) == drawn

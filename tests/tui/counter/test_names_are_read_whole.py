"""Names stand whole where there is room: of items in a row as far as it goes, of papers on as many as it takes."""

import pytest

from backend.guide import Item
from tests.backend.guide.builders import PLACE, item, paper
from tui.counter.pages.found_rows import event_row, item_row
from tui.counter.pages.papers import PapersPage
from tui.counter.visit import Visit
from tui.widgets.cells import width

NAME = "Registration of residents for the basic pension"  # 47 cells
PAPER = "Statement of the village on the use of the land, signed by all neighbours"


def shown(name: str, cells: int, *, state: str = "", alias: str = "") -> str:
    text = "".join(piece for piece, _role in item_row("RS-001", name, (), state, alias, cells, offered=True))
    assert width(text) == cells
    return text.rstrip()


def test_a_name_alone_has_the_whole_row() -> None:
    assert shown(NAME, 55) == f"RS-001  {NAME}"
    assert shown(NAME, 54).endswith("basic pensi…")


def test_what_it_was_found_by_leaves_the_name_its_room() -> None:
    assert shown(NAME, 75, alias="the new countryside").endswith(f"{NAME} the new countryside")
    assert shown(NAME, 66, alias="the new countryside").endswith(f"{NAME} the new c…")
    assert shown(NAME, 60, alias="the new countryside") == f"RS-001  {NAME}"


def test_why_an_item_is_not_to_be_taken_always_stands_there() -> None:
    assert shown(NAME, 50, state="ask a specialist").endswith("… ask a specialist")


def test_a_bundle_is_counted_beside_its_name() -> None:
    assert "".join(piece for piece, _role in event_row("A child is born", 6, 40)) == (
        "Bundle  A child is born          6 items"
    )


def paper_rows(room: int) -> list[str]:
    offered: Item = item(materials=[paper("statement", name={"zh": "说明", "en": PAPER}), paper("photo")])
    visit = Visit("v", {offered.code: offered}, PLACE)
    visit.take(offered.code, "c")
    page = PapersPage()
    page._visit = visit
    return ["".join(text for text, _role in row.spans) for row in page.rows(room)]


@pytest.mark.parametrize("room", [100, 58])
def test_a_paper_is_named_whole_on_as_many_lines_as_it_takes(room: int) -> None:
    rows = paper_rows(room)
    first = next(place for place, row in enumerate(rows) if "Statement of the village" in row)
    named = " ".join(row.removeprefix("   ") for row in rows[first : first + 2])
    assert all(word in named for word in PAPER.split())
    assert all(width(row) <= room for row in rows)

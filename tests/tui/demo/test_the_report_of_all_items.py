"""The report: one row an item, figures over all, and what did not come to its end is no success."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.guide.papers_asked import PapersAsked
from tui.demo.all_items.report import summary, write_report
from tui.demo.all_items.taken import Measures, Taken
from tui.locale import language, set_language


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)


def taken(code: str, keys: int, *, end: str = "closed", trouble: str = "") -> Taken:
    row = Taken(
        code, f"事项 {code}", ("RS-JM",), PapersAsked(2, 1), keys=keys, typed=["phone"], end=end, trouble=trouble
    )
    row.measures = Measures(papers_before=2, papers_after=1, values=10, prefilled=8)
    return row


def test_an_item_is_good_only_when_its_case_was_closed_without_trouble() -> None:
    assert taken("RS-001", 20).is_good
    assert not taken("RS-001", 20, end="in_review").is_good
    assert not taken("RS-001", 20, trouble="returned").is_good


def test_the_figures_are_medians_worst_and_sums() -> None:
    text = "\n".join(summary([taken("RS-001", 20), taken("RS-002", 30), taken("RS-003", 70, trouble="stuck")]))
    assert "2 of 3 items" in text
    assert "keys: median 30, worst 70 (RS-003)" in text
    assert "24 of 30 (80%)" in text
    assert "6 before sharing, 3 after; as published for 3 of 3" in text


def test_the_ending_of_the_file_says_how_the_table_is_written(tmp_path: Path) -> None:
    rows = [taken("RS-001", 20), taken("RS-002", 30, trouble="a | b")]
    write_report(tmp_path / "r.md", rows, "Every item")
    write_report(tmp_path / "r.csv", rows, "Every item")
    markdown = (tmp_path / "r.md").read_text("utf-8").splitlines()
    table = [line for line in markdown if line.startswith("|")]
    assert len(table) == 4 and len({line.count("|") for line in table}) == 1
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        assert [row["outcome"] for row in csv.DictReader(file)] == ["closed", "a | b"]


def test_no_row_holds_a_number_of_a_case_or_a_person_in_what_is_printed() -> None:
    row = taken("RS-001", 20)
    row.number = "999999101000032611220015"
    assert row.number not in repr(row)

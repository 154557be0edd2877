import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.cells import clean, columns, fit, pad, wrap

any_text = st.text(max_size=200) | st.text("城乡居民 ab\u0301\u202e\ufe0f\u200d👨👩", max_size=80)
widths = st.integers(min_value=0, max_value=60)


@given(any_text, widths)
def test_fit_never_takes_more_cells_than_it_may(text: str, cells: int) -> None:
    assert cell_len(fit(text, cells)) <= cells


@given(any_text, widths)
def test_pad_takes_exactly_the_cells_it_is_given(text: str, cells: int) -> None:
    for align in ("left", "right", "center"):
        assert cell_len(pad(text, cells, align)) == cells


@given(any_text, widths)
def test_what_is_left_out_is_marked_and_what_fits_is_whole(text: str, cells: int) -> None:
    shown = fit(text, cells)
    if shown != clean(text):
        assert shown == "" if cells == 0 else shown.endswith("…")


@given(any_text)
def test_clean_text_can_always_be_encoded_and_never_controls_the_terminal(text: str) -> None:
    line = clean(text)
    line.encode()
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in line)
    assert clean(line) == line


@given(st.text("城乡居民基本养老 some words\n", max_size=300), st.integers(min_value=2, max_value=50))
def test_wrapping_loses_nothing_but_blanks(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert all(cell_len(line) <= cells for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("城乡居民", 8, "城乡居民"),
        ("城乡居民", 7, "城乡居…"),
        ("城乡居民", 6, "城乡…"),
        ("abc", 2, "a…"),
        ("城", 1, "…"),
        ("a\u202eb\x1b[31mc", 9, "ab[31mc"),
        ("\ud800x", 5, "x"),
        ("\u0301x", 5, "x"),
        ("👍🏽🇨🇳👨‍👩", 9, "👍👨👩"),
        ("line\nbreak\ttab", 20, "line break tab"),
    ],
)
def test_fit_measures_in_cells(text: str, cells: int, shown: str) -> None:
    assert fit(text, cells) == shown


def test_a_pasted_novel_is_fitted_without_being_measured() -> None:
    assert fit("城" * 1_000_000, 11) == "城城城城城…"


def test_columns_align_whatever_is_in_them() -> None:
    rows = [columns(row, (6, 4)) for row in (("城乡居民", "12"), ("ab", "一二三"))]
    assert rows == ["城乡…  12  ", "ab     一… "]


def test_english_words_are_not_broken_and_chinese_breaks_anywhere() -> None:
    assert wrap("Make it bigger please", 10) == ["Make it", "bigger", "please"]
    assert wrap("窗口太小了请放大", 6) == ["窗口太", "小了请", "放大"]
    assert wrap("  - list entry that goes on", 14) == ["  - list entry", "  that goes on"]
    assert wrap("", 10) == [""]


def test_no_line_begins_with_a_full_stop_or_ends_with_an_opening_bracket() -> None:
    assert wrap("可以念、可以打印，什么都不会改。", 30) == ["可以念、可以打印，什么都不会", "改。"]
    assert wrap("到派出所开（要带证", 12) == ["到派出所开", "（要带证"]
    assert wrap("。" * 5, 4) == ["。。", "。。", "。"]


def test_the_star_of_a_masked_name_or_address_stays_with_what_it_masks() -> None:
    assert wrap("石门村*", 6) == ["石门", "村*"]
    assert wrap("登记的是向*，请核对", 10) == ["登记的是", "向*，请核", "对"]


def test_what_stands_behind_an_indented_label_goes_on_below_itself() -> None:
    assert wrap("  已收材料    登记表、户口簿、照片", 30) == ["  已收材料    登记表、户口簿、", "              照片"]
    assert wrap("  Handed in  Form, Booklet, Photos", 26) == [
        "  Handed in  Form,",
        "             Booklet,",
        "             Photos",
    ]

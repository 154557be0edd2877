"""A name is the same however it is written, and nothing but a whole name is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.guide.person_names import LONGEST, find_name_problem, normalised_name

PARTS = st.text(st.sampled_from("测试某欧阳买提·abcdéßǅİＡ　 -’𠮷"), max_size=20)


@pytest.mark.parametrize(
    "written",
    ["买买提·阿不都", "买买提•阿不都", "买买提 阿不都", "买买提・阿不都", " 买买提﹒阿不都 ", "买买提\u200b阿不都"],
)
def test_blanks_and_dots_make_no_other_name(written: str) -> None:
    assert normalised_name(written) == "买买提阿不都"


def test_letters_of_any_width_and_case_are_the_same() -> None:
    assert normalised_name("ＳＭＩＴＨ, John") == normalised_name("smith john")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("测试某", None),
        ("测试", None),
        ("\ue123测试", None),  # a rare character of an old card
        ("测", "too_short"),
        ("  ", "too_short"),
        ("", "too_short"),
        ("·-", "too_short"),
        ("测*", "character"),
        ("测%", "character"),
        ("测_", "character"),
        ("测?", "character"),
        ("测试1", "character"),
        ("测\x1b[2J试", "character"),
        ("测" * LONGEST, None),
        ("测" * (LONGEST + 1), "too_long"),
    ],
)
def test_what_is_no_whole_name_is_not_looked_for(name: str, problem: str | None) -> None:
    assert find_name_problem(name) == problem


@given(PARTS)
def test_the_indexed_form_is_its_own_form(name: str) -> None:
    once = normalised_name(name)
    assert normalised_name(once) == once


@given(PARTS, PARTS)
def test_a_blank_between_changes_nothing(one: str, other: str) -> None:
    assert normalised_name(f"{one} {other}") == normalised_name(f"{one}·{other}")

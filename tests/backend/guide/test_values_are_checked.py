"""Typing is forgiven, wrong values are not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.guide import FactKind, Value, find_problem, normalise, problem_text
from tests.backend.guide.builders import choice, fact

KINDS = [kind for kind in FactKind if kind not in (FactKind.CHOICE, FactKind.TABLE)]


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (FactKind.PHONE, "１３８ 0000-0000", "13800000000"),
        (FactKind.ID_NUMBER, "９９９999 19900101 123x", "99999919900101123X"),
        (FactKind.BANK_CARD, "6222 0212 3456 7890", "6222021234567890"),
        (FactKind.INTEGER, "１，２００", 1200),
        (FactKind.MONEY, "￥１，２００．５元", "1200.50"),
        (FactKind.DATE, "2026年3月5日", "2026-03-05"),
        (FactKind.DATE, "20260305", "2026-03-05"),
        (FactKind.DATE, "2026．3．5", "2026-03-05"),
        (FactKind.YES_NO, "是", True),
        (FactKind.YES_NO, "Ｎ", False),
        (FactKind.TEXT, "　东瀼口镇  二组 ", "东瀼口镇 二组"),
    ],
)
def test_slips_of_the_keyboard_are_forgiven(kind: FactKind, typed: str, value: Value) -> None:
    assert normalise(fact("f", kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        (FactKind.PHONE, "13800000000", None),
        (FactKind.PHONE, "1380000000", "phone"),
        (FactKind.PHONE, "23800000000", "phone"),
        (FactKind.ID_NUMBER, "999999199001011238", None),
        (FactKind.ID_NUMBER, "999999199001011230", "id_number_check"),
        (FactKind.ID_NUMBER, "99999919900101123", "id_number"),
        (FactKind.ID_NUMBER, "999999199013011235", "id_number_birth"),
        (FactKind.BANK_CARD, "4111111111111111", None),
        (FactKind.BANK_CARD, "4111111111111112", "bank_card"),
        (FactKind.BANK_CARD, "123", "bank_card"),
        (FactKind.DATE, "2026-02-28", None),
        (FactKind.DATE, "2026-02-29", "date"),
        (FactKind.DATE, "today", "date"),
        (FactKind.MONEY, "12.30", None),
        (FactKind.MONEY, "12.345", "money"),
        (FactKind.MONEY, "-1", "money"),
        (FactKind.INTEGER, "12", "integer"),
        (FactKind.INTEGER, True, "integer"),
        (FactKind.YES_NO, "yes", "yes_no"),
        (FactKind.TEXT, "x" * 61, "too_long"),
    ],
)
def test_a_wrong_value_has_a_name(kind: FactKind, value: Value, problem: str | None) -> None:
    assert find_problem(fact("f", kind), value) == problem


def test_limits_patterns_choices_and_tables_are_kept() -> None:
    number = fact("n", FactKind.INTEGER, least=1, most=3)
    assert [find_problem(number, value) for value in (0, 1, 3, 4)] == ["too_small", None, None, "too_large"]
    assert find_problem(fact("p", pattern="[A-Z]{2}"), "AB1") == "pattern"
    assert find_problem(choice("c", "xy"), "z") == "choice"
    table = fact("t", FactKind.TABLE, columns=[{"code": "a", "label": {"zh": "一", "en": "a"}}])
    assert find_problem(table, [["1"], ["2"]]) is None
    assert find_problem(table, [["1", "2"]]) == "table"


@given(st.sampled_from(KINDS), st.text(max_size=30))
def test_whatever_is_typed_is_right_or_has_a_sentence(kind: FactKind, typed: str) -> None:
    one = fact("f", kind, least=0, most=10) if kind is FactKind.INTEGER else fact("f", kind)
    problem = find_problem(one, normalise(one, typed))
    if problem is not None:
        sentence = problem_text(problem, one)
        assert sentence.zh and sentence.en and "{" not in sentence.zh + sentence.en


@given(st.sampled_from(KINDS), st.text(max_size=30))
def test_cleaning_twice_is_cleaning_once(kind: FactKind, typed: str) -> None:
    one = fact("f", kind)
    once: Any = normalise(one, typed)
    assert normalise(one, str(once)) == once

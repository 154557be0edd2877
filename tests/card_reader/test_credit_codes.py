import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from card_reader import NumberCode, NumberKind, check_credit_code
from card_reader.credit_codes import credit_check_character

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    "typed",
    ["91110000600037341L", "９１１１００００６０００３７３４１Ｌ", "91110000-60003734-1l ", "9111 0000 6000 3734 1L"],
)
def test_a_right_credit_code_is_accepted_however_it_is_typed(typed):
    check = check_credit_code(typed)
    assert (check.accepted, check.number, check.kind) == (True, "91110000600037341L", NumberKind.CREDIT_CODE)
    assert check.warnings == ()


@pytest.mark.parametrize(
    ("typed", "code", "params"),
    [
        ("", NumberCode.EMPTY, {}),
        ("91110000600037341M", NumberCode.WRONG_CHECK_CHARACTER, {}),
        ("9111000060003734", NumberCode.WRONG_LENGTH, {"length": 16, "expected": 18}),
        ("91110000600037341O", NumberCode.WRONG_CHARACTER, {"position": 18}),
        ("911A0000600037341L", NumberCode.WRONG_CHARACTER, {"position": 4}),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong_where(typed, code, params):
    check = check_credit_code(typed)
    assert (check.code, check.params) == (code, params)


def test_an_unknown_area_of_a_credit_code_only_warns():
    first = "91990000600037341"
    check = check_credit_code(first + credit_check_character(first))
    assert (check.accepted, check.params) == (True, {"area": "99"})


@given(st.text("0123456789", min_size=6, max_size=6), st.text(ALPHABET, min_size=9, max_size=9))
def test_our_check_character_is_the_one_of_the_independent_library(area, organisation):
    first = "91" + area + organisation
    assert credit_check_character(first) == uscc.calc_check_digit(first)


@given(st.text(max_size=40))
def test_any_text_gets_a_verdict(text):
    assert check_credit_code(text).code in set(NumberCode)

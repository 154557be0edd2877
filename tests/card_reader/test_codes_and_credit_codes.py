from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from card_reader import NumberCode, NumberKind, Source, UnusableCode, check_credit_code, number_in, opaque_code
from card_reader.codes import LONGEST_CODE
from card_reader.credit_codes import credit_check_character

TODAY = date(2026, 3, 2)
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


def test_a_code_from_a_telephone_is_taken_as_it_is_and_proves_nothing():
    code = opaque_code("MTAwMDAxMjM0NTY3ODkw/AbC+==\r\n")
    assert (code.text, code.source, code.verified) == ("MTAwMDAxMjM0NTY3ODkw/AbC+==", Source.QR, False)
    assert "MTAw" not in repr(code)


@pytest.mark.parametrize(
    ("scanned", "reason"),
    [("", "empty"), ("  \n", "empty"), ("x" * (LONGEST_CODE + 1), "too_long"), ("a\x1bb", "unprintable")],
)
def test_what_cannot_be_a_code_is_refused(scanned, reason):
    with pytest.raises(UnusableCode) as caught:
        opaque_code(scanned)
    assert caught.value.code == reason
    assert "x\x1b" not in str(caught.value)


def test_a_code_that_is_an_id_number_stays_a_code():
    code = opaque_code("999999199001011238")
    check = number_in(code, today=TODAY)
    assert check is not None
    assert check.accepted
    assert (code.source, code.verified) == (Source.QR, False)
    assert number_in(opaque_code("https://example.invalid/999999199001011238"), today=TODAY) is None

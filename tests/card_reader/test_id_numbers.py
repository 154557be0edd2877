from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from card_reader import NumberCode, NumberKind, NumberWarning, Sex, check_number, normalise_number
from card_reader.numbers import check_character

TODAY = date(2026, 3, 2)
VALID = {
    "999999199001011238": (NumberKind.RESIDENT, date(1990, 1, 1), Sex.MALE),
    "99999919600229124X": (NumberKind.RESIDENT, date(1960, 2, 29), Sex.FEMALE),
    "810000199001010019": (NumberKind.HMT_PERMIT, date(1990, 1, 1), Sex.MALE),
    "911124198108030024": (NumberKind.FOREIGNER_2023, date(1981, 8, 3), Sex.FEMALE),
    "932682198501010017": (NumberKind.FOREIGNER_2023, date(1985, 1, 1), Sex.MALE),
    "931586198001010028": (NumberKind.FOREIGNER_2023, date(1980, 1, 1), Sex.FEMALE),
    "11010519491231002X": (NumberKind.RESIDENT, date(1949, 12, 31), Sex.FEMALE),
    "440524188001010014": (NumberKind.RESIDENT, date(1880, 1, 1), Sex.MALE),
    "830000199201300022": (NumberKind.HMT_PERMIT, date(1992, 1, 30), Sex.FEMALE),
}  # fmt: skip


@pytest.mark.parametrize("number", VALID)
def test_every_valid_vector_is_accepted(number):
    check = check_number(number, today=TODAY)
    assert check.accepted
    assert (check.kind, check.birth_date, check.sex) == VALID[number]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("999999199001011236", NumberCode.WRONG_CHECK_CHARACTER),
        ("110105194912310021", NumberCode.WRONG_CHECK_CHARACTER),
        ("999999199002301237", NumberCode.IMPOSSIBLE_BIRTH_DATE),
    ],
)
def test_every_invalid_vector_is_refused_with_its_reason(number, code):
    check = check_number(number, today=TODAY)
    assert (check.accepted, check.code) == (False, code)


@pytest.mark.parametrize("number", ["999999199001011238", "99999919600229124X"])
def test_an_unknown_area_only_warns(number):
    check = check_number(number, today=TODAY)
    assert (check.code, check.warnings, check.params) == (NumberCode.OK, (NumberWarning.UNKNOWN_AREA,), {"area": "99"})


def test_a_known_area_does_not_warn():
    assert check_number("11010519491231002X", today=TODAY).warnings == ()


@pytest.mark.parametrize(
    "typed",
    [
        "99999919600229124x",
        " 999999 19600229 124X ",
        "999999-19600229-124X",
        "９９９９９９１９６００２２９１２４Ｘ",
        "999999\u300019600229\u00a0124ｘ",
        "999999196002\u200b29124X\n",
    ],
)
def test_all_ways_of_typing_a_number_mean_the_same(typed):
    assert check_number(typed, today=TODAY).number == "99999919600229124X"
    assert check_number(typed, today=TODAY).accepted


@pytest.mark.parametrize(
    ("typed", "code", "params"),
    [
        ("", NumberCode.EMPTY, {}),
        ("  - ", NumberCode.EMPTY, {}),
        ("99999919900101123", NumberCode.WRONG_LENGTH, {"length": 17, "expected": 18}),
        ("9999991990010112388", NumberCode.WRONG_LENGTH, {"length": 19, "expected": 18}),
        ("9999991990O1011238", NumberCode.WRONG_CHARACTER, {"position": 11}),
        ("X99999199001011238", NumberCode.WRONG_CHARACTER, {"position": 1}),
        ("099999199001011238", NumberCode.WRONG_CHARACTER, {"position": 1}),
        ("测试", NumberCode.WRONG_CHARACTER, {"position": 1}),
    ],
)
def test_a_malformed_number_says_what_is_wrong_where(typed, code, params):
    check = check_number(typed, today=TODAY)
    assert (check.code, check.params) == (code, params)


def numbered(birth: str) -> str:
    first = "110101" + birth + "001"
    return first + check_character(first)


def test_a_birth_date_may_be_today_but_not_tomorrow():
    assert check_number(numbered("20260302"), today=TODAY).accepted
    assert check_number(numbered("20260303"), today=TODAY).code is NumberCode.BIRTH_IN_FUTURE


def test_nobody_is_older_than_150():
    assert check_number(numbered("18760302"), today=TODAY).accepted
    assert check_number(numbered("18750303"), today=TODAY).accepted
    too_old = check_number(numbered("18750302"), today=TODAY)
    assert (too_old.code, too_old.params) == (NumberCode.BIRTH_TOO_LONG_AGO, {"years": 150})


def test_a_number_of_fifteen_digits_is_recognised_but_never_converted():
    check = check_number("110105491231002", today=TODAY)
    assert (check.accepted, check.code, check.kind) == (False, NumberCode.LEGACY_NUMBER, NumberKind.LEGACY_15)
    assert (check.number, check.birth_date, check.sex) == ("110105491231002", date(1949, 12, 31), Sex.FEMALE)


def test_a_number_of_fifteen_digits_without_a_date_is_a_mistake():
    assert check_number("110105491331002", today=TODAY).code is NumberCode.IMPOSSIBLE_BIRTH_DATE


def test_an_old_foreigner_number_is_accepted_and_said_to_be_unverified():
    check = check_number("can 9999 0000 0000", today=TODAY)
    assert (check.accepted, check.kind) == (True, NumberKind.FOREIGNER_2017)
    assert check.warnings == (NumberWarning.NO_CHECK_CHARACTER,)


@given(st.from_regex(r"[1-9][0-9]{16}", fullmatch=True))
def test_our_check_character_is_the_one_of_the_independent_library(first):
    assert check_character(first) == ric.calc_check_digit(first + "0")


@given(st.sampled_from(sorted(VALID)), st.data())
def test_one_wrong_digit_is_never_accepted(number, draw):
    at = draw.draw(st.integers(0, 16))
    digit = draw.draw(st.sampled_from([d for d in "0123456789" if d != number[at]]))
    assert not check_number(number[:at] + digit + number[at + 1 :], today=TODAY).accepted


@given(st.sampled_from(sorted(VALID)), st.integers(0, 16))
def test_two_swapped_neighbours_are_never_accepted(number, at):
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert swapped == number or not check_number(swapped, today=TODAY).accepted


@given(st.text(max_size=30))
def test_any_text_gets_a_verdict_and_normalising_settles_it(text):
    number = normalise_number(text)
    assert check_number(text, today=TODAY).number == number
    assert check_number(number, today=TODAY).code is check_number(text, today=TODAY).code


@pytest.mark.parametrize("number", VALID)
def test_a_verdict_shows_nothing_of_the_number(number):
    check = check_number(number, today=TODAY)
    assert number not in repr(check) + str(check)
    assert check.masked == number[:3] + "*" * 13 + number[-2:]

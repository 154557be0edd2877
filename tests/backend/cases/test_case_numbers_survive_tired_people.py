"""Case numbers: every slip of one character and every swap of two neighbours is found."""

import string
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.cases.errors import BadCaseNumber
from backend.cases.numbers import LENGTH, CaseNumber, parse
from backend.contract import grouped

ALPHABET = string.digits + string.ascii_uppercase

numbers = (
    st.builds(
        CaseNumber,
        division=st.text(string.digits, min_size=12, max_size=12),
        window=st.text(string.digits, min_size=2, max_size=2),
        day=st.dates(date(2000, 1, 1), date(2068, 12, 31)),
        serial=st.integers(1, 999),
    )
    .map(str)
    .filter(lambda number: not number.endswith("*"))
)


@given(numbers)
def test_a_number_has_24_characters_and_reads_back(number: str) -> None:
    assert len(number) == LENGTH
    assert str(parse(number)) == number


@given(numbers, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_found(number: str, place: int, character: str) -> None:
    assume(number[place] != character)
    with pytest.raises(BadCaseNumber):
        parse(number[:place] + character + number[place + 1 :])


@given(numbers, st.integers(0, LENGTH - 2))
def test_every_swap_of_two_neighbours_is_found(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    with pytest.raises(BadCaseNumber):
        parse(swapped)


@given(numbers, st.integers(0, LENGTH - 1))
def test_a_lost_or_doubled_character_is_found(number: str, place: int) -> None:
    for wrong in (number[:place] + number[place + 1 :], number[: place + 1] + number[place:]):
        with pytest.raises(BadCaseNumber):
            parse(wrong)


@given(numbers, st.sampled_from([" ", "-", "  ", "\t", " - "]))
def test_blanks_hyphens_and_small_letters_are_forgiven(number: str, between: str) -> None:
    typed = between.join(grouped(number).split(" ")).lower()
    assert str(parse(f" {typed}\n")) == number


@pytest.mark.parametrize("rubbish", ["", "K", "5" * 24, "五" * 24, "5304021020000326112300７K", "9" * 4000])
def test_rubbish_is_refused(rubbish: str) -> None:
    with pytest.raises(BadCaseNumber):
        parse(rubbish)


def test_what_was_typed_is_not_repeated_in_the_error() -> None:
    with pytest.raises(BadCaseNumber) as refused:
        parse("999999199001011238")
    assert "9999" not in str(refused.value)

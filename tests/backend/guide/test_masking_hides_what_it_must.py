"""Masking: what may be seen, and that nothing else can."""

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.guide.declared import DataClass, Fact, FactKind
from backend.guide.facts import Known, Provenance, Source, Trust
from backend.guide.masking import (
    Mask,
    is_personal,
    is_withheld,
    mask_account,
    mask_address,
    mask_birth,
    mask_for,
    mask_id_number,
    mask_known,
    mask_name,
    mask_person,
    mask_phone,
    mask_value,
)
from backend.guide.text import Text

id_numbers = st.tuples(
    st.text("0123456789", min_size=17, max_size=17), st.sampled_from("0123456789X")
).map("".join)  # fmt: skip
digits = st.text("0123456789", min_size=0, max_size=24)


def fact(code: str, kind: FactKind, card: str | None = None, data_class: DataClass = DataClass.D2) -> Fact:
    return Fact(code=code, label=Text(zh="项", en="Entry"), kind=kind, card=card, data_class=data_class)


def test_an_id_number_shows_its_first_three_and_last_two() -> None:
    assert mask_id_number("99999919900101123X") == "999*************3X"
    assert mask_id_number("999999900101123") == "999**********23"


@given(id_numbers)
def test_an_id_number_never_shows_its_birth_date_or_order_code(number: str) -> None:
    masked = mask_id_number(number)
    assert len(masked) == 18
    assert set(masked[3:16]) == {"*"}
    assert masked[:3] + masked[-2:] == number[:3] + number[-2:]


@given(st.text(string.ascii_uppercase + string.digits, max_size=14))
def test_a_short_document_number_shows_at_most_its_first_character(number: str) -> None:
    assert mask_id_number(number).rstrip("*") == number[:1]


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="* "), min_size=1, max_size=30))
def test_a_name_shows_one_character_and_not_its_length(name: str) -> None:
    assert mask_name(name) == name[0] + "*"


@given(st.text(string.ascii_letters + "欧阳某", max_size=5), st.text(string.digits, max_size=18))
def test_two_of_one_name_are_told_apart_by_two_digits_and_no_more_is_shown(name: str, number: str) -> None:
    shown = mask_person(name, number)
    assert len(shown.replace("*", "").replace(" …", "")) <= (3 if name else 5)
    if name and len(number) == 18:
        assert mask_person(name, "9" * 17 + "X") == f"{name[0]}* …9X" != mask_person(name, "9" * 18)


@given(digits)
def test_phone_and_bank_card_show_four_digits_at_most_and_never_half_of_a_short_one(number: str) -> None:
    for masked in (mask_phone(number), mask_account(number)):
        shown = masked.lstrip("*")
        assert number.endswith(shown)
        assert len(shown) == (4 if len(number) >= 8 else 0)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("湖北省巴东县东瀼口镇雷家坪村2组14号", "湖北省巴东县东瀼口镇雷家坪村*"),
        ("某省某县某镇幸福社区和平路8号3单元", "某省某县某镇幸福社区*"),
        ("某省某县某镇和平路8号", "某省某县某镇*"),
        ("某省某市人民路8号幸福村", "某省某市*"),
        ("12 Long Street", "*"),
        ("村", "*"),
        ("", "*"),
    ],
)
def test_an_address_is_shown_to_the_village_or_less(address: str, shown: str) -> None:
    assert mask_address(address) == shown


@given(st.text("某省市县镇村社区路0123456789０９号组 ", max_size=40))
def test_no_house_number_is_ever_shown(address: str) -> None:
    masked = mask_address(address)
    assert not any(character in "0123456789０９" for character in masked)
    assert masked.endswith("*")
    assert address.startswith(masked[:-1])


@given(st.dates())
def test_a_birth_date_shows_its_year(day: object) -> None:
    assert mask_birth(str(day)) == str(day)[:4]


@pytest.mark.parametrize(
    ("entry", "mask"),
    [
        (fact("present_address", FactKind.TEXT), Mask.ADDRESS),
        (fact("RS-001:spouse_name", FactKind.TEXT), Mask.NAME),
        (fact("who", FactKind.TEXT, card="name"), Mask.NAME),
        (fact("birth", FactKind.DATE), Mask.YEAR),
        (fact("phone", FactKind.PHONE), Mask.PHONE),
        (fact("account", FactKind.BANK_CARD), Mask.ACCOUNT),
        (fact("story", FactKind.TEXT), Mask.ALL),
        (fact("disability", FactKind.CHOICE, data_class=DataClass.D3), Mask.ALL),
    ],
)
def test_each_fact_has_the_mask_of_its_kind_or_name(entry: Fact, mask: Mask) -> None:
    assert mask_for(entry) is mask


@given(st.sampled_from(list(FactKind)), st.text(st.characters(blacklist_characters="*"), min_size=9, max_size=40))
def test_no_kind_of_personal_fact_is_shown_whole(kind: FactKind, value: str) -> None:
    for code in ("anything", "address", "name", "account"):
        assert value not in mask_value(fact(code, kind), value)


def test_a_table_shows_only_how_many_rows_it_has() -> None:
    assert mask_value(fact("members", FactKind.TABLE), [["张三", "子"], ["李四", "女"]]) == "* × 2"


@pytest.mark.parametrize("kind", list(FactKind))
@pytest.mark.parametrize("data_class", list(DataClass))
def test_only_codes_and_counts_of_the_personal_classes_leave_the_node(kind: FactKind, data_class: DataClass) -> None:
    declared = fact("x", kind, data_class=data_class)
    coded = kind in (FactKind.CHOICE, FactKind.YES_NO, FactKind.INTEGER)
    assert is_withheld(declared) is (is_personal(declared) and not coded)


@pytest.mark.parametrize("value", ["dibao", True, 3])
def test_a_sensitive_code_is_masked_although_it_is_known_here(value: str | bool | int) -> None:
    provenance = Provenance(source=Source.SHARED, at=datetime(2026, 11, 23, tzinfo=UTC), trust=Trust.A, system="MZ-SJ")
    known = Known(value=value, provenance=provenance)
    assert mask_known(fact("group", FactKind.CHOICE, data_class=DataClass.D3), known) == "*"
    assert mask_known(fact("group", FactKind.CHOICE, data_class=DataClass.D1), known) is None

from contextlib import suppress
from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_reader import CardWarning, DocumentKind, IdentityRead, Sex, Source, UnreadableCard
from card_reader.sam.text_block import decode_text_block, encode_newest_address, encode_text_block
from card_reader.virtual import CardHolder

RESIDENT = {
    "name": "测试甲",
    "sex": "1",
    "ethnicity": "01",
    "birth_date": "19900101",
    "address": "测试省测试市测试县测试镇1号",
    "number": "999999199001011238",
    "issuing_authority": "测试市公安局测试分局",
    "valid_from": "20200102",
    "valid_to": "20400102",
}


def facts(read: IdentityRead) -> dict[str, object]:
    """What was read, without what every reading has and without what the document lacks."""
    values = {field.name: getattr(read, field.name) for field in fields(read)}
    silent = ("read_id", "read_at", "source", "warnings")
    return {name: value for name, value in values.items() if name not in silent and value not in (None, False)}


def decode_with(read_at, **changes: str) -> IdentityRead:
    return decode_text_block(encode_text_block(DocumentKind.RESIDENT, RESIDENT | changes), read_at=read_at)


EXPECTED = {
    "resident": {
        "doc_type": DocumentKind.RESIDENT,
        "name": "测试甲",
        "sex": Sex.MALE,
        "ethnicity": "01",
        "birth_date": date(1990, 1, 1),
        "address": "测试省测试市测试县测试镇1号",
        "number": "999999199001011238",
        "issuing_authority": "测试市公安局测试分局",
        "valid_from": date(2020, 1, 2),
        "valid_to": date(2040, 1, 2),
    },
    "long_term": {
        "doc_type": DocumentKind.RESIDENT,
        "name": "测试乙",
        "sex": Sex.FEMALE,
        "ethnicity": "53",
        "birth_date": date(1960, 2, 29),
        "address": "测试省测试市测试县",
        "number": "99999919600229124X",
        "issuing_authority": "测试市公安局",
        "valid_from": date(2010, 1, 2),
        "long_term": True,
    },
    "hmt_permit": {
        "doc_type": DocumentKind.HMT_PERMIT,
        "name": "测试丙",
        "sex": Sex.FEMALE,
        "birth_date": date(1990, 1, 1),
        "address": "测试省测试市测试路2号",
        "number": "810000199001010019",
        "issuing_authority": "测试市公安局",
        "valid_from": date(2024, 1, 2),
        "valid_to": date(2029, 1, 1),
        "permit_number": "H00000000",
        "issue_count": "01",
    },
    "foreigner_2017": {
        "doc_type": DocumentKind.FOREIGNER_2017,
        "english_name": "TEST, SPECIMEN",
        "name": "测试丁",
        "sex": Sex.MALE,
        "number": "CAN999900000000",
        "nationality": "CAN",
        "birth_date": date(1990, 1, 1),
        "valid_from": date(2020, 1, 2),
        "valid_to": date(2030, 1, 1),
        "card_version": "01",
        "accepting_office": "1500",
    },
    "foreigner_2023": {
        "doc_type": DocumentKind.FOREIGNER_2023,
        "name": "测试戊",
        "english_name": "SPECIMEN, TEST",
        "sex": Sex.FEMALE,
        "replacement_count": "00",
        "birth_date": date(1981, 8, 3),
        "number": "911124198108030024",
        "nationality": "CAN",
        "valid_from": date(2024, 1, 2),
        "valid_to": date(2034, 1, 1),
    },
}


# The published specimen of this kind pairs a woman with a man's number: the reader has to say so.
DOUBTS = {"hmt_permit": (CardWarning.SEX_DIFFERS_FROM_NUMBER,)}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_published_text_block_is_read_whole_and_rightly_doubted(vectors, read_at, name):
    read = decode_text_block(vectors.text_blocks[name], read_at=read_at)
    assert (read.warnings, read.source, read.read_at) == (DOUBTS.get(name, ()), Source.SAM, read_at)
    assert facts(read) == EXPECTED[name]


def test_every_published_text_block_is_tested(vectors):
    assert set(vectors.text_blocks) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_virtual_card_of_a_person_is_the_published_block(vectors, name):
    wanted = EXPECTED[name]
    said = {key: value for key, value in wanted.items() if key not in ("doc_type", "sex", "long_term")}
    texts = {key: value.isoformat() if isinstance(value, date) else str(value) for key, value in said.items()}
    if wanted.get("long_term"):
        texts["valid_to"] = "long_term"
    texts |= {"kind": str(wanted["doc_type"]), "sex": str(wanted["sex"].value)}
    assert CardHolder.from_mapping(texts).card().text == vectors.text_blocks[name]


def test_two_readings_of_one_card_have_different_ids(vectors, read_at):
    reads = {decode_text_block(vectors.text_blocks["resident"], read_at=read_at).read_id for _ in range(5)}
    assert len(reads) == 5


def test_a_long_english_name_is_joined_without_a_separator(read_at):
    name = "A" * 30 + " BCDEFGHIJKLMNO"
    holder = CardHolder(kind="foreigner_2023", number="911124198108030024", name="测试戊", english_name=name)
    assert decode_text_block(holder.card().text, read_at=read_at).english_name == name


def test_a_space_where_the_english_name_is_cut_stays(read_at):
    name = "SPECIMEN TWO WITH A VERY LONG NAME INDEED OK"
    assert name[34] == " "
    holder = CardHolder(kind="foreigner_2023", number="911124198108030024", english_name=name)
    assert decode_text_block(holder.card().text, read_at=read_at).english_name == name


def test_a_field_the_card_leaves_blank_is_none(read_at):
    read = decode_with(read_at, address="", valid_to="", ethnicity="")
    assert (read.address, read.valid_to, read.ethnicity, read.ethnicity_name) == (None, None, None, None)


@pytest.mark.parametrize("padding", ["\u3000", "\0", " \u3000\0"])
def test_every_kind_of_padding_is_stripped(read_at, padding):
    assert decode_with(read_at, name="测试甲" + padding).name == "测试甲"


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"name": "测\ue5a3"}, CardWarning.RARE_CHARACTER),
        ({"address": "测试省\uf8ff路"}, CardWarning.RARE_CHARACTER),
        ({"issuing_authority": "测\ue000局"}, CardWarning.UNREADABLE_TEXT),
        ({"name": "测\x1b[2J"}, CardWarning.UNREADABLE_TEXT),
        ({"address": "测\u202e试"}, CardWarning.UNREADABLE_TEXT),
        ({"number": "999999199001011236"}, CardWarning.NUMBER_CHECKSUM),
        ({"number": "9999"}, CardWarning.NUMBER_CHECKSUM),
        ({"birth_date": "19900102"}, CardWarning.BIRTH_DIFFERS_FROM_NUMBER),
        ({"birth_date": "19900230"}, CardWarning.UNREADABLE_DATE),
        ({"birth_date": "1990"}, CardWarning.UNREADABLE_DATE),
        ({"birth_date": "１９９００１０１"}, CardWarning.UNREADABLE_DATE),
        ({"sex": "2"}, CardWarning.SEX_DIFFERS_FROM_NUMBER),
        ({"sex": "7"}, CardWarning.UNKNOWN_SEX),
        ({"ethnicity": "57"}, CardWarning.UNKNOWN_ETHNICITY),
        ({"valid_to": "20260301"}, CardWarning.EXPIRED),
        ({"valid_to": "20190101"}, CardWarning.VALIDITY_REVERSED),
    ],
)
def test_each_doubt_is_a_warning_and_the_card_is_still_read(read_at, changes, warning):
    read = decode_with(read_at, **changes)
    assert warning in read.warnings
    assert read.name


def test_a_card_is_valid_through_its_last_day(read_at):
    last_day = read_at.date().strftime("%Y%m%d")
    assert decode_with(read_at, valid_to=last_day).warnings == ()
    tomorrow = decode_text_block(
        encode_text_block(DocumentKind.RESIDENT, RESIDENT | {"valid_to": last_day}),
        read_at=read_at + timedelta(days=1),
    )
    assert tomorrow.warnings == (CardWarning.EXPIRED,)


def test_a_rare_character_is_kept_for_the_operator_to_see(read_at):
    assert decode_with(read_at, name="测\ue5a3").name == "测\ue5a3"


def test_nothing_a_terminal_would_obey_is_passed_on(read_at):
    read = decode_with(read_at, name="测\x1b[2J\r", address="a\u2028b\u200fc")
    assert (read.name, read.address) == ("测\ufffd[2J\ufffd", "a\ufffdb\ufffdc")


def test_an_unknown_ethnicity_stands_for_itself(read_at):
    assert decode_with(read_at, ethnicity="57").ethnicity_name == "57"
    assert decode_with(read_at, ethnicity="46").ethnicity_name == "德昂"


def test_broken_utf16_becomes_a_replacement_and_a_warning(vectors, read_at):
    block = bytearray(vectors.text_blocks["resident"])
    block[2:4] = b"\x00\xd8"
    read = decode_text_block(bytes(block), read_at=read_at)
    assert read.name is not None
    assert "\ufffd" in read.name
    assert CardWarning.RARE_CHARACTER in read.warnings


def test_an_old_foreigner_number_of_another_form_is_doubted(read_at):
    holder = CardHolder(kind="foreigner_2017", number="CA9999900000000", english_name="TEST")
    assert CardWarning.NUMBER_FORM in decode_text_block(holder.card().text, read_at=read_at).warnings


@pytest.mark.parametrize("missing", ["number", "name"])
def test_a_card_without_number_or_name_is_refused(read_at, missing):
    with pytest.raises(UnreadableCard):
        decode_with(read_at, **{missing: ""})


@pytest.mark.parametrize("length", [0, 255, 257, 512])
def test_a_block_of_another_length_is_refused(read_at, length):
    with pytest.raises(UnreadableCard):
        decode_text_block(bytes(length), read_at=read_at)


def test_the_newest_address_comes_from_its_own_command(vectors, read_at):
    newest = encode_newest_address("测试省测试市测试县测试镇新址3号")
    read = decode_text_block(vectors.text_blocks["resident"], read_at=read_at, newest_address=newest)
    assert read.newest_address == "测试省测试市测试县测试镇新址3号"
    assert read.address == "测试省测试市测试县测试镇1号"


def test_the_reserved_end_of_a_resident_card_is_ignored(vectors, read_at):
    block = bytearray(vectors.text_blocks["resident"])
    block[220:248] = "不是住址不是住址不是住址不是".encode("utf-16-le")
    assert facts(decode_text_block(bytes(block), read_at=read_at)) == EXPECTED["resident"]


@given(st.binary(min_size=256, max_size=256))
def test_any_block_is_read_or_refused(read_at, block):
    try:
        read = decode_text_block(block, read_at=read_at)
    except UnreadableCard:
        return
    assert read.number
    assert all(value != "" for value in facts(read).values())


@given(st.sampled_from(sorted(EXPECTED)), st.data())
def test_a_changed_byte_in_a_good_block_never_breaks_decoding(vectors, read_at, name, draw):
    block = bytearray(vectors.text_blocks[name])
    for at in draw.draw(st.lists(st.integers(0, 255), max_size=8)):
        block[at] = draw.draw(st.integers(0, 255))
    with suppress(UnreadableCard):
        decode_text_block(bytes(block), read_at=read_at)


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=15),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=35),
)
def test_what_is_encoded_is_decoded(read_at, name, address):
    read = decode_with(read_at, name=name, address=address)
    assert (read.name, read.address or "") == (name, address)


def test_a_text_too_long_for_its_field_is_refused_by_name():
    with pytest.raises(ValueError, match=r"^name is longer than 15"):
        encode_text_block(DocumentKind.RESIDENT, {"name": "测" * 16})

import hashlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_reader import ProtocolError
from card_reader.sam.frames import PREAMBLE, Answer, FrameDecoder, seal_answer
from card_reader.sam.payload import newest_address_block, sam_number, split_read_answer
from card_reader.sam.text_block import encode_newest_address


def data_of(frame: bytes) -> bytearray:
    (body,) = FrameDecoder().feed(frame)
    assert isinstance(body, bytearray)
    return Answer.from_body(body).data


def test_the_full_answer_is_the_published_one(vectors):
    frame = vectors.read_answer()
    assert len(frame) == 1295
    assert zlib.crc32(frame) == 0x856FAE49
    digest = "02088434dba4f82c4c3508fa5d76944d26b5b79904d2b3305fe6d99394bb5cca"
    assert hashlib.sha256(frame).hexdigest() == digest


def test_the_full_answer_with_an_empty_photo_is_the_published_one(vectors):
    digest = "4718900f444dd07de4fcea8187b380ee78ca1aa40c707d000845f32279004bca"
    assert hashlib.sha256(vectors.read_answer(bytes(1024))).hexdigest() == digest


def test_the_full_answer_holds_text_and_photo(vectors):
    content = split_read_answer(data_of(vectors.read_answer()))
    assert (content.text, content.photo) == (vectors.text_blocks["resident"], vectors.photo)


def test_an_answer_with_an_empty_fingerprint_part_is_cut_right(vectors):
    lengths = bytes.fromhex("0100 0400 0000")
    frame = seal_answer(0x90, lengths + vectors.text_blocks["resident"] + vectors.photo)
    assert (len(frame), frame[:16].hex(), frame[-1]) == (1297, "aaaaaa9669050a000090010004000000", 0xFD)
    content = split_read_answer(data_of(frame), with_fingerprint=True)
    assert (content.text, content.photo) == (vectors.text_blocks["resident"], vectors.photo)


def test_a_fingerprint_is_left_behind(vectors):
    data = bytes.fromhex("0100 0400 0200") + vectors.text_blocks["resident"] + vectors.photo + b"\x55" * 512
    content = split_read_answer(data, with_fingerprint=True)
    assert b"\x55" * 16 not in content.text + content.photo


@pytest.mark.parametrize("lengths", ["00000000", "00ff0400", "01000401", "010003ff", "ffffffff", "02000300"])
def test_lengths_that_do_not_fit_are_refused(vectors, lengths):
    data = bytes.fromhex(lengths) + vectors.text_blocks["resident"] + vectors.photo
    with pytest.raises(ProtocolError):
        split_read_answer(data)


@given(st.binary(max_size=1400))
def test_any_read_data_is_cut_or_refused(data):
    try:
        content = split_read_answer(data)
    except ProtocolError:
        return
    assert len(content.text) == 256


def test_two_answers_that_ran_into_each_other_are_refused_even_with_a_right_checksum(vectors):
    text = bytearray(vectors.text_blocks["resident"])
    text[100 : 100 + len(PREAMBLE)] = PREAMBLE
    with pytest.raises(ProtocolError, match="spliced"):
        split_read_answer(bytes.fromhex("01000400") + bytes(text) + vectors.photo)


def test_the_newest_address_is_the_published_one(vectors):
    block = newest_address_block(data_of(vectors.newest_address_answer))
    assert block == encode_newest_address("测试省测试市测试县测试镇新址3号")


def test_a_newest_address_with_its_length_in_front_is_the_same(vectors):
    data = data_of(vectors.newest_address_answer)
    assert newest_address_block(b"\x00\x46" + data) == newest_address_block(data)


@pytest.mark.parametrize("length", [0, 1, 69, 71, 72, 140])
def test_a_newest_address_of_another_length_is_refused(length):
    with pytest.raises(ProtocolError):
        newest_address_block(bytes(length))


def test_the_modules_number_is_written_as_on_its_label(vectors):
    assert sam_number(data_of(vectors.answers["sam_id"])) == "05.01-20240102-0000000001-0000099999"


def test_a_modules_number_of_another_length_is_refused():
    with pytest.raises(ProtocolError):
        sam_number(bytes(15))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_reader.sam import frames
from card_reader.sam.frames import Answer, FrameDecoder, FrameFault, Request, checksum, seal, seal_answer

REQUESTS = {
    "reset": frames.RESET,
    "status": frames.STATUS,
    "sam_id": frames.SAM_ID,
    "find": frames.FIND,
    "select": frames.SELECT,
    "read": frames.READ,
    "read_with_fp": Request(0x30, 0x10),
    "newaddr": frames.NEWEST_ADDRESS,
    "baud_115200": Request(0x60, 0x00),
    "baud_9600": Request(0x60, 0x04),
    "max_rf": Request(0x61, 0xFF, b"\x50"),
}
STATUSES = {
    "ok": (0x90, 0), "found": (0x9F, 4), "selected": (0x90, 8), "no_card": (0x80, 0), "select_failed": (0x81, 0),
    "read_fail": (0x41, 0), "no_content": (0x91, 0), "bad_chk": (0x10, 0), "bad_len": (0x11, 0),
    "bad_cmd": (0x21, 0), "wrong_card": (0x40, 0), "auth_31": (0x31, 0), "auth_32": (0x32, 0),
    "self_test": (0x60, 0), "unauthorised": (0x66, 0), "sam_id": (0x90, 16),
}  # fmt: skip


def decode_one(stream: bytes) -> Answer:
    (body,) = FrameDecoder().feed(stream)
    assert isinstance(body, bytearray)
    return Answer.from_body(body)


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_is_the_published_one(vectors, name):
    assert REQUESTS[name].to_bytes() == vectors.requests[name]


def test_every_published_request_is_tested(vectors):
    assert set(vectors.requests) == set(REQUESTS)
    assert set(vectors.answers) == set(STATUSES)


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_survives_the_way_to_the_reader(vectors, name):
    (body,) = FrameDecoder(frames.SHORTEST_REQUEST).feed(vectors.requests[name])
    assert isinstance(body, bytearray)
    assert Request.from_body(body) == REQUESTS[name]


@pytest.mark.parametrize("name", STATUSES)
def test_every_published_answer_is_understood(vectors, name):
    answer = decode_one(vectors.answers[name])
    assert (answer.sw3, len(answer.data)) == STATUSES[name]


@pytest.mark.parametrize("name", STATUSES)
def test_a_virtual_reader_seals_answers_as_published(vectors, name):
    answer = decode_one(vectors.answers[name])
    assert seal_answer(answer.sw3, bytes(answer.data)) == vectors.answers[name]


def test_the_card_status_is_relayed_and_the_readers_own_decides():
    answer = decode_one(seal(bytes.fromhex("6A8241")))
    assert (answer.sw1, answer.sw2, answer.sw3) == (0x6A, 0x82, 0x41)


def test_a_false_start_before_the_preamble_is_skipped(vectors):
    assert decode_one(b"\x00\xaa\xaa" + vectors.answers["ok"]).sw3 == 0x90


def test_a_wrong_checksum_is_refused(vectors):
    assert FrameDecoder().feed(vectors.answers["ok"][:-1] + b"\x95") == [FrameFault.CHECKSUM]


@pytest.mark.parametrize("length", [0, 1, 3, 4097, 0xFFFF])
def test_an_impossible_length_is_refused_at_once(length):
    assert FrameDecoder().feed(frames.PREAMBLE + length.to_bytes(2, "big")) == [FrameFault.LENGTH]


def test_a_cut_answer_never_becomes_complete(vectors):
    decoder = FrameDecoder()
    assert decoder.feed(vectors.read_answer()[:1275]) == []
    assert not decoder.is_empty


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1294])
def test_an_answer_in_pieces_is_put_together(vectors, size):
    decoder, stream = FrameDecoder(), vectors.read_answer()
    bodies = [body for at in range(0, len(stream), size) for body in decoder.feed(stream[at : at + size])]
    assert bodies == [bytearray(stream[7:-1])]
    assert decoder.is_empty


def test_after_a_fault_nothing_of_the_old_stream_is_kept(vectors):
    decoder = FrameDecoder()
    decoder.feed(vectors.answers["ok"][:-1] + b"\x95" + vectors.answers["found"])
    assert decoder.is_empty
    assert len(decoder.feed(vectors.answers["found"])) == 1


def test_a_wiped_answer_holds_only_zeroes(vectors):
    answer = decode_one(vectors.read_answer())
    answer.wipe()
    assert not any(answer.data)


def test_a_cleared_decoder_zeroes_what_it_held(vectors):
    decoder = FrameDecoder()
    decoder.feed(vectors.read_answer()[:900])
    held = decoder._buffer
    alias = memoryview(held)
    with pytest.raises(BufferError):
        decoder.clear()  # the view keeps the buffer from shrinking, so its content can be looked at
    assert not any(alias)


@given(st.lists(st.binary(max_size=40), max_size=30))
def test_no_stream_breaks_the_decoder(chunks):
    decoder = FrameDecoder()
    for chunk in chunks:
        for outcome in decoder.feed(chunk):
            assert isinstance(outcome, FrameFault) or len(outcome) >= 3
    assert len(decoder._buffer) <= frames.LONGEST + 7


@given(st.lists(st.sampled_from([frames.PREAMBLE, b"\xaa", b"\x00\x04", b"\x05\x08", b"\x90", b"\x94"]), max_size=60))
def test_streams_made_of_frame_parts_do_not_break_the_decoder(parts):
    decoder = FrameDecoder()
    for outcome in [outcome for part in parts for outcome in decoder.feed(part)]:
        assert isinstance(outcome, FrameFault | bytearray)


@given(st.binary(max_size=300), st.integers(0, 255), st.binary(max_size=20).filter(lambda noise: 0xAA not in noise))
def test_any_answer_survives_noise_before_it(data, sw3, noise):
    answer = decode_one(noise + seal_answer(sw3, data))
    assert (answer.sw3, bytes(answer.data)) == (sw3, data)


@given(st.binary(min_size=1, max_size=300), st.data())
def test_one_flipped_bit_behind_the_length_is_always_noticed(data, draw):
    stream = bytearray(seal_answer(0x90, data))
    stream[draw.draw(st.integers(7, len(stream) - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    assert FrameDecoder().feed(bytes(stream)) == [FrameFault.CHECKSUM]


def test_the_checksum_is_an_exclusive_or():
    assert checksum(b"\x00\x03\x10\xff") == 0xEC

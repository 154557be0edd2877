import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_reader.sam import frames
from card_reader.sam.frames import Answer, FrameDecoder, Request
from card_reader.virtual import CardHolder, FaultKind, Presence, ReaderFault, Step, VirtualSamReader
from card_reader.virtual.chip import Chip


def sw3(chip: Chip, request: Request) -> int:
    (body,) = FrameDecoder().feed(chip.answer(request))
    assert isinstance(body, bytearray)
    return Answer.from_body(body).sw3


@pytest.fixture
def chip(presence, second_card) -> Chip:
    chip = Chip(presence)
    chip.lay(second_card)
    return chip


def test_an_empty_reader_finds_nothing(presence):
    assert sw3(Chip(presence), frames.FIND) == 0x80


def test_the_answer_to_a_read_is_the_published_one(vectors, presence, first_card):
    chip = Chip(presence)
    chip.lay(first_card)
    assert [sw3(chip, frames.FIND), sw3(chip, frames.SELECT)] == [0x9F, 0x90]
    assert chip.answer(frames.READ) == vectors.read_answer()


def test_the_newest_address_is_the_published_one(vectors, chip):
    for request in (frames.FIND, frames.SELECT, frames.READ):
        chip.answer(request)
    assert chip.answer(frames.NEWEST_ADDRESS) == vectors.newest_address_answer


def test_a_card_without_a_newest_address_says_so(vectors, presence, first_card):
    chip = Chip(presence)
    chip.lay(first_card)
    for request in (frames.FIND, frames.SELECT, frames.READ):
        chip.answer(request)
    assert chip.answer(frames.NEWEST_ADDRESS) == vectors.answers["no_content"]


@pytest.mark.parametrize(
    ("before", "request_", "answer"),
    [
        ([], frames.SELECT, 0x81),
        ([], frames.READ, 0x41),
        ([], frames.NEWEST_ADDRESS, 0x41),
        ([frames.FIND], frames.READ, 0x41),
        ([frames.FIND, frames.SELECT], frames.NEWEST_ADDRESS, 0x41),
        ([frames.FIND, frames.SELECT], frames.SELECT, 0x81),
        ([frames.FIND, frames.SELECT, frames.READ], frames.READ, 0x41),
        ([frames.FIND, frames.SELECT, frames.RESET], frames.READ, 0x41),
    ],
)
def test_steps_out_of_order_are_refused(chip, before, request_, answer):
    for request in before:
        chip.answer(request)
    assert sw3(chip, request_) == answer


def test_a_read_card_that_still_lies_there_is_found_or_not_by_mode(chip, presence):
    for request in (frames.FIND, frames.SELECT, frames.READ):
        chip.answer(request)
    assert sw3(chip, frames.FIND) == (0x80 if presence is Presence.HALT else 0x9F)


def test_a_removed_card_is_gone_at_every_step(chip):
    chip.answer(frames.FIND)
    chip.lay(None)
    assert [sw3(chip, request) for request in (frames.SELECT, frames.READ, frames.FIND)] == [0x81, 0x41, 0x80]


@pytest.mark.parametrize(
    ("name", "answer"),
    [("reset", "ok"), ("status", "ok"), ("sam_id", "sam_id"), ("baud_9600", "ok"), ("max_rf", "ok"),
     ("read_with_fp", "bad_cmd")],
)  # fmt: skip
def test_every_other_request_is_answered_as_published(vectors, chip, name, answer):
    (body,) = FrameDecoder(frames.SHORTEST_REQUEST).feed(vectors.requests[name])
    assert isinstance(body, bytearray)
    assert chip.answer(Request.from_body(body)) == vectors.answers[answer]


@pytest.mark.parametrize(
    ("stream", "answer"),
    [("AAAAAA9669000311FFEE", "bad_chk"), ("AAAAAA9669000011", "bad_len"), ("00AAAAAAAAAA9669000311FFED", "ok")],
)
def test_a_bad_request_is_answered_by_the_status_for_it(vectors, stream, answer):
    with VirtualSamReader.open() as reader:
        line = os.open(reader.url, os.O_RDWR | os.O_NOCTTY)
        try:
            os.write(line, bytes.fromhex(stream))
            received = b""
            while len(received) < len(vectors.answers[answer]):
                received += os.read(line, 100)
        finally:
            os.close(line)
    assert received == vectors.answers[answer]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("silent", ReaderFault(FaultKind.SILENT)),
        ("status:41@read*2", ReaderFault(FaultKind.STATUS, 0x41, Step.READ, 2)),
        ("delay:0.3@newest_address", ReaderFault(FaultKind.DELAY, 0.3, Step.NEWEST_ADDRESS)),
        ("fragments:7", ReaderFault(FaultKind.FRAGMENTS, 7)),
        ("removed_during:100@read*1", ReaderFault(FaultKind.REMOVED_DURING, 100, Step.READ, 1)),
    ],
)
def test_a_fault_can_be_written_on_one_line(text, fault):
    assert ReaderFault.parse(text) == fault


@given(st.text(max_size=20))
def test_any_other_line_is_refused(text):
    try:
        ReaderFault.parse(text)
    except ValueError:
        return
    assert text.split(":")[0].split("@")[0].split("*")[0] in list(FaultKind)


def test_birth_and_sex_come_from_the_number_unless_said(first_holder):
    assert CardHolder(number="999999199001011238", name="测试甲").card().text[30:32] == "1".encode("utf-16-le")
    assert first_holder.card().text[36:52] == "19900101".encode("utf-16-le")


def test_a_holder_survives_being_written_down(second_holder):
    assert CardHolder.from_mapping(second_holder.to_mapping()) == second_holder


def test_closing_twice_is_harmless():
    reader = VirtualSamReader.open()
    reader.close()
    reader.close()

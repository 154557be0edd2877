"""No part of a person's card in a log line, a repr, an exception or a traceback."""

import logging
import pickle
import traceback
from dataclasses import fields

import pytest

from card_reader import ProtocolError, ReaderDown, ReadFailed, ReadOk, UnreadableCard, check_number, mask
from card_reader.sam.frames import Answer, FrameDecoder
from card_reader.sam.payload import split_read_answer
from card_reader.sam.text_block import decode_text_block
from card_reader.virtual import ReaderFault, VirtualSamReader

SECRETS = (
    "测试甲", "测试乙", "测试丙", "测试丁", "测试戊", "测试省", "测试镇", "公安局", "SPECIMEN", "H00000000",
    "999999199001011238", "99999919600229124X", "810000199001010019", "CAN999900000000", "911124198108030024",
    "19900101", "1990-01-01", "1960-02-29",
)  # fmt: skip


def secrets_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text] + [
        secret for secret in SECRETS if secret.encode("utf-16-le").hex() in text.lower()
    ]


def test_the_search_would_find_a_leak():
    assert secrets_in("read 测试甲") == ["测试甲"]
    assert secrets_in("测试甲".encode("utf-16-le").hex()) == ["测试甲"]


@pytest.mark.parametrize("name", ["resident", "long_term", "hmt_permit", "foreigner_2017", "foreigner_2023"])
def test_a_reading_shows_nothing(vectors, read_at, name):
    read = decode_text_block(vectors.text_blocks[name], read_at=read_at, photo=vectors.photo)
    event = ReadOk("/dev/ttyUSB0", read)
    shown = [repr(read), str(read), f"{read}", f"{read!r:>80}", repr([read]), repr({"read": read}), repr(event)]
    shown.append(repr(read.masked).replace(read.masked.name[:1], ""))
    assert secrets_in(" ".join(shown)) == []


def test_the_masked_form_keeps_three_and_two(vectors, read_at):
    masked = decode_text_block(vectors.text_blocks["resident"], read_at=read_at).masked
    assert (masked.number, masked.name) == ("999*************38", "测**")


@pytest.mark.parametrize(("text", "masked"), [("", ""), ("12345", "*****"), ("123456", "123*56")])
def test_a_short_text_is_hidden_whole(text, masked):
    assert mask(text) == masked


def test_a_reading_survives_pickling_for_a_process_of_its_own(vectors, read_at):
    read = decode_text_block(vectors.text_blocks["resident"], read_at=read_at)
    assert pickle.loads(pickle.dumps(read)) == read  # noqa: S301


def test_frames_cards_and_holders_show_nothing(vectors, first_card, first_holder):
    (body,) = FrameDecoder().feed(vectors.read_answer())
    assert isinstance(body, bytearray)
    answer = Answer.from_body(body)
    content = split_read_answer(answer.data)
    shown = repr([answer, content, first_card, first_holder, check_number(first_holder.number, today=_today())])
    assert secrets_in(shown) == []
    assert "0x" not in shown
    assert "\\x" not in shown


def _today():
    from datetime import date

    return date(2026, 3, 2)


def test_errors_show_nothing(vectors, read_at):
    broken = bytes.fromhex("01000401") + vectors.text_blocks["resident"] + vectors.photo
    for attempt in (
        lambda: split_read_answer(broken),
        lambda: decode_text_block(vectors.text_blocks["resident"][:-1], read_at=read_at),
    ):
        with pytest.raises((ProtocolError, UnreadableCard)) as caught:
            attempt()
        assert secrets_in("".join(traceback.format_exception(caught.value)) + repr(caught.value)) == []


@pytest.mark.parametrize(
    "fault", ["noise", "status:41@read", "bad_checksum@read", "truncated@read", "unplug:700@read", "fragments:64@read"]
)
async def test_reading_with_trouble_logs_nothing(follow, second_card, fault, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    with VirtualSamReader.open() as reader:
        reader.fault(ReaderFault.parse(fault))
        reader.insert(second_card)
        async with follow(reader.url) as events:
            await events.until((ReadOk, ReadFailed, ReaderDown))
        texts = [caplog.text, *capfd.readouterr(), repr(events.seen)]
    texts += [repr(record.__dict__) for record in caplog.records]
    assert secrets_in(" ".join(texts)) == []


def test_every_event_is_frozen_and_holds_no_text_of_a_card(vectors, read_at):
    event = ReadFailed("/dev/ttyUSB0", "read_interrupted", True)
    with pytest.raises(AttributeError):
        event.retryable = False
    assert {field.name for field in fields(event)} == {"reader", "code", "retryable"}

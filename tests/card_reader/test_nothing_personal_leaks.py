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
    assert pickle.loads(pickle.dumps(read)) == read


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


def is_zero(buffer: bytearray) -> bool:
    return isinstance(buffer, bytearray) and len(buffer) > 0 and not any(buffer)


@pytest.mark.parametrize("ends", ["read", "lost"])
def test_what_a_resident_card_said_is_overwritten(vectors, read_at, ends):
    from card_reader import SamOptions
    from card_reader.sam.actions import Silence
    from card_reader.sam.machine import SamMachine

    machine, buffers = SamMachine("a reader", SamOptions()), []

    def hear(frame: bytes) -> None:
        (body,) = FrameDecoder().feed(frame)
        answer = Answer.from_body(body)
        machine.answered(answer, read_at)
        buffers.append(answer.data)

    machine.opened()
    for frame in ("ok", "found", "selected"):
        hear(vectors.answers[frame])
    buffers.clear()
    hear(vectors.read_answer())
    content = machine._content
    assert content is not None
    assert content.text == vectors.text_blocks["resident"]
    if ends == "read":
        hear(vectors.newest_address_answer)
    else:
        machine.unanswered(Silence.TIMEOUT)
    assert all(is_zero(buffer) for buffer in [*buffers, content.text, content.photo])


@pytest.mark.parametrize("ends", ["read", "pulled"])
def test_what_a_chip_card_said_is_overwritten(first_insured, card_of, ends):
    from card_reader.pcsc.apdu import Response
    from card_reader.pcsc.reading import read_card

    conversation, chip, buffers, values = read_card(), card_of(first_insured).chip, [], []
    command = next(conversation)
    for _ in range(15):
        buffers.append(bytearray(chip.answer(command.to_bytes())))
        command = conversation.send(Response.from_buffer(buffers[-1]))
    values = list(conversation.gi_yieldfrom.gi_frame.f_locals["self"].records.values.values())
    assert len(values) == 12
    if ends == "pulled":
        conversation.close()
    else:
        with pytest.raises(StopIteration) as ended:
            while True:
                command = conversation.send(Response.from_bytes(chip.answer(command.to_bytes())))
        ended.value.value.wipe()
    records = [buffer for buffer in buffers if buffer and buffer[:1] != b"\x6f" and len(buffer) > 2]
    assert all(is_zero(buffer) for buffer in values)
    assert all(not any(buffer) for buffer in records)


@pytest.mark.parametrize(
    "fault", ["noise", "status:41@read", "bad_checksum@read", "truncated@read", "unplug:700@read", "fragments:64@read"]
)
async def test_reading_with_trouble_logs_nothing(follow, tired_of, second_card, fault, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    with VirtualSamReader.open() as reader:
        reader.fault(ReaderFault.parse(fault))
        reader.insert(second_card)
        async with follow(reader.url, options=tired_of(fault)) as events:
            await events.until((ReadOk, ReadFailed, ReaderDown))
        texts = [caplog.text, *capfd.readouterr(), repr(events.seen)]
    texts += [repr(record.__dict__) for record in caplog.records]
    assert secrets_in(" ".join(texts)) == []


def test_every_event_is_frozen_and_holds_no_text_of_a_card(vectors, read_at):
    event = ReadFailed("/dev/ttyUSB0", "read_interrupted", True)
    with pytest.raises(AttributeError):
        event.retryable = False
    assert {field.name for field in fields(event)} == {"reader", "code", "retryable"}


def test_a_chip_card_in_every_form_shows_nothing(read_at, first_insured, card_of):
    from card_reader import PartlyRead
    from card_reader.pcsc.apdu import Response
    from card_reader.pcsc.decoding import decode_records
    from card_reader.pcsc.files import Tag
    from card_reader.pcsc.reading import CardRecords

    memory = first_insured.memory()
    values = {tag: (memory.issuer | memory.holder)[tag] for tag in Tag}
    records = CardRecords(values, frozenset(), frozenset())
    read = decode_records(records, read_at=read_at)
    closed = CardRecords(values, frozenset({Tag.NUMBER}), frozenset())
    partial = PartlyRead("pcsc:x", "needs_authentication", False, decode_records(closed, read_at=read_at))
    shown = repr([read, read.social_security_card, records, closed, partial, Response(values[Tag.NAME], 0x9000)])
    shown += f"{read} {records} {partial}" + repr([first_insured, first_insured.memory(), card_of(first_insured)])
    assert secrets_in(shown) == []
    assert "Z99000017" not in shown
    assert "D15600000599990001" not in shown


@pytest.mark.real
async def test_reading_chip_cards_with_every_trouble_logs_nothing(slots, follow, card_of, first_insured, caplog, capfd):
    from card_reader import PcscOptions
    from card_reader.virtual import CardFault, CardFaultKind

    caplog.set_level(logging.DEBUG)
    slots[0].insert(card_of(first_insured))
    for slot, kind in zip(slots[1:], CardFaultKind, strict=False):
        slot.insert(card_of(first_insured), CardFault(kind, 10, card_of(first_insured), b"\x09\x1e\xb2\xe2\xca"))
    async with follow("pcsc:*", pcsc_options=PcscOptions(wait=0.05, wait_while_reading=0.02, hang=1)) as events:
        for _ in range(1 + len(CardFaultKind)):
            await events.until((ReadOk, ReadFailed))
    texts = [caplog.text, *capfd.readouterr(), repr(events.seen)]
    texts += [repr(record.__dict__) for record in caplog.records]
    assert secrets_in(" ".join(texts)) == []


def test_failures_of_a_conversation_show_nothing(first_insured):
    from card_reader.pcsc.apdu import Response
    from card_reader.pcsc.reading import read_card
    from card_reader.pcsc.status import AttemptFailed

    conversation = read_card()
    next(conversation)
    with pytest.raises(AttemptFailed) as caught:
        conversation.send(Response(first_insured.name.encode("gb18030") + first_insured.number.encode(), 0x6F00))
    assert secrets_in("".join(traceback.format_exception(caught.value)) + repr(caught.value)) == []


async def test_an_unforeseen_error_with_a_chip_card_quotes_nothing(
    slot, follow, card_of, first_insured, monkeypatch, caplog
):
    def stumble(*_: object, **__: object) -> None:
        raise RuntimeError("测试甲 999999199001011238")

    monkeypatch.setattr("card_reader.pcsc.worker.decode_records", stumble)
    slot.insert(card_of(first_insured))
    async with follow("pcsc:*") as events:
        assert (await events.until(ReadFailed)).code == "reader_broken"
    assert "RuntimeError" in caplog.text
    assert secrets_in(caplog.text) == []


def test_no_source_line_can_ask_for_fingerprints_or_a_pin():
    """30 10 reads fingerprints, 00 20 presents a PIN: neither has a place in the reading code."""
    from pathlib import Path

    import card_reader
    from card_reader.pcsc.apdu import Instruction
    from card_reader.sam import frames

    asked = {
        value.parameter
        for value in vars(frames).values()
        if isinstance(value, frames.Request) and value.command == 0x30
    }
    assert asked == {0x01, 0x03}
    assert 0x20 not in {int(instruction) for instruction in Instruction}
    sources = [path for path in Path(card_reader.__file__).parent.rglob("*.py") if "virtual" not in path.parts]
    assert not [path.name for path in sources if "EF07" in path.read_text() or "EF08" in path.read_text()]

import asyncio
import errno
import fcntl
import os
import socket
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from card_reader import (
    CardPresent,
    CardRemoved,
    CardWarning,
    Fault,
    ReaderDown,
    ReaderUp,
    ReadFailed,
    ReadOk,
    SamOptions,
    Timing,
    watch,
)
from card_reader.sam.line import is_usable_address
from card_reader.virtual import CardHolder, LineTiming, Presence, ReaderFault, VirtualSamReader

FAILURES = {
    0x11: (Fault.REQUEST_LENGTH, False),
    0x21: (Fault.COMMAND_REJECTED, True),
    0x23: (Fault.NOT_PERMITTED, False),
    0x24: (Fault.UNRECOGNISED, True),
    0x31: (Fault.CARD_REFUSED_READER, True),
    0x32: (Fault.READER_REFUSED_CARD, True),
    0x33: (Fault.CARD_DATA_UNVERIFIED, True),
    0x40: (Fault.UNSUPPORTED_CARD, False),
    0x41: (Fault.READ_INTERRUPTED, True),
    0x47: (Fault.NO_RANDOM_NUMBER, True),
    0x81: (Fault.SELECT_FAILED, True),
    0x10: (Fault.REQUEST_GARBLED, True),
}


@pytest.fixture
def network_reader() -> Iterator[VirtualSamReader]:
    with VirtualSamReader.open_tcp() as opened:
        yield opened


async def test_a_card_laid_down_is_read_whole(reader, follow, first_card):
    async with follow(reader.url) as events:
        await events.until(ReaderUp)
        reader.insert(first_card)
        ok = await events.until(ReadOk)
    assert (ok.reader, ok.read.name, ok.read.number) == (reader.url, "测试甲", "999999199001011238")
    assert (ok.read.warnings, ok.read.photo) == ((), None)
    assert ok.read.read_at.tzinfo is not None
    assert [type(event) for event in events.seen] == [ReaderUp, CardPresent, ReadOk]


async def test_a_network_reader_is_read_the_same_way(network_reader, follow, second_card):
    network_reader.insert(second_card)
    async with follow(network_reader.url) as events:
        ok = await events.until(ReadOk)
    assert (ok.read.name, ok.read.newest_address) == ("测试乙", "测试省测试市测试县测试镇新址3号")


async def test_a_lying_card_is_told_once_in_both_modes(reader, presence, follow, first_card):
    reader.insert(first_card)
    async with follow(reader.url) as events:
        await events.until(ReadOk)
        if presence is Presence.HALT:
            await events.until(CardRemoved)
        await asyncio.sleep(0.1)
        reader.remove()
        if presence is Presence.STICKY:
            await events.until(CardRemoved)
        reader.insert(first_card)
        await events.until(ReadOk)
    assert (events.count(CardPresent), events.count(ReadOk)) == (2, 2)


@pytest.mark.parametrize("step", ["select", "read"])
@pytest.mark.parametrize("sw3", FAILURES)
async def test_a_lasting_status_is_told_with_its_code(reader, follow, first_card, sw3, step):
    code, retryable = FAILURES[sw3]
    reader.fault(ReaderFault.parse(f"status:{sw3:02X}@{step}"))
    reader.insert(first_card)
    async with follow(reader.url) as events:
        failed = await events.until(ReadFailed)
        assert (failed.code, failed.retryable) == (code, retryable)
        assert events.count(ReadOk) == 0
        reader.clear_faults()
        reader.remove()
        await events.until(CardRemoved)
        reader.insert(first_card)
        await events.until(ReadOk)
    assert events.count(ReadFailed) == 1


@pytest.mark.parametrize(
    "fault",
    [
        "status:41@read*1",
        "status:81@select*2",
        "status:24@find*2",
        "bad_checksum@find*2",
        "bad_checksum@status*2",
        "noise",
        "noise@read",
        "truncated:3@find*1",
        "fragments:7@find",
        "fragments:64",
        "fragments:20@read",
        "delay:0.03",
        "silent@select*1",
        "silent@find*1",
        "silent@status*1",
        "delay:0.2@select*1",
        "delay:0.2@find*1",
        "status:10@find*1",
    ],
)
async def test_a_passing_fault_does_not_cost_the_reading(reader, follow, tired_of, second_card, fault):
    reader.fault(ReaderFault.parse(fault))
    reader.insert(second_card)
    async with follow(reader.url, options=tired_of(fault)) as events:
        ok = await events.until(ReadOk)
    assert (ok.read.name, ok.read.newest_address) == ("测试乙", "测试省测试市测试县测试镇新址3号")
    assert (ok.read.warnings, events.count(ReadFailed)) == ((), 0)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("bad_checksum@read*1", Fault.GARBLED_ANSWER),
        ("truncated:1275@read*1", Fault.NO_ANSWER),
        ("silent@read*1", Fault.NO_ANSWER),
        ("delay:0.3@read*1", Fault.NO_ANSWER),
        ("truncated@newest_address*1", Fault.NO_ANSWER),
    ],
)
async def test_an_answer_lost_after_the_card_gave_it_needs_the_card_again_only_where_it_halts(
    reader, presence, follow, tired_of, second_card, fault, code
):
    reader.fault(ReaderFault.parse(fault))
    reader.insert(second_card)
    async with follow(reader.url, options=tired_of(fault)) as events:
        if presence is Presence.HALT:
            failed = await events.until(ReadFailed)
            assert (failed.code, failed.retryable, events.count(ReadOk)) == (code, True, 0)
            await events.until(CardRemoved)
            reader.remove()
            reader.insert(second_card)
        ok = await events.until(ReadOk)
    assert (ok.read.name, ok.read.newest_address) == ("测试乙", "测试省测试市测试县测试镇新址3号")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("silent@read", Fault.NO_ANSWER),
        ("bad_checksum@read", Fault.GARBLED_ANSWER),
    ],
)
async def test_a_lasting_line_fault_is_told(reader, follow, tired_of, first_card, fault, code):
    reader.fault(ReaderFault.parse(fault))
    reader.insert(first_card)
    async with follow(reader.url, options=tired_of(fault)) as events:
        failed = await events.until(ReadFailed)
    assert (failed.code, failed.retryable) == (code, True)
    assert events.count(ReadOk) == 0


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("silent", Fault.READER_SILENT),
        ("bad_checksum", Fault.READER_SILENT),
        ("status:60@status", Fault.SELF_TEST_FAILED),
        ("status:66@status", Fault.NOT_AUTHORISED),
        ("status:60@find", Fault.SELF_TEST_FAILED),
        ("status:66@read", Fault.NOT_AUTHORISED),
        ("status:24@status", Fault.UNKNOWN_STATUS),
    ],
)
async def test_a_reader_that_is_down_says_why_and_comes_back(reader, follow, tired_of, first_card, fault, reason):
    reader.fault(ReaderFault.parse(fault))
    reader.insert(first_card)
    async with follow(reader.url, options=tired_of("silent@status")) as events:
        assert (await events.until(ReaderDown)).reason is reason
        reader.clear_faults()
        await events.until(ReadOk)
    assert events.count(ReaderUp) >= 1


@pytest.mark.parametrize("step", ["status", "find", "select", "read", "newest_address"])
async def test_an_unplugged_reader_comes_back_when_plugged_in(presence, follow, first_card, tmp_path, step):
    with VirtualSamReader.open(presence=presence, link=tmp_path / "reader") as reader:
        reader.insert(first_card)
        reader.fault(ReaderFault.parse(f"unplug@{step}*1"))
        async with follow(reader.url) as events:
            assert (await events.until(ReaderDown)).reason is Fault.PORT_LOST
            assert events.count(ReadOk) == 0
            reader.plug()
            reader.insert(first_card)
            await events.until(ReadOk)


async def test_an_unplugged_network_reader_comes_back(network_reader, follow, first_card):
    async with follow(network_reader.url) as events:
        await events.until(ReaderUp)
        network_reader.unplug()
        assert (await events.until(ReaderDown)).reason is Fault.PORT_LOST
        network_reader.plug()
        await events.until(ReaderUp)
        network_reader.insert(first_card)
        await events.until(ReadOk)


async def test_a_missing_port_is_told_and_tried_again(follow, first_card, tmp_path):
    link = tmp_path / "reader"
    async with follow(str(link)) as events:
        assert (await events.until(ReaderDown)).reason is Fault.PORT_MISSING
        with VirtualSamReader.open(link=link) as reader:
            await events.until(ReaderUp)
            reader.insert(first_card)
            await events.until(ReadOk)
    assert events.count(ReaderDown) == 1


async def test_a_network_reader_nobody_serves_is_missing(follow):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with follow(f"socket://127.0.0.1:{port}") as events:
        assert (await events.until(ReaderDown)).reason is Fault.PORT_MISSING


async def test_a_port_another_program_holds_is_busy(reader, follow):
    held = os.open(reader.url, os.O_RDWR | os.O_NOCTTY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        async with follow(reader.url) as events:
            assert (await events.until(ReaderDown)).reason is Fault.PORT_BUSY
            fcntl.flock(held, fcntl.LOCK_UN)
            await events.until(ReaderUp)
    finally:
        os.close(held)


async def test_a_port_without_permission_is_denied(follow, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("serial.serial_for_url", refuse)
    async with follow("/dev/ttyS0") as events:
        assert (await events.until(ReaderDown)).reason is Fault.PORT_DENIED


@pytest.mark.parametrize(
    "url",
    ["", "spy:///dev/ttyS0", "loop://", "socket://host", "socket://:1", "socket://h:0", "socket://h:1?logging=debug"],
)
async def test_an_address_that_could_print_what_passes_is_refused(follow, url):
    assert not is_usable_address(url)
    async with follow(url) as events:
        assert (await events.until(ReaderDown)).reason is Fault.PORT_ADDRESS


async def test_a_file_that_is_no_reader_does_no_harm(follow, tmp_path):
    (tmp_path / "file").write_bytes(b"\xaa" * 100)
    async with follow(str(tmp_path / "file")) as events:
        await events.until(ReaderDown)


async def test_two_readers_are_read_side_by_side(follow, first_card, second_card):
    with VirtualSamReader.open() as left, VirtualSamReader.open(presence=Presence.STICKY) as right:
        left.insert(first_card)
        right.insert(second_card)
        async with follow(left.url, right.url, left.url) as events:
            names = {}
            for _ in range(2):
                ok = await events.until(ReadOk)
                names[ok.reader] = ok.read.name
    assert names == {left.url: "测试甲", right.url: "测试乙"}
    assert events.count(ReaderUp) == 2, "a reader named twice is opened once"


async def test_a_broken_reader_does_not_hold_up_the_other(follow, first_card, tmp_path):
    with VirtualSamReader.open() as silent, VirtualSamReader.open() as good:
        silent.fault(ReaderFault.parse("silent"))
        good.insert(first_card)
        async with follow(silent.url, good.url, str(tmp_path / "missing")) as events:
            assert (await events.until(ReadOk)).reader == good.url


async def test_a_card_that_has_expired_is_read_with_a_warning(reader, follow, first_holder):
    reader.insert(replace(first_holder, valid_to="2021-01-02").card())
    async with follow(reader.url) as events:
        assert (await events.until(ReadOk)).read.warnings == (CardWarning.EXPIRED,)


async def test_a_blank_card_is_told_as_unreadable(reader, follow):
    blank = CardHolder(number="").card()
    reader.insert(blank)
    async with follow(reader.url) as events:
        assert (await events.until(ReadFailed)).code is Fault.UNREADABLE_CARD


async def test_a_line_of_life_like_speed_is_read(follow, first_card):
    with VirtualSamReader.open(timing=LineTiming(115200, 0.05)) as reader:
        reader.insert(first_card)
        started = time.monotonic()
        async with follow(reader.url) as events:
            await events.until(ReadOk)
    assert time.monotonic() - started > 0.16


def sam_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("sam ")]


HALF_A_MINUTE = dict.fromkeys(
    ("poll", "find", "select", "status", "read", "newest_address", "gap", "drain", "fault"), 30.0
)


@pytest.mark.parametrize("fault", [None, "silent", "silent@read", "delay:30@status", "fragments:1"])
async def test_closing_the_stream_ends_its_threads_whatever_they_wait_for(reader, until, first_card, fault):
    if fault is not None:
        reader.fault(ReaderFault.parse(fault))
    reader.insert(first_card)
    stream = watch([reader.url, "/nowhere/reader"], options=SamOptions(timing=Timing(**HALF_A_MINUTE, reopen=(30.0,))))
    assert (await anext(stream)).reader in (reader.url, "/nowhere/reader")
    await asyncio.sleep(0.05)
    assert len(sam_threads()) == 2
    async with asyncio.timeout(20):
        await stream.aclose()
    await until(lambda: not sam_threads())


async def test_cancelling_the_task_that_waits_ends_the_threads(reader, until):
    async def consume() -> None:
        async for _ in watch([reader.url]):
            pass

    task = asyncio.create_task(consume())
    await until(sam_threads)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await until(lambda: not sam_threads())


async def test_watching_no_reader_ends_at_once():
    assert [event async for event in watch([])] == []


async def test_a_device_that_sends_rubbish_for_ever_is_only_silent(follow):
    controller, terminal = os.openpty()
    tty.setraw(terminal)
    stopping = threading.Event()

    def babble() -> None:
        while not stopping.wait(0.001):
            with suppress(BlockingIOError):
                os.write(controller, b"\xaa\xaa\xaa\x96\x69\x05\x08" + os.urandom(40))

    os.set_blocking(controller, False)
    babbler = threading.Thread(target=babble)
    babbler.start()
    try:
        async with follow(os.ttyname(terminal)) as events:
            assert (await events.until(ReaderDown)).reason is Fault.READER_SILENT
    finally:
        stopping.set()
        babbler.join()
        os.close(controller)
        os.close(terminal)


async def test_an_unforeseen_error_restarts_the_reader_and_quotes_nothing(
    reader, follow, first_card, monkeypatch, caplog
):
    def stumble(*_: object, **__: object) -> None:
        monkeypatch.undo()
        raise RuntimeError("测试甲 999999199001011238")

    monkeypatch.setattr("card_reader.sam.machine.decode_text_block", stumble)
    reader.insert(first_card)
    async with follow(reader.url) as events:
        assert (await events.until(ReaderDown)).reason is Fault.READER_BROKEN
        reader.remove()
        reader.insert(first_card)
        await events.until(ReadOk)
    assert "RuntimeError" in caplog.text
    assert "999999199001011238" not in caplog.text

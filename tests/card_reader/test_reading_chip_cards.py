"""Social security cards in a real card service: what is told of cards, readers and the service itself."""

import asyncio
import os
import threading
import time
from dataclasses import replace

import pytest

from card_reader import (
    CardPresent,
    CardRemoved,
    Fault,
    PartlyRead,
    PcscOptions,
    ReaderDown,
    ReaderUp,
    ReadFailed,
    ReadOk,
    watch,
)
from card_reader.virtual import T0_ATR, CardFault, CardFaultKind, Dialect, InsertedCard, VirtualSamReader

pytestmark = pytest.mark.real
MEMORY_CARD_ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
IMPATIENT = PcscOptions(wait=0.05, wait_while_reading=0.02, hang=1, settle=0.05, service_retry=(0.02,))
"""For cards that never answer and readers nobody has."""


async def test_a_card_put_in_is_read_whole(pcscd, slot, follow, card_of, first_insured):
    async with follow(f"pcsc:{pcscd.names[0]}") as events:
        await events.until(ReaderUp)
        slot.insert(card_of(first_insured))
        ok = await events.until(ReadOk)
        slot.remove()
        await events.until(CardRemoved)
    assert (ok.reader, ok.read.name, ok.read.number) == (f"pcsc:{pcscd.names[0]}", "测试甲", "999999199001011238")
    assert ok.read.warnings == ()
    assert [type(event) for event in events.seen] == [ReaderUp, CardPresent, ReadOk, CardRemoved]


async def test_ten_readers_are_read_side_by_side(pcscd, slots, follow, card_of, first_insured, second_insured):
    kinds = [(), (Dialect.GET_RESPONSE,), (Dialect.EXACT_LENGTH,), tuple(Dialect)]
    for at, slot in enumerate(slots):
        holder = second_insured if at % 2 else first_insured
        slot.insert(card_of(holder, *kinds[at % 4], atr=T0_ATR if at % 4 else bytes.fromhex("3B80800101")))
    async with follow("pcsc:*") as events:
        read = {}
        for _ in slots:
            ok = await events.until(ReadOk)
            read[ok.reader] = ok.read.name
    assert read == {f"pcsc:{name}": "测试乙" if at % 2 else "测试甲" for at, name in enumerate(pcscd.names)}
    assert events.count(ReaderUp) == len(slots)


async def test_a_chip_card_and_a_resident_card_come_in_one_stream(
    pcscd, slot, follow, card_of, first_insured, second_card
):
    slot.insert(card_of(first_insured))
    with VirtualSamReader.open() as reader:
        reader.insert(second_card)
        async with follow("pcsc:Window 0 00 00", reader.url) as events:
            reads = [await events.until(ReadOk), await events.until(ReadOk)]
    assert {(ok.reader, ok.read.name) for ok in reads} == {("pcsc:Window 0 00 00", "测试甲"), (reader.url, "测试乙")}


async def test_a_third_generation_card_is_told_honestly(slot, follow, card_of, first_insured):
    slot.insert(card_of(replace(first_insured, version="3.00")))
    async with follow("pcsc:*") as events:
        told = await events.until(ReadFailed)
    assert isinstance(told, PartlyRead)
    assert (told.code, told.retryable, told.card.version) == (Fault.NEEDS_AUTHENTICATION, False, "3.00")
    assert "身份证" in told.operator_text
    assert events.count(ReadOk) == 0


async def test_cards_that_are_not_ours_are_told_apart(pcscd, slots, follow, card_of, first_insured):
    class Stranger:
        def reset(self) -> None: ...

        def answer(self, command: bytes) -> bytes:
            return b"\x6a\x82"

    slots[0].insert(InsertedCard(Stranger(), bytes.fromhex("3B80800101")))
    slots[1].insert(InsertedCard(Stranger(), MEMORY_CARD_ATR))
    slots[2].insert(InsertedCard(Stranger(), b"\x00"))
    memory = first_insured.memory()
    locked = replace(memory, locked=True)
    slots[3].insert(InsertedCard(type(card_of(first_insured).chip)(locked), locked.atr))
    async with follow("pcsc:*") as events:
        told = {}
        for _ in range(4):
            failed = await events.until(ReadFailed)
            told[failed.reader] = failed.code
    assert [told[f"pcsc:{name}"] for name in pcscd.names[:4]] == [
        Fault.NOT_SOCIAL_SECURITY_CARD,
        Fault.NOT_SOCIAL_SECURITY_CARD,
        Fault.CARD_UNRESPONSIVE,
        Fault.CARD_LOCKED,
    ]
    assert slots[1].commands == [], "a memory card is not even asked"


async def test_a_card_that_stops_answering_is_asked_for_and_the_next_one_is_read(slot, follow, card_of, first_insured):
    slot.insert(card_of(first_insured), CardFault(CardFaultKind.SILENT, 9))
    async with follow("pcsc:*", pcsc_options=IMPATIENT) as events:
        failed = await events.until(ReadFailed)
        assert (failed.code, failed.retryable) == (Fault.CARD_HANGS, True)
        slot.remove()
        await events.until(CardRemoved)
        slot.insert(card_of(first_insured))
        await events.until(ReadOk)
    assert events.count(ReadFailed) == 1


async def test_a_reader_another_program_has_is_read_once_it_is_free(pcscd, slot, follow, card_of, first_insured):
    from smartcard import scard

    slot.insert(card_of(first_insured))
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    deadline = time.monotonic() + 30
    taken = 1
    while taken != 0 and time.monotonic() < deadline:
        taken, handle, _ = scard.SCardConnect(
            context, pcscd.names[0], scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_ANY
        )
        await asyncio.sleep(0.02)
    assert taken == 0
    async with follow("pcsc:*") as events:
        failed = await events.until(ReadFailed)
        assert (failed.code, failed.retryable) == (Fault.PORT_BUSY, True)
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
        await events.until(ReadOk)
    scard.SCardReleaseContext(context)


async def test_a_reader_nobody_has_is_told_under_its_entry(pcscd, follow):
    async with follow("pcsc:No Such Reader", pcsc_options=IMPATIENT) as events:
        down = await events.until(ReaderDown)
    assert (down.reader, down.reason) == ("pcsc:No Such Reader", Fault.NO_CARD_READER)


async def test_a_service_that_is_not_running_is_told_and_awaited(pcscd, follow):
    pcscd.stop()
    async with follow("pcsc:*") as events:
        down = await events.until(ReaderDown)
        assert (down.reader, down.reason) == ("pcsc:*", Fault.CARD_SERVICE_DOWN)
        await asyncio.sleep(0.2)
        pcscd.start()
        up = [(await events.until(ReaderUp)).reader for _ in range(1 + len(pcscd.names))]
    assert set(up) == {"pcsc:*", *(f"pcsc:{name}" for name in pcscd.names)}
    assert events.count(ReaderDown) == 1, "told once, however often it is tried"


STATES = ["idle", "connecting", "reading", "hanging", "read"]


@pytest.mark.parametrize(
    ("state", "end"), [*((state, "kill") for state in STATES), ("idle", "stop"), ("reading", "stop")]
)
async def test_a_service_that_dies_in_any_state_is_outlived(
    pcscd, slot, follow, card_of, first_insured, second_insured, state, end
):
    name = f"pcsc:{pcscd.names[0]}"
    faults = {"reading": CardFault(CardFaultKind.SILENT, 8), "hanging": CardFault(CardFaultKind.SILENT, 8)}
    options = {"pcsc_options": IMPATIENT} if state == "hanging" else {}
    async with follow(name, **options) as events:
        await events.until(ReaderUp)
        if state != "idle":
            slot.insert(card_of(first_insured), faults.get(state))
            await events.until({"hanging": ReadFailed, "read": ReadOk}.get(state, CardPresent))
        getattr(pcscd, end)()
        while (await events.until(ReaderDown)).reader != name:
            pass
        pcscd.start()
        while (await events.until(ReaderUp)).reader != name:
            pass
        slot.insert(card_of(second_insured))
        while (await events.until(ReadOk)).read.name != "测试乙":
            pass
    names = [event.read.name for event in events.seen if isinstance(event, ReadOk)]
    assert names in (["测试乙"], ["测试甲", "测试乙"])
    assert (names[0] == "测试甲") == (state == "read") or state == "connecting"


def card_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if "card reader" in thread.name]


@pytest.mark.parametrize("state", ["idle", "down", "read", "hanging"])
async def test_closing_the_stream_ends_its_threads_whatever_they_wait_for(
    pcscd, slot, until, card_of, first_insured, state
):
    before = len(card_threads())
    if state == "down":
        pcscd.stop()
    elif state != "idle":
        slot.insert(card_of(first_insured), CardFault(CardFaultKind.SILENT, 5) if state == "hanging" else None)
    hang = 1 if state == "hanging" else 30
    options = PcscOptions(wait=30, wait_while_reading=0.02, hang=hang, service_retry=(30,))
    stream = watch(["pcsc:*"], pcsc_options=options)
    wanted = {"idle": ReaderUp, "down": ReaderDown, "read": ReadOk, "hanging": ReadFailed}[state]
    async for event in stream:
        if isinstance(event, wanted):
            break
    async with asyncio.timeout(20):
        await stream.aclose()
    if state == "hanging":  # a card that never answers keeps its one thread until it is taken out
        await until(lambda: len(card_threads()) == before + 1)
        slot.remove()
    await until(lambda: len(card_threads()) <= before)


async def test_opening_again_and_again_leaks_nothing(pcscd, slot, follow, card_of, first_insured):
    slot.insert(card_of(first_insured))
    before = None
    for _ in range(8):
        async with follow("pcsc:*") as events:
            await events.until(ReadOk)
        before = before or len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a Path iterator would itself hold one
    assert len(os.listdir("/proc/self/fd")) <= before + 1  # noqa: PTH208

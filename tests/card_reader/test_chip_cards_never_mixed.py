"""Cards pulled and exchanged at every command of a reading, in a real card service: a whole card, or nothing."""

import os
import queue
import time
from collections.abc import Iterator

import pytest

from card_reader import CardPresent, CardRemoved, IdentityRead, PcscOptions, ReaderEvent, ReadFailed, ReadOk
from card_reader.pcsc.worker import CardWorker
from card_reader.virtual import T0_ATR, CardFault, CardFaultKind, Dialect, PrivatePcscd, VirtualSlot

pytestmark = pytest.mark.real
COMMANDS = 17
OPTIONS = PcscOptions(wait=0.02, wait_while_reading=0.02, bounce=(0.05, 0.45), settle=0.2)
T0 = (Dialect.GET_RESPONSE, Dialect.EXACT_LENGTH)


def person(read: IdentityRead) -> tuple[object, ...]:
    card = read.social_security_card
    return (read.name, read.number, read.birthplace, read.valid_from, card.card_number, card.identification_code)


class Desk:
    """One reader with its worker; the test itself says when a card has arrived."""

    def __init__(self, name: str) -> None:
        self.events: queue.Queue[ReaderEvent] = queue.Queue()
        self.worker = CardWorker(f"pcsc:{name}", name, self.events.put, OPTIONS)

    def read(self) -> ReadOk | ReadFailed:
        self.worker.card_arrived()
        assert isinstance(self.events.get(timeout=60), CardPresent)
        outcome = self.events.get(timeout=60)
        assert isinstance(outcome, ReadOk | ReadFailed)
        return outcome

    def first_read(self) -> IdentityRead:
        """The service takes up to 0.4 s to see a card."""
        for _ in range(1000):
            outcome = self.read()
            if isinstance(outcome, ReadOk):
                return outcome.read
            time.sleep(0.02)
        raise AssertionError("the service does not see the card")


@pytest.fixture
def desk(pcscd: PrivatePcscd, slots: list[VirtualSlot]) -> Iterator[Desk]:
    opened = Desk(pcscd.names[0])
    yield opened
    opened.worker.stop()
    assert opened.worker.join(20)


@pytest.mark.parametrize("dialects", [(), T0], ids=["T=1", "T=0"])
def test_a_card_exchanged_behind_the_services_back_is_never_mixed(
    desk, slot, card_of, first_insured, second_insured, dialects
):
    """At each command, many times: the answer already comes from the other card, on the same connection."""
    atr = T0_ATR if dialects else bytes.fromhex("3B80800101")
    cards = [card_of(holder, *dialects, atr=atr) for holder in (first_insured, second_insured)]
    slot.insert(cards[0])
    people = {person(desk.first_read())}
    slot.misbehave(CardFault(CardFaultKind.SWAPPED_UNSEEN, 0, cards[1]))
    people.add(person(desk.read().read))
    assert len(people) == 2
    outcomes = []
    descriptors = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a Path iterator would itself hold one open
    for turn in range(155):
        slot.misbehave(CardFault(CardFaultKind.SWAPPED_UNSEEN, turn % 31, cards[turn % 2]))
        outcomes.append(desk.read())
    assert len(os.listdir("/proc/self/fd")) <= descriptors  # noqa: PTH208
    reads = [outcome.read for outcome in outcomes if isinstance(outcome, ReadOk)]
    assert {person(read) for read in reads} == people
    assert len(reads) > 120
    assert all(read.warnings == () for read in reads)


def test_a_fault_of_the_chip_at_any_command_gives_a_whole_card_or_nothing(
    desk, slot, card_of, first_insured, second_insured
):
    slot.insert(card_of(first_insured))
    whole = person(desk.first_read())
    for at in range(COMMANDS):
        for answer in ("6F00", "6985", "6986", "6A82", "6A83", "6983", "6982", "9000", "61FF", "6C00"):
            slot.misbehave(CardFault(CardFaultKind.ANSWER, at, answer=bytes.fromhex(answer)))
            outcome = desk.read()
            assert isinstance(outcome, ReadFailed) or outcome.read.number == whole[1]
            assert isinstance(outcome, ReadFailed) or outcome.read.name == whole[0]


@pytest.mark.parametrize("kind", [CardFaultKind.PULLED, CardFaultKind.PULLED_AFTER])
async def test_a_card_pulled_at_any_command_gives_nothing(slots, follow, card_of, first_insured, kind):
    """Ten readers at a time, until every command had its turn."""
    async with follow("pcsc:*", pcsc_options=OPTIONS) as events:
        for first in range(0, COMMANDS, len(slots)):
            due = range(first, min(first + len(slots), COMMANDS))
            for slot, at in zip(slots, due, strict=False):
                slot.insert(card_of(first_insured), CardFault(kind, at))
            for _ in due:
                await events.until(CardRemoved)
    complete = kind is CardFaultKind.PULLED_AFTER  # the last answer was given: by then the card was read
    assert events.count(ReadOk) in ((0, 1) if complete else (0,))
    assert events.count(ReadOk) + events.count(ReadFailed) == events.count(CardRemoved) == COMMANDS


@pytest.mark.parametrize("kind", [CardFaultKind.SWAPPED, CardFaultKind.SWAPPED_AFTER])
async def test_a_card_exchanged_as_fast_as_can_be_is_never_mixed(
    pcscd, slots, follow, card_of, first_insured, second_insured, kind
):
    """The next card is there in the same instant: the service may or may not see that one was gone."""
    people = {("测试甲", "999999199001011238", "999999"), ("测试乙", "99999919600229124X", "999998")}
    async with follow("pcsc:*", pcsc_options=OPTIONS) as events:
        for first in range(0, COMMANDS, len(slots)):
            due = range(first, min(first + len(slots), COMMANDS))
            for slot, at in zip(slots, due, strict=False):
                slot.insert(card_of(first_insured), CardFault(kind, at, card_of(second_insured)))
            waiting = {f"pcsc:{name}" for name in pcscd.names[: len(due)]}
            while waiting:
                ok = await events.until(ReadOk)
                assert (ok.read.name, ok.read.number, ok.read.birthplace) in people
                if ok.read.name == "测试乙":
                    waiting.discard(ok.reader)
            for slot in slots[: len(due)]:
                slot.remove()
    seen = [event.read.name for event in events.seen if isinstance(event, ReadOk)]
    assert seen.count("测试甲") <= (1 if kind is CardFaultKind.SWAPPED_AFTER else 0)

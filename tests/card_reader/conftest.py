"""The test vectors of the card protocol (synthetic people only), quick timings, and a follower of event streams."""

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

import pytest

from card_reader import PcscOptions, ReaderEvent, SamOptions, Timing, watch
from card_reader.virtual import (
    CardHolder,
    FaultKind,
    InsertedCard,
    NoPcscd,
    Presence,
    PrivatePcscd,
    ReaderFault,
    SocialSecurityChip,
    SocialSecurityHolder,
    VirtualCard,
    VirtualSamReader,
    VirtualSlot,
)
from card_reader.virtual.pcscd import SOCKET_VARIABLE

_Event = TypeVar("_Event")
_VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text("ascii"))


@dataclass(frozen=True)
class Vectors:
    requests: dict[str, bytes]
    answers: dict[str, bytes]
    text_blocks: dict[str, bytes]
    newest_address_answer: bytes
    photo: bytes = bytes(range(256)) * 4

    def read_answer(self, photo: bytes | None = None) -> bytes:
        """V4: the whole answer to a read, put together from its published parts."""
        parts = (bytes.fromhex("AAAAAA966905080000900100 0400"), self.text_blocks["resident"])
        return b"".join(parts) + (self.photo if photo is None else photo) + b"\xff"


def _bytes(texts: dict[str, str]) -> dict[str, bytes]:
    return {name: bytes.fromhex(text) for name, text in texts.items()}


QUICK_CARDS = PcscOptions(wait=0.05, wait_while_reading=0.02, hang=30, claimed=0.05, settle=5, service_retry=(0.02,))
"""No deadline that a busy machine could miss; tests of a deadline set their own."""


SLOTS = 10
READING_ONLY = {0xA4, 0xB2, 0xC0}


@pytest.fixture(scope="session")
def vectors() -> Vectors:
    return Vectors(
        _bytes(_VECTORS["requests"]),
        _bytes(_VECTORS["answers"]),
        _bytes(_VECTORS["text_blocks"]),
        bytes.fromhex(_VECTORS["newest_address_answer"]),
    )


@pytest.fixture(scope="session")
def read_at() -> datetime:
    return datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(scope="session")
def quick() -> SamOptions:
    """The real machine at a pace for tests. It waits for an answer longer than any busy machine takes for one."""
    waits = Timing(find=30, select=30, status=30, read=30, newest_address=30, gap=30)
    return SamOptions(timing=replace(waits, poll=0.003, drain=0.005, fault=0.02, reopen=(0.02, 0.03)))


Tired = Callable[[str], SamOptions]


@pytest.fixture(scope="session")
def tired_of(quick: SamOptions) -> Tired:
    """`tired_of("silent@read*1")`: soon gives up the one answer this fault keeps back, and no other."""

    def make(fault: str) -> SamOptions:
        parsed = ReaderFault.parse(fault)
        timing = quick.timing if parsed.step is None else replace(quick.timing, **{parsed.step: 0.15})
        return replace(quick, timing=replace(timing, gap=0.06) if parsed.kind is FaultKind.TRUNCATED else timing)

    return make


@pytest.fixture(scope="session")
def first_holder() -> CardHolder:
    return CardHolder(
        number="999999199001011238",
        name="测试甲",
        ethnicity="01",
        address="测试省测试市测试县测试镇1号",
        issuing_authority="测试市公安局测试分局",
        valid_from="2020-01-02",
        valid_to="2040-01-02",
    )


@pytest.fixture(scope="session")
def second_holder() -> CardHolder:
    return CardHolder(
        number="99999919600229124X",
        name="测试乙",
        ethnicity="53",
        address="测试省测试市测试县2号",
        newest_address="测试省测试市测试县测试镇新址3号",
        issuing_authority="测试市公安局",
        valid_from="2010-01-02",
        valid_to="long_term",
    )


@pytest.fixture(scope="session")
def first_card(first_holder: CardHolder) -> VirtualCard:
    return first_holder.card()


@pytest.fixture(scope="session")
def second_card(second_holder: CardHolder) -> VirtualCard:
    return second_holder.card()


@pytest.fixture(params=list(Presence))
def presence(request: pytest.FixtureRequest) -> Presence:
    return Presence(request.param)


@pytest.fixture
def reader(presence: Presence) -> Iterator[VirtualSamReader]:
    with VirtualSamReader.open(presence=presence) as opened:
        yield opened


Until = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture(scope="session")
def until() -> Until:
    """`await until(condition)`: looks until it holds. Fails after what no machine needs."""

    async def look(condition: Callable[[], object]) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - whatever is looked at has no event of its own
                await asyncio.sleep(0.005)

    return look


@dataclass
class Follower:
    """Reads an event stream up to the event a test waits for, and keeps everything that came by."""

    stream: AsyncGenerator[ReaderEvent, None]
    seen: list[ReaderEvent] = field(default_factory=list)

    async def until(self, kind: type[_Event], patience: float = 60.0) -> _Event:
        """`patience` only ends a test that has failed."""
        async with asyncio.timeout(patience):
            async for event in self.stream:
                self.seen.append(event)
                if isinstance(event, kind):
                    return event
        raise AssertionError("the stream ended")

    def count(self, kind: type[ReaderEvent]) -> int:
        return sum(isinstance(event, kind) for event in self.seen)


Follow = Callable[..., AbstractAsyncContextManager[Follower]]


@pytest.fixture
def follow(quick: SamOptions) -> Follow:
    """`async with follow(url, …) as events`: watch readers at test pace."""

    @asynccontextmanager
    async def following(
        *readers: str, options: SamOptions = quick, pcsc_options: PcscOptions = QUICK_CARDS
    ) -> AsyncGenerator[Follower, None]:
        stream = watch(readers, options=options, pcsc_options=pcsc_options)
        try:
            yield Follower(stream)
        finally:
            await stream.aclose()

    return following


@pytest.fixture(scope="session", autouse=True)
def _pcscd_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this process looks for a card service: never the machine's own. The library reads the variable once."""
    folder = tmp_path_factory.mktemp("pcscd")
    os.environ[SOCKET_VARIABLE] = str(folder / "run" / "pcscd.comm")
    return folder


@pytest.fixture(scope="session")
def _pcscd_of_this_process(_pcscd_folder: Path) -> PrivatePcscd:
    pytest.importorskip("smartcard", reason="pyscard is not installed: social security cards are not tested")
    try:
        return PrivatePcscd(_pcscd_folder, slots=SLOTS)
    except NoPcscd as error:
        pytest.skip(f"no virtual pcscd here: {error}")


@pytest.fixture
def pcscd(_pcscd_of_this_process: PrivatePcscd) -> Iterator[PrivatePcscd]:
    """A card service with ten empty readers, started for this test."""
    with _pcscd_of_this_process as daemon:
        yield daemon
        daemon.kill()


@pytest.fixture
def slots(pcscd: PrivatePcscd) -> Iterator[list[VirtualSlot]]:
    """The cards' side of all readers. Whatever a test does, no card may ever be told anything but select and read."""
    opened = [pcscd.slot(at) for at in range(SLOTS)]
    yield opened
    for slot in opened:
        slot.remove()
    told = {command[1] for slot in opened for command in slot.commands}
    assert told <= READING_ONLY, "a card was told something else than to select and to read"


@pytest.fixture
def slot(slots: list[VirtualSlot]) -> VirtualSlot:
    return slots[0]


@pytest.fixture(scope="session")
def first_insured() -> SocialSecurityHolder:
    """The person of the published vectors."""
    return SocialSecurityHolder(number="999999199001011238", name="测试甲")


@pytest.fixture(scope="session")
def second_insured() -> SocialSecurityHolder:
    return SocialSecurityHolder(
        number="99999919600229124X",
        name="测试乙",
        sex="2",
        ethnicity="53",
        birthplace="999998",
        identification_code="999900D15600000599990002",
        card_number="Z99000025",
        issued="20230405",
        valid_to="20330404",
    )


Insert = Callable[..., InsertedCard]


@pytest.fixture(scope="session")
def card_of() -> Insert:
    """A card to put in: `card_of(holder, *dialects, atr=…)`."""

    def make(holder: SocialSecurityHolder, *dialects: Any, **how: Any) -> InsertedCard:
        memory = holder.memory(*dialects, **how)
        return InsertedCard(SocialSecurityChip(memory), memory.atr)

    return make

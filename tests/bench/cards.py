"""Card reading: its own cost over the line and the card, its cost at rest, and a million mutated answers.

`python -m tests.bench cards` runs it. The chip card part needs pcscd and vsmartcard-vpcd.
"""

import asyncio
import json
import multiprocessing
import os
import queue
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from card_reader import CardPresent, CardRemoved, PcscOptions, ReaderEvent, ReaderUp, ReadOk, SamOptions
from card_reader.pcsc.reading import USUAL
from card_reader.pcsc.service import Context, ServiceError, load_scard
from card_reader.pcsc.worker import CardWorker
from card_reader.sam.port import SamPort
from card_reader.virtual import (
    CardHolder,
    InsertedCard,
    LineTiming,
    NoPcscd,
    PrivatePcscd,
    SocialSecurityChip,
    SocialSecurityHolder,
    VirtualSamReader,
    VirtualSlot,
)
from card_reader.virtual.pcscd import SOCKET_VARIABLE
from tests.bench.figures import Figure, Note, Rows
from tests.card_reader.fuzz import fuzz_cards, fuzz_frames

HOLDER = CardHolder(
    number="999999199001011238", name="测试甲", ethnicity="01", address="测试省测试市1号", newest_address="测试省2号"
)
INSURED = SocialSecurityHolder(number="999999199001011238", name="测试甲")
BAUD = 115200
ANSWER_BYTES = 19 + 1295 + 81
"""To select, read and newest address; the virtual line takes this long for the answers and no time for the requests."""
SLOTS = 4
BLOCK = 10
"""The service alone and readings by turns, this many each: the machine has quick and slow moments."""
IDLE_SECONDS = 15.0
FRAMES, ANSWERS = 700_000, 300_000


def measure(folder: Path) -> Rows:
    yield from _sam_read()
    yield from _at_rest("serial readers", _sam_readers())
    yield from _insertions("serial", _insert_sam())
    try:
        daemon = PrivatePcscd(folder, slots=SLOTS)
    except NoPcscd as error:
        yield Note(f"no figures of chip cards here: {error}")
    else:
        os.environ[SOCKET_VARIABLE] = str(daemon.socket_path)
        with _one_core(), daemon:
            yield from _chip_read(daemon, 0.0, 600)
            yield from _chip_read(daemon, 0.005, 40)
            yield from _at_rest("chip card readers", iter([["pcsc:*"]]))
            yield from _insertions("chip card", _insert_chips(daemon))
    yield from _mutations()


# -- what reading costs beyond line and card


def _sam_read() -> Rows:
    samples = []
    events: queue.Queue[tuple[float, ReaderEvent]] = queue.Queue()
    with VirtualSamReader.open(timing=LineTiming(BAUD)) as reader:
        port = SamPort(reader.url, lambda event: events.put((time.perf_counter(), event)), SamOptions())
        port.start()
        for _ in range(30):
            reader.insert(HOLDER.card())
            begun = _until(events, CardPresent)
            samples.append(1000 * (_until(events, ReadOk) - begun))
            reader.remove()
            _until(events, CardRemoved)
        port.stop()
        port.join(1)
    floor = Figure("answers of select, read, newest address at 115200", [1000 * ANSWER_BYTES * 10 / BAUD])
    yield floor
    yield Figure("resident card: found to read", samples, floor=floor, most=1.3)


def _chip_read(daemon: PrivatePcscd, seconds: float, count: int) -> Rows:
    """What the service takes and whole readings by turns, of the same commands to the same card."""
    alone, whole = [], []
    events: queue.Queue[tuple[float, ReaderEvent]] = queue.Queue()
    commands = [list(command.to_bytes()) for command in USUAL]

    def tell(event: ReaderEvent) -> None:
        if isinstance(event, ReadOk):  # whoever hears of less would wake for it in the middle of the reading
            events.put((time.perf_counter(), event))

    with _card_elsewhere(daemon, seconds):
        _wait_for_card(daemon.names[0])
        worker = CardWorker("x", daemon.names[0], tell, PcscOptions())
        context = Context()
        for _ in range(count // BLOCK):
            alone += [1000 * _service_alone(context, daemon.names[0], commands) for _ in range(BLOCK)]
            for _ in range(BLOCK):
                begun = time.perf_counter()
                worker.card_arrived()
                whole.append(1000 * (_until(events, ReadOk) - begun))
        context.release()
        worker.stop()
        worker.join(2)
    floor = Figure(f"service alone: 17 commands, card takes {seconds * 1000:g} ms each", _undisturbed(alone))
    yield floor
    yield Figure("social security card: connect to typed identity", _undisturbed(whole), floor=floor, most=1.2)


def _service_alone(context: Context, reader: str, commands: Sequence[list[int]]) -> float:
    """Seconds for what nobody can read without: connect, have the card to oneself, transmit."""
    scard = load_scard()
    begun = time.perf_counter()
    connection = context.connect(reader)
    connection.begin()
    handle, header = connection.handle, scard.SCARD_PCI_T1
    for command in commands:
        code, answer = scard.SCardTransmit(handle, header, command)
        assert code == 0 and answer, f"the card did not answer: {code & 0xFFFFFFFF:08x}"
    taken = time.perf_counter() - begun
    connection.end()
    connection.close()
    return taken


@contextmanager
def _one_core() -> Iterator[None]:
    """For all that is started meanwhile: where the system puts service, card and reading, a word between them costs
    half or double, and either side of a ratio may have the better place for a whole run."""
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(every)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)


def _undisturbed(samples: list[float]) -> list[float]:
    """The quickest quarter: of two milliseconds, a machine with other work to do adds what says nothing of either."""
    return sorted(samples)[: len(samples) // 4]


@contextmanager
def _card_elsewhere(daemon: PrivatePcscd, seconds: float) -> Iterator[None]:
    """The virtual card in a process of its own, so that it does not compete with the reading for one interpreter."""
    slot = daemon.slot(0, seconds=seconds)

    def serve() -> None:
        slot.insert(_chip_card())
        time.sleep(600)

    process = multiprocessing.get_context("fork").Process(target=serve, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def _wait_for_card(reader: str) -> None:
    """Until it answers: for a moment the service still takes the card before it for the one in the reader."""
    context = Context()
    for _ in range(200):
        try:
            connection = context.connect(reader)
            connection.transmit(list(USUAL[0].to_bytes()))
            connection.close()
            break
        except ServiceError:
            time.sleep(0.02)
    context.release()


def _chip_card() -> InsertedCard:
    memory = INSURED.memory()
    return InsertedCard(SocialSecurityChip(memory), memory.atr)


def _until(events: "queue.Queue[tuple[float, ReaderEvent]]", kind: type[ReaderEvent]) -> float:
    while True:
        at, event = events.get(timeout=10)
        if isinstance(event, kind):
            return at


# -- at rest

_WATCH = """
import asyncio, json, resource, sys, time
from card_reader import watch
async def main(readers, seconds):
    async def consume():
        async for _ in watch(readers):
            pass
    task = asyncio.create_task(consume())
    await asyncio.sleep(2)
    def used():
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime
    before, begun = used(), time.monotonic()
    await asyncio.sleep(seconds)
    print(json.dumps(100 * (used() - before) / (time.monotonic() - begun)))
    task.cancel()
asyncio.run(main(json.loads(sys.argv[1]), float(sys.argv[2])))
"""


def _at_rest(what: str, readers: Iterator[list[str]]) -> Rows:
    """A process of its own that only watches; the virtual readers cost this one."""
    for urls in readers:
        command = [sys.executable, "-c", _WATCH, json.dumps(urls), str(IDLE_SECONDS)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        yield Figure(f"four {what} watched, nobody there", [json.loads(ran.stdout)], "% core", target=1.0)


def _sam_readers() -> Iterator[list[str]]:
    with ExitStack() as stack:
        yield [stack.enter_context(VirtualSamReader.open()).url for _ in range(4)]


# -- from the card in place to the word of it

Insertion = tuple[list[str], Callable[[int], None], Callable[[int], None]]


def _insert_sam() -> Iterator[Insertion]:
    with ExitStack() as stack:
        readers = [stack.enter_context(VirtualSamReader.open()) for _ in range(SLOTS)]
        card = HOLDER.card()
        yield [reader.url for reader in readers], lambda at: readers[at].insert(card), lambda at: readers[at].remove()


def _insert_chips(daemon: PrivatePcscd) -> Iterator[Insertion]:
    slots: list[VirtualSlot] = [daemon.slot(at) for at in range(SLOTS)]
    yield (
        [f"pcsc:{name}" for name in daemon.names],
        lambda at: slots[at].insert(_chip_card()),
        lambda at: slots[at].remove(),
    )


def _insertions(what: str, insertions: Iterator[Insertion]) -> Rows:
    for readers, insert, remove in insertions:
        present, read = asyncio.run(_follow_insertions(readers, insert, remove))
        yield Figure(f"{what}: card in place to event", present)
        yield Figure(f"{what}: card in place to identity", read)


async def _follow_insertions(
    readers: list[str], insert: Callable[[int], None], remove: Callable[[int], None]
) -> tuple[list[float], list[float]]:
    """Each reader at its own pace; cards come at any moment of the polls."""
    from card_reader import watch

    dice = random.Random(1)
    told: dict[str, asyncio.Queue[tuple[float, ReaderEvent]]] = {reader: asyncio.Queue() for reader in readers}

    async def distribute() -> None:
        async for event in watch(readers):
            if event.reader in told:
                told[event.reader].put_nowait((time.perf_counter(), event))

    async def heard(reader: str, kind: type[ReaderEvent]) -> float:
        while True:
            at, event = await asyncio.wait_for(told[reader].get(), 10)
            if isinstance(event, kind):
                return at

    async def use(at: int, reader: str) -> list[tuple[float, float]]:
        await heard(reader, ReaderUp)
        samples = []
        for _ in range(25):
            await asyncio.sleep(dice.random() * 0.4)
            begun = time.perf_counter()
            await asyncio.to_thread(insert, at)
            seen = await heard(reader, CardPresent) - begun
            samples.append((1000 * seen, 1000 * (await heard(reader, ReadOk) - begun)))
            remove(at)
            await heard(reader, CardRemoved)
        return samples

    distributing = asyncio.create_task(distribute())
    samples = [pair for pairs in await asyncio.gather(*(use(*each) for each in enumerate(readers))) for pair in pairs]
    distributing.cancel()
    await asyncio.gather(distributing, return_exceptions=True)
    present, read = zip(*samples, strict=True)
    return list(present), list(read)


# -- hostile bytes


def _mutations() -> Rows:
    for what, fuzz, count in (("serial answers", fuzz_frames, FRAMES), ("chip answers", fuzz_cards, ANSWERS)):
        begun = time.perf_counter()
        counted: Any = fuzz(count, seed=random.randrange(1 << 32))
        words = ", ".join(f"{name} {counted[name]:,}" for name in sorted(counted) if name != "mutations")
        yield Note(f"{counted['mutations']:,} mutated {what} in {time.perf_counter() - begun:.0f} s: {words}")

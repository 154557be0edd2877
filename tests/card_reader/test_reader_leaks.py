import os
import threading

from card_reader import CardRemoved, ReaderUp, ReadOk
from card_reader.virtual import VirtualSamReader


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a Path iterator would itself hold one open


async def test_two_hundred_readings_leak_nothing(follow, first_card, second_card):
    with VirtualSamReader.open() as reader:
        async with follow(reader.url) as events:
            await events.until(ReaderUp)
            before = descriptors(), threading.active_count()
            ids = set()
            for turn in range(200):
                reader.insert(second_card if turn % 2 else first_card)
                ids.add((await events.until(ReadOk)).read.read_id)
                await events.until(CardRemoved)
                reader.remove()
            assert (descriptors(), threading.active_count()) == before
    assert len(ids) == 200


async def test_forty_openings_leak_nothing(follow, tmp_path):
    link = tmp_path / "reader"
    before = None
    with VirtualSamReader.open(link=link) as reader:
        for _ in range(40):
            async with follow(reader.url) as events:
                await events.until(ReaderUp)
            before = before or (descriptors(), threading.active_count())
        # asyncio's own pool for waiting may grow up to its limit, our threads and descriptors may not
        assert descriptors() <= before[0]
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("sam ")]


async def test_unplugging_again_and_again_leaks_nothing(follow, tmp_path):
    with VirtualSamReader.open(link=tmp_path / "reader") as reader:
        async with follow(reader.url) as events:
            await events.until(ReaderUp)
            before = descriptors()
            for _ in range(10):
                reader.unplug()
                reader.plug()
                await events.until(ReaderUp)
            assert descriptors() == before

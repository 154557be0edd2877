"""Social security cards in a real card service."""

import pytest

from card_reader import CardPresent, CardRemoved, ReaderDown, ReaderUp, ReadOk

pytestmark = pytest.mark.real


async def test_a_card_put_in_is_read_whole(pcscd, slot, follow, card_of, first_insured):
    async with follow("pcsc:*") as events:
        await events.until(ReaderUp)
        slot.insert(card_of(first_insured))
        ok = await events.until(ReadOk)
        slot.remove()
        await events.until(CardRemoved)
    assert (ok.reader, ok.read.name, ok.read.number) == (f"pcsc:{pcscd.names[0]}", "测试甲", "999999199001011238")
    assert ok.read.warnings == ()
    assert events.count(ReaderDown) == 0
    assert [type(event) for event in events.seen] == [ReaderUp, ReaderUp, CardPresent, ReadOk, CardRemoved]

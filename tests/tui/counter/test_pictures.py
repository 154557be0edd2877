"""The cell grid of the screens people see most, as plain text: a change of a row is a change somebody looks at."""

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from backend.guide.steps import Step

SIZES = [(120, 36), (80, 24)]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_form(
    open_counter: Any, card: Any, snapshot: SnapshotAssertion, size: tuple[int, int], language: str
) -> None:
    async with open_counter(size, language=language) as counter:
        await counter.begin(card)
        await counter.go(Step.FILL, "RS-001:tier")
        assert counter.text() == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_the_review(open_counter: Any, card: Any, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    async with open_counter(size) as counter:
        await counter.to_review(card)
        assert counter.text() == snapshot


async def test_waiting_for_a_card(open_counter: Any, snapshot: SnapshotAssertion) -> None:
    async with open_counter((80, 24), language="zh_CN") as counter:
        assert counter.text() == snapshot

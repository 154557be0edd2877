from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tui.client import Connection, Line

Handler = Callable[[httpx.Request], Awaitable[httpx.Response]]


@pytest.fixture
def pauses() -> list[float]:
    """How long the line slept, instead of sleeping."""
    return []


@pytest.fixture
def line_to(pauses: list[float]) -> Callable[[Any], Line]:
    """A line to a handler; nothing sleeps for real."""

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    def made(handler: Any) -> Line:
        return Line("http://node.test", Connection(), transport=httpx.MockTransport(handler), sleep=sleep)

    return made

"""The whole counter against the fake node, worked by keys."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tui.app import OneWindowApp
from tui.counter.screen import CounterScreen
from tui.counter.workplace import Workplace
from tui.locale import set_language
from tui.settings import StationSettings

PEOPLE = '[{"account": "window1", "name": "张一窗", "role": "operator", "hall": "999999102000", "window": "03", ' \
    '"password": "correct horse battery", "seed": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "pin": "135790"}]'  # fmt: skip


@dataclass
class Counter:
    """A running counter; `press` presses keys and waits until everything they set off has been done."""

    app: OneWindowApp
    pilot: Pilot[None]
    keys: int = 0

    @property
    def place(self) -> Workplace:
        assert self.app.workplace is not None
        return self.app.workplace

    @property
    def screen(self) -> CounterScreen:
        return self.app.counter

    @property
    def walk(self) -> Any:
        return self.place.walk

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*text)

    async def settle(self) -> None:
        """Until no errand is under way and nothing waits to be drawn."""
        for _ in range(10):
            await self.pilot.pause()
            if not await self._errands():
                return

    async def _errands(self) -> bool:
        """Wait for what the sitting has to do; whether there was anything."""
        sitting = self.place.walk.sitting if self.app.workplace is not None else None
        if sitting is None or not sitting._tasks:
            return False
        await asyncio.wait(set(sitting._tasks), timeout=5)
        return True

    async def until(self, holds: Callable[[], bool], seconds: float = 5.0) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not holds():
            assert asyncio.get_running_loop().time() < end, f"never came; the screen:\n{self.text()}"
            await asyncio.sleep(0.005)
        await self.pilot.pause()

    def text(self) -> str:
        """The cell grid as it is shown, one line a row."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def said(self) -> str:
        return self.screen.notice.text

    async def lay(self, card: Any, warning: str = "") -> None:
        """A card was read by the reader."""
        self.place.reception.arrived(card, warning)
        await self.settle()

    async def begin(self, card: Any, item: str = "") -> None:
        """A visit is begun with an item, the likely one unless it is typed, and every system asked has answered."""
        await self.lay(card)
        if item:
            await self.type(item)
        await self.press("enter")
        await self.until(lambda: not self.walk.visit.book.pending)
        await self.settle()


Open = Callable[..., Any]


@pytest.fixture(autouse=True)
def nothing_breaks(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An errand that breaks is told to the operator; here it fails the test too."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelname == "ERROR"] == []


@pytest.fixture(autouse=True)
def speak_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("zh_CN")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "demo-staff.json"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


@pytest.fixture
def open_counter(node: Any, now: datetime, people: Path, station_folder: Path) -> Open:
    """`async with open_counter(size=(80, 24)) as counter`: signed in, the reader waiting for a card."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (120, 36),
        *,
        language: str = "en",
        signed_in: bool = True,
        steady: bool = False,
        **settings: Any,
    ) -> AsyncIterator[Counter]:
        given: dict[str, Any] = {
            "node": "http://node.test",
            "data_dir": station_folder,
            "language": language,
            "window": "3",
            "station": "test",
            "credentials": people if signed_in else None,
            "scan_folder": station_folder,
        }
        app = OneWindowApp(
            StationSettings(**(given | settings)), transport=node.transport, clock=lambda: now, steady=steady
        )
        async with app.run_test(size=size) as pilot:
            counter = Counter(app, pilot)
            await counter.until(lambda: app.workplace is not None, 20)
            if signed_in and not node.down:
                await counter.until(lambda: counter.place.station.catalogue is not None, 20)
                await counter.until(lambda: counter.place.station.hall is not None, 20)
            await counter.settle()
            yield counter

    return opened


@pytest.fixture
def settled() -> Callable[[Counter], Awaitable[None]]:
    return lambda counter: counter.settle()

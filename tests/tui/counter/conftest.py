"""The whole counter against the fake node, worked by keys."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.tui.counter.at_work import Counter
from tui.app import OneWindowApp
from tui.settings import StationSettings

PEOPLE = (
    '[{"account": "window1", "name": "张一窗", "role": "operator", "hall": "999999102000", "window": "03", '
    '"password": "correct horse battery", "seed": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "pin": "135790"}]'
)

Open = Callable[..., Any]


@pytest.fixture(autouse=True)
def nothing_breaks(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An errand that breaks is told to the operator; here it fails the test too."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelname == "ERROR"] == []


@pytest.fixture(autouse=True)
def in_english(speak_english: None) -> None:
    pass


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
        for spent in given["data_dir"].glob("*.step"):
            spent.unlink()  # the clock stands still: each start is a first one of its half minute
        app = OneWindowApp(
            StationSettings(**(given | settings)), transport=node.transport, clock=lambda: now, steady=steady
        )
        async with app.run_test(size=size) as pilot:
            counter = Counter(app, pilot)
            await counter.until(lambda: app.workplace is not None)
            if signed_in and not node.down:
                await counter.until(lambda: counter.place.station.catalogue is not None)
                await counter.until(lambda: counter.place.station.hall is not None)
            await counter.settle()
            yield counter

    return opened

from collections.abc import Callable

import pytest
from textual.app import ComposeResult
from textual.widget import Widget

from tui.theme import SHARED_STYLES, dress
from tui.widgets import ScanCapture, Scanned, WorkScreen

Build = Callable[[], list[Widget]]


class Bench(WorkScreen[None]):
    """A screen with the widgets under test on it."""

    def __init__(self, build: Build) -> None:
        super().__init__()
        self._build = build

    def compose(self) -> ComposeResult:
        yield from self._build()


class BenchApp(ScanCapture[None]):
    """The real application base, remembering which messages reached it."""

    CSS_PATH = SHARED_STYLES

    def __init__(self, build: Build) -> None:
        super().__init__(steady=False)
        self._build = build
        self.heard: list[object] = []

    def on_mount(self) -> None:
        dress(self)
        self.push_screen(Bench(self._build))

    def on_scanned(self, event: Scanned) -> None:
        self.heard.append(event.text)

    def row(self, y: int) -> str:
        """One line of the screen as text."""
        return self.screen._compositor.render_strips()[y].text


@pytest.fixture
def bench() -> type[BenchApp]:
    """`bench(lambda: [widgets])`: fields with a value can only be made inside a running application."""
    return BenchApp


@pytest.fixture(autouse=True)
def in_english(speak_english: None) -> None:
    pass

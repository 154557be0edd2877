"""A running counter as its operator works it: by keys, and by looking at the screen."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from textual.pilot import Pilot

from backend.guide.steps import Step
from tui.app import OneWindowApp
from tui.counter.dialogs.found_persons import FoundPersons
from tui.counter.screen import CounterScreen
from tui.counter.workplace import Workplace
from tui.widgets.sheet_rows import Row

PATIENCE = 30.0
"""Seconds. A busy machine is no fault of what is tested."""


A_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""A scan as it should be: a PDF of one page, nothing on it."""


def text_of(rows: Iterable[Row]) -> str:
    """What stands in the rows of a sheet, those out of view too."""
    return "\n".join("".join(text for text, _role in row.spans) for row in rows)


@dataclass
class Counter:
    """`press` presses keys and waits until everything they set off has been done."""

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

    # Keys, and what they lead to

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

    async def until(self, holds: Callable[[], bool]) -> None:
        end = asyncio.get_running_loop().time() + PATIENCE
        while not holds():
            assert asyncio.get_running_loop().time() < end, f"never came; the screen:\n{self.text()}"
            await asyncio.sleep(0.005)
        await self.pilot.pause()

    # What is to be seen

    def text(self) -> str:
        """The cell grid as it is shown, one line a row."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def page(self) -> str:
        """The step's whole page, what is out of view too."""
        sheets = {Step.PAPERS: self.walk.pages.papers, Step.REVIEW: self.walk.pages.review}
        return text_of(sheets.get(self.walk.step, self.walk.pages.entry.sheet).page)

    @property
    def said(self) -> str:
        return self.screen.notice.text

    # A visit

    async def lay(self, card: Any, warning: str = "") -> None:
        """A card was read by the reader."""
        self.place.reception.arrived(card, warning)
        await self.settle()

    async def search(self, asked: str) -> None:
        """A name and a year of birth, until those found are shown."""
        await self.type(asked)
        await self.press("enter")
        await self.until(lambda: isinstance(self.app.screen, FoundPersons))

    async def begin(self, card: Any, item: str = "") -> None:
        """A visit is begun with an item, the likely one unless it is typed, and every system asked has answered."""
        await self.lay(card)
        if item:
            await self.type(item)
        await self.press("enter")
        await self._all_heard()

    async def take(self, item: str) -> None:
        """One more item, by its code, and every system asked has answered."""
        self.place.deeds.taking.take(item)
        await self._all_heard()

    async def _all_heard(self) -> None:
        await self.until(lambda: not self.walk.visit.book.pending)
        await self.settle()

    async def go(self, step: Step, code: str = "") -> None:
        self.walk.goto(step, code)
        await self.settle()

    async def answer_all(self, *, before: Step = Step.REVIEW) -> None:
        """Whatever needs a human in the steps before this one, each with the shortest key."""
        for _ in range(30):
            needs = [need for need in self.walk.open_needs() if need.step.is_before(before)]
            if not needs:
                return
            offered = self.walk.visit.offered(self.walk.pages.entry.sheet.at) is not None
            await self.press("enter" if offered else "1")
            assert self.walk.open_needs() != needs, f"stuck at {needs[0].code}\n{self.text()}"
        raise AssertionError(self.text())

    async def to_review(self, card: Any) -> None:
        await self.begin(card)
        await self.answer_all()
        assert self.walk.step is Step.REVIEW, self.text()

    async def hand_over(self) -> None:
        await self.press("f12")
        await self.until(lambda: self.walk.visit.receipt is not None)
        await self.settle()

    async def finish(self) -> None:
        await self.answer_all()
        assert self.walk.step is Step.REVIEW, self.text()
        await self.hand_over()

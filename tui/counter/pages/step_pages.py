"""The pages of a visit, a step each: filled for it, refreshed when it changes, asked where the cursor stands."""

from typing import Final

from backend.guide.steps import Step
from tui.client import Station
from tui.counter.foreseen_days import ForeseenDays
from tui.counter.pages.choose import ChoosePage
from tui.counter.pages.entry import EntryPage
from tui.counter.pages.papers import PapersPage
from tui.counter.pages.receipt import ReceiptPage
from tui.counter.pages.review import ReviewPage
from tui.counter.pages.review_rows import ReviewView
from tui.counter.screen import CounterScreen
from tui.counter.visit import Visit

__all__ = ["PAGE_OF", "StepPages"]

PAGE_OF: Final = {
    Step.IDENTIFY: "identify",
    Step.CHOOSE: "choose",
    Step.ASK: "entry",
    Step.FILL: "entry",
    Step.PAPERS: "papers",
    Step.REVIEW: "review",
    Step.HAND_OVER: "receipt",
}
"""What the screen calls the page of a step; the first page is the screen's own."""


class StepPages:
    """`revealed`: full values of the review, by fact, while they may be seen."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self.revealed: dict[str, str] = {}
        self.choose = ChoosePage(id="choose")
        self.entry = EntryPage(id="entry")
        self.papers = PapersPage(id="papers")
        self.review = ReviewPage(id="review")
        self.receipt = ReceiptPage(id="receipt")

    async def put_into(self, screen: CounterScreen) -> None:
        """In place, behind what is shown."""
        for page in (self.choose, self.entry, self.papers, self.review, self.receipt):
            await screen.put_page(page)
        self.entry.clock = self._station.clock

    # Showing

    def fill(self, visit: Visit, step: Step, code: str) -> None:
        """Show a visit at a step, with the cursor on a fact or a paper."""
        catalogue = self._station.catalogue
        match step:
            case Step.CHOOSE if catalogue is not None:
                self.choose.show(catalogue, visit, self._station.hall)
            case Step.ASK | Step.FILL:
                names = dict(catalogue.short_system_names) if catalogue is not None else {}
                self.entry.show(visit, step, code, names, self.days)
            case Step.PAPERS:
                self.papers.show(visit, code)
            case Step.REVIEW:
                self.show_review(visit)
            case Step.HAND_OVER:
                self.receipt.show(visit, self._station.window)

    def refresh(self, visit: Visit | None, step: Step) -> None:
        """The visit changed, or the language: the cursor and what is being typed stay as they are."""
        match step:
            case Step.CHOOSE:
                self.choose.refresh_likely()
            case Step.ASK | Step.FILL:
                self.entry.refresh_lines()
            case Step.PAPERS:
                self.papers.redraw()
            case Step.REVIEW:
                self.show_review(visit)
            case Step.HAND_OVER:
                self.receipt.retranslate()

    def show_review(self, visit: Visit | None) -> None:
        catalogue = self._station.catalogue
        if visit is not None and catalogue is not None:
            view = ReviewView(
                departments=catalogue.bundle.departments,
                systems=catalogue.bundle.systems,
                names=catalogue.short_system_names,
                items=catalogue.names,
                days=self.days,
                revealed=self.revealed,
            )
            self.review.show(visit, view)

    @property
    def days(self) -> ForeseenDays:
        """As the node counts them; it may have told so before today."""
        if (hall := self._station.hall) is None:
            return ForeseenDays()
        to_come = (day for day in hall.working_days if day > self._station.today)
        return ForeseenDays(dict(enumerate(to_come, start=1)), hall.calendar_known_until)

    # Where the operator is

    def at(self, step: Step) -> str:
        """The fact or the paper at the cursor; nothing on the other pages."""
        match step:
            case Step.ASK | Step.FILL:
                return self.entry.sheet.at
            case Step.PAPERS:
                return self.papers.at
            case _:
                return ""

    def find_item(self, step: Step) -> str | None:
        """The item the line at the cursor belongs to."""
        match step:
            case Step.ASK | Step.FILL:
                return None if self.entry.current is None else self.entry.current.item
            case Step.PAPERS:
                return None if self.papers.current is None else self.papers.current[0]
            case _:
                return None

    def typing(self, step: Step) -> dict[str, str]:
        """What stands in the open field and is not finished."""
        return self.entry.typing() if step in (Step.ASK, Step.FILL) else {}

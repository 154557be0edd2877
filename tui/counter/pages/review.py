"""The review: everything on one page, masked unless it is shown in full for a while."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.counter.digit_keys import digit_keys
from tui.counter.pages.review_rows import ReviewView, review_rows
from tui.counter.visit import Visit
from tui.locale import N_
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_rows import Row


class ReviewPage(Sheet):
    HELP = N_(
        "All that will be sent, and to whom: read it aloud. A digit chooses how a result comes. Ctrl+R shows full "
        "values for a minute, which is recorded. F12 hands over; before that nothing is sent."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", N_("Next"), show=False),
        *digit_keys("deliver"),
    ]
    HIGHLIGHTS = False

    class Advance(Message):
        """Enter: something may still be open."""

    @dataclass
    class Delivered(Message):
        """Another way was chosen for the result of an item; the same one again asks where to."""

        item: str
        way: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._visit: Visit | None = None
        self._view = ReviewView()

    def show(self, visit: Visit, view: ReviewView) -> None:
        self._visit, self._view = visit, view
        self.redraw()

    def focus_work(self) -> None:
        self.focus()

    def rows(self, room: int) -> list[Row]:
        return [] if self._visit is None else review_rows(self._visit, self._view, room)

    def action_deliver(self, digit: int) -> None:
        if self._visit is None or self._visit.in_flight:
            return
        ways = self._visit.deliveries()
        if 1 <= digit <= len(ways):
            taken, way = ways[digit - 1]
            self.post_message(self.Delivered(taken.code, way))

    def action_next(self) -> None:
        self.post_message(self.Advance())

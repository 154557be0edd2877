"""The review: everything on one page, masked unless it is shown in full for a while."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.counter.review_rows import ReviewView, review_rows
from tui.counter.sheet import Row, Sheet
from tui.counter.visit import Visit
from tui.locale import N_


class ReviewPage(Sheet):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "next", N_("Next"), show=False)]
    HIGHLIGHTS = False

    class Advance(Message):
        """Enter: something may still be open."""

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

    def action_next(self) -> None:
        self.post_message(self.Advance())

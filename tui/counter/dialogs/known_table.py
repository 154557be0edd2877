"""A table the node knows and keeps to itself: shown on a key press, for a while, so that one row can be changed."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from backend.guide.declared import Fact
from backend.guide.masking import STAR
from tui.counter.dialogs.table import TableModal
from tui.locale import N_, _
from tui.widgets import Piece

Rows = list[list[str]]
Bring = Callable[[], Awaitable[tuple[Rows, int] | None]]
"""The rows as the node holds them, and for how many seconds they may stand there; None when it gives none out."""


class KnownTableModal(TableModal):
    """Rows that were shown stay when they are masked again; rows typed without looking replace all that is known."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "reveal", N_("Full values"), priority=True)]
    FIRST = ("reveal", "add", "take")
    NOTHING: ClassVar[str] = N_("The rows that are known are masked: Ctrl+R shows them.")

    def __init__(self, fact: Fact, bring: Bring) -> None:
        words = N_(
            "What is known stays as it is. Ctrl+R, which is written down, shows the rows, to change some of them. "
            "Rows typed without it replace them all."
        )
        super().__init__(fact, [], note=lambda: _(words))
        self._bring = bring
        self._known: Rows = []
        self._masked = True

    def _begin(self) -> None:
        self._rest()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._masked if action == "reveal" else super().check_action(action, parameters)

    @work(exclusive=True)
    async def action_reveal(self) -> None:
        self._keep()
        found = await self._bring()
        if found is None:
            self.speak(_("The node does not show these rows now. What is known stays as it is."), "caution")
            return
        rows, seconds = found
        if not self._known:
            self._known = rows
            self._before = [list(row) for row in rows]
            self._rows[:0] = rows
            self._place = None if self._place is None else (self._place[0] + len(rows), self._place[1])
        self._show(masked=False)
        self.set_timer(seconds, self._mask)

    def on_screen_suspend(self) -> None:
        self._mask()

    def _mask(self) -> None:
        if not self._masked:
            self._keep()
            was_open = self._place is not None
            self._show(masked=True)
            if was_open and self._place is None:
                self.prompt.say(lambda: _(self.NOTHING))

    def _show(self, *, masked: bool) -> None:
        """Nobody is taken out of a cell of their own row."""
        self._masked = masked
        self.list.set_rows(self._rows)
        if self._place is None or self._is_masked(self._rows[self._place[0]]):
            self._rest()
        else:
            self.list.move_to(self._place[0])
        self.refresh_bindings()

    def _is_masked(self, row: list[str]) -> bool:
        return self._masked and any(row is known for known in self._known)

    def _paint(self, row: list[str], cells: int) -> list[Piece]:
        return super()._paint([STAR] * len(row) if self._is_masked(row) else row, cells)

    def _open(self, row: int, column: int) -> None:
        if self._is_masked(self._rows[row]):
            self.action_reveal()
        else:
            super()._open(row, column)

    def action_remove(self) -> None:
        row = self.list.current
        if row is not None and self._is_masked(row):
            self.action_reveal()
        else:
            super().action_remove()

    def action_take(self) -> None:
        """What was looked at and not changed is no correction."""
        self._keep()
        if self._known and self._filled() == self._before:
            self.dismiss(None)
        elif self._known and not self._filled():
            self._rest()
            self.prompt.say(lambda: _("No row is left: add one, or Esc leaves the table as it was."))
        else:
            super().action_take()

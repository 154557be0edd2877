"""What stands around the step: the header and the bar of steps above it, who on the left, the basket on the right."""

from typing import TYPE_CHECKING

from tui.counter.columns.basket import basket_line, basket_rows
from tui.counter.columns.standing import standing
from tui.counter.columns.step_line import step_line
from tui.counter.columns.who import who_line, who_rows
from tui.counter.visit import Visit
from tui.widgets.cells import width
from tui.widgets.sheet_rows import Row

if TYPE_CHECKING:
    from tui.counter.walk import Walk


class Around:
    """Where the columns have no room, they are a line each."""

    def __init__(self, walk: "Walk") -> None:
        self._walk = walk
        self._screen = screen = walk.screen
        screen.who.paint = self._who
        screen.who_line.paint = self._who_line
        screen.basket.paint = self._basket
        screen.basket.stops = self._taken
        screen.basket_line.paint = self._basket_line

    def refresh(self) -> None:
        screen, visit = self._screen, self._visit
        self.refresh_header()
        screen.step_bar.show(step_line(visit, self._walk.step))
        for sheet in (screen.who, screen.who_line, screen.basket, screen.basket_line):
            sheet.redraw()
        screen.basket_line.styles.width = 1 if visit is None else width(basket_line(visit)) + 1
        screen.refresh_bindings()

    def refresh_header(self) -> None:
        visit, walk = self._visit, self._walk
        silent = () if visit is None or visit.receipt is not None else visit.silent
        self._screen.header.show(standing(walk.station, demo=walk.demo, silent=silent))

    @property
    def _visit(self) -> Visit | None:
        return self._walk.visit

    def _who(self, room: int) -> list[Row]:
        visit, catalogue = self._visit, self._walk.station.catalogue
        return [] if visit is None or catalogue is None else who_rows(visit, catalogue.short_system_names, room)

    def _who_line(self, room: int) -> list[Row]:
        return [who_line(self._visit, room, unfolded=self._screen.has_class("-show-who"))]

    def _basket(self, room: int) -> list[Row]:
        visit, walk = self._visit, self._walk
        return [] if visit is None or not visit.items else basket_rows(visit, walk.current_item, walk.pages.days, room)

    def _basket_line(self, room: int) -> list[Row]:
        return [] if self._visit is None else [Row(((basket_line(self._visit), "dim"),))]

    def _taken(self) -> list[str]:
        return [] if self._visit is None else [item.code for item in self._visit.items]

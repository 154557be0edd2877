"""What is opened over the page to be read: the whole guide of an item, and what this citizen still lacks."""

from backend.guide.bundle import ItemBrief
from backend.guide.slip import slip_of
from backend.guide.steps import Step
from tui.counter.printed.about_item import about_item
from tui.counter.printed.prints import Prints
from tui.counter.printed.slip_text import SlipHead, slip_text
from tui.counter.visit.foreseen import foreseen
from tui.counter.walk import Walk
from tui.counter.words import either, said
from tui.widgets import Reader


class Reading:
    def __init__(self, walk: Walk, prints: Prints) -> None:
        self.walk = walk
        self._prints = prints

    @property
    def item(self) -> str:
        """The item at the cursor, in the search list too; empty when there is none with a guide."""
        visit = self.walk.visit
        if visit is None or self.walk.step is not Step.CHOOSE:
            return self.walk.current_item
        found = self.walk.pages.choose.list.current
        return found.code if isinstance(found, ItemBrief) and found.code in visit.catalogue else ""

    def guide(self) -> None:
        visit, code = self.walk.visit, self.item
        if visit is None or not code:
            return
        item = visit.item(code)
        assessment = visit.assessment(code) if visit.has(code) else foreseen(item, visit)
        guide = Reader(lambda: f"{item.code} {said(item.name)}", lambda: about_item(item, assessment, visit.catalogue))
        self.walk.screen.app.push_screen(guide)

    def slip(self) -> None:
        def answered(wants_print: bool | None) -> None:
            if wants_print:
                self.walk.screen.run_worker(self._prints.print_slip(self._slip_text()))

        if self._slip_text():
            page = Reader(lambda: self._slip_part(0), lambda: self._slip_part(2), printable=True)
            self.walk.screen.app.push_screen(page, answered)

    def _slip_part(self, part: int) -> str:
        """Its heading stands before the first line break, the rest behind it."""
        return self._slip_text().partition("\n")[part]

    def _slip_text(self) -> str:
        visit, catalogue, station = self.walk.visit, self.walk.station.catalogue, self.walk.station
        if visit is None or catalogue is None:
            return ""
        items = [visit.item(taken.code) for taken in visit.items]
        hall, operator = station.hall, station.operator
        head = SlipHead(
            hall="" if hall is None else either(hall.name, hall.name_en),
            window=station.window,
            operator="" if operator is None else operator.name,
            at=station.clock(),
            applicant=visit.shown_name,
            hours="" if hall is None else either(hall.hours, hall.hours_en),
            telephone="" if hall is None else hall.telephone,
        )
        return slip_text(slip_of(catalogue.bundle, items, visit.assessed), head)

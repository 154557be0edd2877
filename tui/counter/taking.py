"""Items taken into the visit: one by its code, or those of a life event that are ticked."""

from collections.abc import Sequence

from backend.guide.bundle import LifeEvent
from tui.client import new_operation
from tui.counter.pages.bundle_lines import bundle_lines
from tui.counter.pages.bundle_modal import BundleModal
from tui.counter.pages.offers import find_refusal
from tui.counter.visit import Visit
from tui.counter.walk import Walk
from tui.counter.words import said


class Taking:
    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def take(self, code: str) -> None:
        """An item was chosen: go on with whatever needs a human."""
        visit = self._walk.visit
        if visit is None:
            return
        if (event := self._event(code)) is not None:
            self._offer(visit, event)
            return
        catalogue = self._walk.station.catalogue
        if catalogue is not None and (refusal := find_refusal(code, visit, catalogue, self._walk.station.hall)):
            self._walk.pages.choose.refused(refusal)
            self._walk.tell(refusal, "caution")
            return
        self._take(visit, [code])

    def _take(self, visit: Visit, codes: Sequence[str]) -> None:
        for code in codes:
            visit.take(code, new_operation())
        self._walk.screen.say("")
        self._walk.changed()
        self._walk.advance()

    def _event(self, code: str) -> LifeEvent | None:
        catalogue = self._walk.station.catalogue
        return catalogue.bundle.life_events.get(code) if catalogue is not None else None

    def _offer(self, visit: Visit, event: LifeEvent) -> None:
        """The items of a life event, to be ticked and taken together."""
        catalogue = self._walk.station.catalogue
        if catalogue is None:
            return

        def answered(codes: list[str] | None) -> None:
            if codes and self._walk.visit is visit and not visit.in_flight:
                self._take(visit, [code for code in codes if code in visit.catalogue])

        lines = list(bundle_lines(event, visit, catalogue, self._walk.station.hall))
        self._walk.screen.app.push_screen(BundleModal(lambda: said(event.name), lines), answered)

"""Visits that are not at the window: put aside here, begun at another one, or handed over and not answered yet."""

from collections.abc import Iterable

from backend.contract import CardRead, DraftSummary
from backend.guide.steps import Step
from tui.client import ClientError, SavedDraft, told
from tui.counter.arrivals.kept_lines import item_names, kept_line, number_of
from tui.counter.pages.identify import KeptVisit
from tui.counter.sitting import Sitting
from tui.counter.visit.draft import UnknownDraft, draft_of, visit_from
from tui.counter.walk import Walk
from tui.locale import _


class KeptVisits:
    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.drafts: dict[str, SavedDraft] = {}
        self._elsewhere: dict[str, DraftSummary] = {}
        self._background: list[Sitting] = []

    def found(self, drafts: Iterable[SavedDraft]) -> None:
        """Drafts found at this station when it started."""
        self.drafts |= {draft.visit: draft for draft in drafts}
        self.show()

    def put_aside(self) -> None:
        """The visit at the window stays as a draft, unless it was never begun or its receipt has been seen."""
        sitting = self.walk.sitting
        if sitting is None or sitting.visit.card is None:
            return
        if sitting.visit.receipt is not None and self.walk.step is Step.HAND_OVER:
            self.finish()
            return
        self.walk.keep()
        self._keep(sitting)
        self.walk.stand_up()
        self.send_unsent()
        self._renew_list()

    def _keep(self, sitting: Sitting) -> None:
        visit = sitting.visit
        self.drafts[visit.id] = SavedDraft(visit.id, self.walk.station.clock(), draft_of(visit, sitting.where))

    def finish(self) -> None:
        """The visit is over; the counter waits for the next citizen."""
        sitting = self.walk.sitting
        if sitting is not None:
            self.drafts.pop(sitting.visit.id, None)
            self._elsewhere.pop(sitting.visit.id, None)
            sitting.finish()
        self.walk.stand_up()
        self.walk.screen.say("")
        self._renew_list()

    def resume(self, visit: str) -> None:
        """Go on with a visit put aside here, or begun at another window."""
        current = self.walk.visit
        if current is not None and current.id == visit:
            self.walk.back()
        elif visit in self.drafts:
            self._restore(self.drafts[visit])
        elif visit in self._elsewhere:
            self.walk.screen.run_worker(self._fetch(visit), exclusive=True, group="draft")

    async def _fetch(self, visit: str) -> None:
        fetching = _("Being fetched from the node …")
        self.walk.tell(fetching, "info")
        try:
            body = await self.walk.station.node.draft(visit)
        except ClientError as error:
            self.walk.tell(told(error), "problem")
            return
        self.walk.screen.withdraw(fetching)
        self._restore(SavedDraft(visit, body.saved_at, dict(body.body)))

    def _restore(self, draft: SavedDraft) -> None:
        self.walk.station.use_newest()
        catalogue = self.walk.station.catalogue
        if catalogue is None:
            self.walk.tell(_("The catalogue of items has not come yet: the node has to be reached once."), "problem")
            return
        try:
            visit, where, gone = visit_from(draft.body, draft.visit, catalogue.items, self.walk.place)
        except UnknownDraft:
            self.walk.tell(
                _("This draft was written by another version of the program and cannot be opened."), "problem"
            )
            return
        self.put_aside()
        self.drafts.pop(draft.visit, None)
        for sitting in [sitting for sitting in self._background if sitting.visit.id == draft.visit]:
            sitting.close()
            self._background.remove(sitting)
        self.walk.sit_down(visit, where)
        if gone:
            words = _("The catalogue has changed: {items} is no longer in it and was left out.")
            self.walk.tell(words.format(items=" ".join(gone)), "caution")

    def drop(self, visit: str) -> None:
        self.drafts.pop(visit, None)
        self.walk.station.drop_draft(visit)
        self.show()

    def is_unsent(self, visit: str) -> bool:
        """Whether a visit was handed over and no answer has come: such a one is never thrown away."""
        draft = self.drafts.get(visit)
        return draft is not None and bool(draft.body.get("operation")) and not draft.body.get("receipt")

    def find_of(self, card: CardRead) -> SavedDraft | None:
        """The newest visit of this person that is not over."""
        open_ones = [draft for draft in self.drafts.values() if not draft.body.get("receipt")]
        found = [draft for draft in open_ones if number_of(draft) == card.id_number]
        return max(found, key=lambda draft: draft.saved_at, default=None)

    async def look_elsewhere(self) -> None:
        """Visits begun at other windows of the hall, which may be taken over."""
        try:
            summaries = await self.walk.station.node.drafts()
        except ClientError:
            return
        self._elsewhere = {summary.visit: summary for summary in summaries}
        self.show()

    def _renew_list(self) -> None:
        self.show()
        self.walk.screen.run_worker(self.look_elsewhere(), exclusive=True, group="elsewhere")

    def send_unsent(self) -> None:
        """Hand over again what was handed over before an accident, under the same operation id."""
        for visit in [visit for visit in self.drafts if self.is_unsent(visit)]:
            self._send_in_background(self.drafts[visit])

    def _send_in_background(self, draft: SavedDraft) -> None:
        under_way = next((sitting for sitting in self._background if sitting.visit.id == draft.visit), None)
        if under_way is not None:
            under_way.carry_on()
            return
        catalogue = self.walk.station.catalogue
        if catalogue is None:
            return
        try:
            visit, where, _gone = visit_from(draft.body, draft.visit, catalogue.items, self.walk.place)
        except UnknownDraft:
            return
        sitting = Sitting(
            self.walk.station, visit, changed=lambda: self._answered(sitting), tell=lambda text, level: None
        )
        sitting.where = where
        self._background.append(sitting)
        sitting.carry_on()

    def _answered(self, sitting: Sitting) -> None:
        """The node took, or refused, a visit that was handed over and is not at the window any more."""
        visit = sitting.visit
        if visit.in_flight:
            return
        self._background[:] = [other for other in self._background if other is not sitting]
        if self.walk.visit is not None and self.walk.visit.id == visit.id:
            return
        self._keep(sitting)
        if visit.receipt is not None:
            self.walk.tell(_("A visit kept here was handed over now: its receipt is in the list."), "done")
        else:
            words = _("A visit kept here could not be handed over: Escape leads to the list, go on with it there.")
            self.walk.tell(words, "problem")
        self.show()

    def show(self) -> None:
        """The list below the waiting card; the visit at the window stands in it too."""
        catalogue, current = self.walk.station.catalogue, self.walk.visit
        lines = [
            kept_line(draft, catalogue)
            for draft in sorted(self.drafts.values(), key=lambda d: d.saved_at, reverse=True)
        ]
        here = set(self.drafts) | ({current.id} if current is not None else set())
        lines += [
            KeptVisit(other.visit, other.applicant, item_names(catalogue, other.items), _("another window"))
            for other in self._elsewhere.values()
            if other.visit not in here
        ]
        self.walk.screen.identify.show_kept(lines, at_window=current is not None)

"""Walks a visit through its steps on the screen: what each key leads to, and what is shown when something changes."""

from collections.abc import Callable
from functools import partial

from textual.timer import Timer

from backend.contract import Event, EventKind
from backend.guide.outcome import Place
from backend.guide.steps import Need, Step, needs, next_need, waiting
from backend.guide.text import Text
from tui.client import ClientError, Station, new_operation
from tui.counter.columns.around import Around
from tui.counter.pages.step_pages import PAGE_OF, StepPages
from tui.counter.remarks import Remarks
from tui.counter.screen import CounterScreen
from tui.counter.sitting import Sitting
from tui.counter.visit import Visit
from tui.counter.visit.draft import Whereabouts
from tui.counter.visit.state import NOWHERE
from tui.counter.words import said
from tui.locale import N_, Words, _
from tui.widgets import Level

_TYPING_PAUSE = 0.25
"""Seconds of quiet after which what is being typed is saved."""
_SENT_BACK = {
    "returned": N_("{name}: a department sent it back. {digit} opens the case and says why."),
    "refused": N_("{name}: a department refused it. {digit} opens the case and says why."),
}


class Walk:
    """One visit at a time. `interrupted` is told what wants signing in or unlocking again."""

    def __init__(
        self,
        screen: CounterScreen,
        station: Station,
        *,
        demo: bool = False,
        interrupted: Callable[[ClientError], None] = lambda error: None,
    ) -> None:
        self.screen = screen
        self.station = station
        self.demo = demo
        self.sitting: Sitting | None = None
        self.step = Step.IDENTIFY
        self.pages = StepPages(station)
        self.revealed = self.pages.revealed
        self.around = Around(self)
        self.on_receipt: Callable[[], None] = lambda: None
        """Called once when a visit was accepted."""
        self._interrupted = interrupted
        self._came_from = Step.IDENTIFY
        self._awaiting = False
        self._remarks = Remarks()
        self._saving: Timer | None = None

    async def prepare(self) -> None:
        """Put the pages in place, behind what is shown."""
        await self.screen.put_frame()
        await self.pages.put_into(self.screen)
        self.around.refresh()

    # The visit

    @property
    def visit(self) -> Visit | None:
        return None if self.sitting is None else self.sitting.visit

    @property
    def place(self) -> Place:
        """Where and when this is; its division is NOWHERE until the node has said which hall this is."""
        told = self.station.hall or self.station.operator
        return Place(division_code=NOWHERE if told is None else told.hall, today=self.station.today)

    def open_needs(self) -> list[Need]:
        return [] if self.visit is None or not self.visit.items else needs(self.visit.assessed)

    def new_visit(self) -> Visit:
        self.station.use_newest()
        catalogue = self.station.catalogue
        items = catalogue.items if catalogue is not None else {}
        return Visit(id=new_operation(), catalogue=items, place=self.place)

    def sit_down(self, visit: Visit, where: Whereabouts | None = None) -> None:
        """Make this the visit at the window; the one before has been put aside."""
        if self.sitting is not None:
            self.sitting.close()
        self.sitting = Sitting(self.station, visit, changed=self.changed, tell=self.tell, interrupted=self._interrupted)
        self._remarks.clear()
        self.revealed.clear()
        self.screen.say("")
        if where is not None:
            self._return_to(where)
        self.sitting.carry_on()
        self.changed()

    def _return_to(self, where: Whereabouts) -> None:
        """Go to the step a draft was left at, and put what was being typed back into its field."""
        visit = self.visit
        assert visit is not None
        if visit.receipt is not None:
            self.goto(Step.HAND_OVER)
            return
        step = Step(where.step) if where.step in set(Step) else Step.CHOOSE
        if step in (Step.IDENTIFY, Step.HAND_OVER) or not visit.items:
            step = Step.REVIEW if visit.in_flight else Step.CHOOSE
        self.goto(step, where.at)
        for fact, text in where.typing.items():
            self.pages.entry.put_back(fact, text)

    def stand_up(self) -> None:
        """No visit at the window any more."""
        if self.sitting is not None:
            self.sitting.close()
        self.sitting = None
        self.station.use_newest()
        self.revealed.clear()
        self.goto(Step.IDENTIFY)

    def tell(self, words: Words, level: Level) -> None:
        self.screen.say(words, level)

    def use_catalogue(self) -> None:
        """The hall is known, or a newer catalogue came: it serves the next visit, the one under way keeps its own."""
        if self.visit is None:
            self.station.use_newest()
        catalogue, visit = self.station.catalogue, self.visit
        if catalogue is None or visit is None or visit.in_flight or visit.receipt is not None:
            return
        if self.place.division_code not in (NOWHERE, visit.place.division_code):
            visit.stand_at(self.place)
            self.changed()
        if visit.catalogue is catalogue.items:
            return
        gone = visit.use(catalogue.items)
        if self.step is Step.CHOOSE or not visit.items:
            self.goto(Step.CHOOSE)
        else:
            self.changed()  # in place: the cursor and what is being typed stay where they are
        if gone:
            words = _("The catalogue has changed: {items} is no longer in it and was left out.")
            self.tell(words.format(items=" ".join(gone)), "caution")

    def case_happened(self, event: Event) -> None:
        """A department moved a case of this visit: say so, without taking the operator away from anything."""
        visit = self.visit
        if visit is None or visit.receipt is None:
            return
        for digit, case in enumerate(visit.receipt.cases, start=1):
            if case.case == event.subject and event.kind is EventKind.CASE_ANSWERED:
                name, outcome = Text(zh=case.item_name, en=case.item_name_en), str(event.params.get("outcome"))
                self.tell(
                    partial(_answered_words, name, outcome, digit), "caution" if outcome in _SENT_BACK else "done"
                )

    # Going from step to step

    def goto(self, step: Step, code: str = "") -> None:
        """Show a step, with the cursor on a fact or a paper."""
        visit = self.visit
        self._awaiting = False
        if visit is not None and visit.in_flight and step is not Step.IDENTIFY:
            step = Step.REVIEW  # what is on its way is what is shown: nothing typed now would go with it
        self.step = step
        if visit is not None:
            self.pages.fill(visit, step, code)
        self.screen.show_page(PAGE_OF[step])
        self.screen.focus_page()
        self.around.refresh()
        self.keep()

    def advance(self, after: Need | None = None) -> None:
        """The next thing that needs a human; then what a system may still answer; then the review."""
        visit = self.visit
        if visit is None or not visit.items:
            self.goto(Step.CHOOSE)
            return
        need = next_need(visit.assessed, after)
        if need is not None:
            self.goto(need.step, need.code)
            return
        left = waiting(visit.assessed)
        if not left:
            self.goto(Step.REVIEW)
            return
        self.goto(left[0].step, left[0].code)
        self._awaiting = True
        self.tell(_("The rest is being asked of the departments; you may answer it yourself meanwhile."), "info")

    def back(self) -> None:
        """One step back; nothing is lost."""
        visit = self.visit
        if self.step in (Step.ASK, Step.FILL) and self.pages.entry.correcting:
            self.pages.entry.stop_correcting()
        elif visit is None:
            self.goto(Step.IDENTIFY)
        elif self.step is Step.CHOOSE and visit.items and self._came_from is not Step.IDENTIFY:
            self.goto(self._came_from)
        elif self.step is Step.IDENTIFY:
            self.goto(self._first_step(visit))
        elif visit.in_flight:
            self.goto(Step.IDENTIFY)
        elif self.step is not Step.HAND_OVER:
            self.goto(visit.step_before(self.step))

    def _first_step(self, visit: Visit) -> Step:
        if visit.receipt is not None:
            return Step.HAND_OVER
        if not visit.items:
            return Step.CHOOSE
        need = next_need(visit.assessed)
        return Step.REVIEW if need is None else need.step

    def add_item(self) -> None:
        if self.step is not Step.CHOOSE:
            self._came_from = self.step
        self.goto(Step.CHOOSE)

    # Showing

    def changed(self, *, typing: bool = False) -> None:
        """Something is known that was not: ask who can tell more, show it, keep it."""
        visit = self.visit
        if typing or visit is None or self.sitting is None:
            self._keep_soon()
            return
        self.sitting.look_up()
        if visit.receipt is not None and self.step is not Step.HAND_OVER and not self._awaits_somebody_else():
            self.screen.say("")
            self.goto(Step.HAND_OVER)
            self.screen.came_up()
            self.on_receipt()
            return
        if self._awaiting and not waiting(visit.assessed):
            self.screen.say("")
            self.advance()
            return
        if visit.is_empty(self.step):
            self.advance()
            return
        self.around.refresh()
        self.pages.refresh(self.visit, self.step)
        self._remark(visit)
        self.keep()

    def _awaits_somebody_else(self) -> bool:
        """Whether the next citizen's number is being typed: nothing comes in between."""
        return self.step is Step.IDENTIFY and bool(self.screen.identify.number.value)

    def _remark(self, visit: Visit) -> None:
        """Say once what is new about its items while they can be changed; what cannot be accepted the review says."""
        if visit.operation is None and self.screen.notice.level != "problem":
            for remark in self._remarks.new(visit):
                if self.step is not Step.REVIEW or remark.level == "info":
                    self.tell(*remark)

    def retranslate(self) -> None:
        self.around.refresh()
        self.pages.refresh(self.visit, self.step)

    @property
    def current_item(self) -> str:
        """The item the cursor is at; the last one taken when it is at none."""
        if (found := self.pages.find_item(self.step)) is not None:
            return found
        return self.visit.items[-1].code if self.visit is not None and self.visit.items else ""

    # Keeping

    def keep(self) -> None:
        """Save the visit as it stands now."""
        if self.sitting is None or self.sitting.visit.card is None:
            return
        step = self._came_from if self.step is Step.IDENTIFY else self.step
        self.sitting.where = Whereabouts(step.value, self.pages.at(self.step), self.pages.typing(self.step))
        self.sitting.save()

    def _keep_soon(self) -> None:
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.screen.set_timer(_TYPING_PAUSE, self.keep)


def _answered_words(item: Text, outcome: str, digit: int) -> str:
    words = _SENT_BACK.get(outcome, N_("{name}: a department has answered. {digit} opens the case."))
    return _(words).format(name=said(item), digit=digit)

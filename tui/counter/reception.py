"""Who is at the window: cards from the reader, numbers typed by hand, and the visits that were put aside."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from backend.contract import CardRead, DraftSummary
from backend.contract.case_numbers import is_case_number
from backend.guide.card import shown_number
from backend.guide.masking import mask_name
from backend.guide.steps import Step
from card_reader.events import CardPresent, ReaderDown, ReaderEvent, ReadFailed, ReadOk
from card_reader.faults import operator_text
from card_reader.numbers import NumberCheck
from tui.client import ClientError, Reach, SavedDraft, told
from tui.counter.acting import ask_who_acts, belong_together
from tui.counter.identify_page import KeptVisit
from tui.counter.identity import card_read, card_warning, checked, number_warning, refusal_words, typed_card
from tui.counter.kept_lines import item_names, kept_line, number_of
from tui.counter.questions import ChoiceModal, WordsModal
from tui.counter.reader_states import ReaderStates
from tui.counter.sitting import Sitting
from tui.counter.visit import Visit
from tui.counter.visit_draft import UnknownDraft, draft_of, visit_from
from tui.counter.walk import Walk
from tui.counter.words import time_words
from tui.locale import _, language

_STILL_THERE: Final = timedelta(minutes=1)
"""Who came before a visit could begin is taken to be at the window for this long."""


class Reception:
    """`open_case` is told a case number that was typed where a person's was expected."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.kept: dict[str, SavedDraft] = {}
        self._elsewhere: dict[str, DraftSummary] = {}
        self._background: list[Sitting] = []
        self._readers = ReaderStates()
        self._early: tuple[CardRead, str, datetime] | None = None
        """Who came before a visit could begin, and when. Readers that stop a card after reading it tell at once that
        it was removed: whether it still lies there is not known."""

    # The reader

    def reader_said(self, event: ReaderEvent) -> None:
        """Show how the readers are doing; a card that was read begins a visit, or joins the one under way."""
        self.reader_is(event)
        if isinstance(event, ReadOk):
            warning = card_warning(event.read, self.walk.station.today)
            self.arrived(card_read(event.read), warning)
        elif isinstance(event, ReadFailed) and self.walk.step is not Step.IDENTIFY:
            self.walk.tell(self._fault(event), "problem")

    def reader_is(self, event: ReaderEvent) -> None:
        """Show how the readers are doing, and leave a card that was read alone."""
        self._readers.heard(event)
        self.show_reader()

    def show_reader(self) -> None:
        page, trouble = self.walk.screen.identify, self._readers.trouble
        match self._readers.card:
            case CardPresent():
                page.say(_("Reading … leave the card where it lies."))
            case ReadFailed() as failed:
                page.say(self._fault(failed), _("The number can be typed meanwhile."), "bad")
            case None if self._readers.any_works:
                page.say(_("Lay the ID card on the reader."), "" if trouble is None else self._fault(trouble))
            case None if trouble is not None:
                page.say(self._fault(trouble), _("The number can be typed meanwhile."), "bad")
            case None:
                page.say(_("The card reader is being looked for …"), _("Meanwhile the number can be typed."))

    def no_reader(self) -> None:
        """No reader is configured at this station."""
        self.walk.screen.identify.say(_("Type the ID number."), _("No card reader is set up at this station."))

    def _fault(self, event: ReaderDown | ReadFailed) -> str:
        code = event.reason if isinstance(event, ReaderDown) else event.code
        return operator_text(code, language())

    # Somebody arrives

    def typed(self, text: str) -> str | None:
        """A number from the keyboard: a case number is given back, a person's begins a visit."""
        if is_case_number(text):
            return text
        check = checked(text, self.walk.station.today)
        if not check.accepted:
            self.walk.tell(refusal_words(check), "problem")
            return None
        self.walk.screen.identify.number.value = ""
        self.arrived(typed_card(check, self.walk.station.clock()), number_warning(check))
        return None

    def scanned(self, code: NumberCheck) -> None:
        """The credit code off a licence."""
        self.arrived(typed_card(code, self.walk.station.clock(), scanned=True), number_warning(code))

    def arrived(self, card: CardRead, warning: str = "") -> None:
        """Whose card it is decides: this visit's, one put aside, an agent's, or the next citizen's."""
        if self.walk.station.operator is None:
            self._early = card, warning, self.walk.station.clock()
            self.walk.tell(self._not_yet(), "caution")
            return
        visit = self.walk.visit
        if visit is not None and visit.card is not None and visit.card.id_number == card.id_number:
            self._again(card, warning)
            return
        if visit is None or visit.card is None or visit.receipt is not None:
            self._receive(card, warning)
        elif belong_together(visit.card, card) and self._may_act(visit):
            self._ask_who_acts(visit, visit.card, card, warning)
        elif self.walk.step in (Step.IDENTIFY, Step.HAND_OVER):
            self._receive(card, warning)
        else:
            self._ask_about(card, warning)

    def _may_act(self, visit: Visit) -> bool:
        """Whether somebody may still join: an organisation is not handed over yet, a person came for nothing yet."""
        return visit.operation is None and (visit.is_organisation or not visit.items)

    def _ask_who_acts(self, visit: Visit, here: CardRead, comes: CardRead, warning: str) -> None:
        """A person and an organisation: it applies, the person acts for it, whoever was here first."""
        person = comes if visit.is_organisation else here

        def acts(role: str) -> None:
            if self.walk.visit is not visit:
                return
            if visit.is_organisation:
                self._act(person, role)
            else:
                self.finish()
                self._receive(comes, warning, lambda: self._act(person, role))

        ask_who_acts(self.walk.screen, person, acts=acts, comes_next=lambda: self._receive(comes, warning))

    def _not_yet(self) -> str:
        """Somebody came before anybody signed in."""
        if self.walk.station.connection.state.reach is not Reach.OFFLINE:
            return _("Nobody is signed in yet: the visit begins by itself as soon as somebody is.")
        return _(
            "The node does not answer yet: the visit begins by itself as soon as it does. Ask the citizen to wait, or "
            "to leave a telephone number."
        )

    def _again(self, card: CardRead, warning: str) -> None:
        """The card of the visit under way once more."""
        if self.walk.step is Step.IDENTIFY:
            self.walk.back()
        else:
            self.walk.tell(_("This is the applicant's card, read already."), "info")
        self._learn_more(card, warning)

    def _learn_more(self, card: CardRead, warning: str) -> None:
        """When the number was only typed before, the card tells the rest; what is odd about it is said in any case."""
        visit, sitting = self.walk.visit, self.walk.sitting
        if visit is not None and sitting is not None and _tells_more(card, visit):
            visit.identify(card)
            sitting.start(sitting.open())
            self.walk.changed()
            self.walk.tell(_("The card has been read: it takes the place of the number that was typed."), "done")
        if warning:
            self.walk.tell(warning, "caution")

    def receive_early(self) -> None:
        """Begin the visit of who came before one could begin, unless that was too long ago to be still there."""
        if self._early is None:
            return
        (card, warning, came), self._early = self._early, None
        if self.walk.station.clock() - came <= _STILL_THERE:
            self.arrived(card, warning)
        else:
            self.walk.tell(
                _("Lay the card or type the number again: who came before signing in may have left."), "caution"
            )

    def _receive(self, card: CardRead, warning: str, then: Callable[[], None] = lambda: None) -> None:
        """Begin a visit, or go on with one put aside; `then` is done as soon as it stands at the window."""
        self.put_aside()
        before = self._kept_of(card)
        if before is None:
            self._begin(card, warning)
            then()
            return
        words = _("A visit of this person was begun at {time}.").format(time=time_words(before.saved_at))
        options = [("resume", _("Go on with it")), ("anew", _("Begin a new one, keep the old aside"))]

        def answered(choice: str | None) -> None:
            if choice == "resume":
                self.resume(before.visit)
                self._learn_more(card, warning)
            elif choice == "anew":
                self._begin(card, warning)
            if choice is not None:
                then()

        self.walk.screen.app.push_screen(ChoiceModal(words, "", options), answered)
        self.walk.screen.came_up()

    def _begin(self, card: CardRead, warning: str) -> None:
        if self.walk.station.catalogue is None:
            self._early = card, warning, self.walk.station.clock()
            self.walk.tell(_("The catalogue of items has not come yet: the node has to be reached once."), "problem")
            return
        visit = self.walk.new_visit()
        visit.identify(card)
        self.walk.sit_down(visit)
        self.walk.goto(Step.CHOOSE)
        if visit.is_organisation:
            asks = _("Now lay the ID card of whoever is here for it on the reader.")
            self.walk.tell(f"{warning} {asks}".strip(), "caution" if warning else "info")
        elif warning:
            self.walk.tell(warning, "caution")

    def _ask_about(self, card: CardRead, warning: str) -> None:
        """A second card in the middle of a visit."""
        who = f"{mask_name(card.name or '')} {shown_number(card)}"
        options = [
            ("agent", _("Acts for the applicant (agent)")),
            ("next", _("Next citizen: put this visit aside")),
        ]

        def answered(choice: str | None) -> None:
            if choice == "agent":
                self._agent(card)
            elif choice == "next":
                self._receive(card, warning)

        modal = ChoiceModal(_("Another card: {who}").format(who=who), _("Escape: nothing changes."), options)
        self.walk.screen.app.push_screen(modal, answered)
        self.walk.screen.came_up()

    def _agent(self, card: CardRead) -> None:

        def answered(relation: str | None) -> None:
            if relation:
                self._act(card, relation)

        relations = [_("spouse"), _("child"), _("parent"), _("relative")]
        self.walk.screen.app.push_screen(
            WordsModal(_("How is the agent related to the applicant?"), "", relations, longest=20), answered
        )

    def _act(self, agent: CardRead, relation: str) -> None:
        """The visit goes on through somebody who acts for the applicant."""
        visit, sitting = self.walk.visit, self.walk.sitting
        if visit is not None and sitting is not None:
            visit.act_through(agent, relation)
            if visit.is_organisation:
                self.walk.screen.say("")  # that a card is wanted
            if "attends" in visit.declared:
                visit.answer("attends", "agent", self.walk.station.clock())
            sitting.start(sitting.open())
            self.walk.changed()
            self.walk.advance()

    # Visits put aside

    def keep(self, drafts: Iterable[SavedDraft]) -> None:
        """Drafts found at this station when it started."""
        self.kept |= {draft.visit: draft for draft in drafts}
        self.show_kept()

    def put_aside(self) -> None:
        """The visit at the window stays as a draft, unless it is finished or was never begun."""
        sitting = self.walk.sitting
        if sitting is None or sitting.visit.card is None:
            return
        if sitting.visit.receipt is not None:
            self.finish()
            return
        self.walk.keep()
        where = sitting.where

        body = draft_of(sitting.visit, where)
        self.kept[sitting.visit.id] = SavedDraft(sitting.visit.id, self.walk.station.clock(), body)
        self.walk.stand_up()
        self.send_unsent()
        self._renew_list()

    def finish(self) -> None:
        """The visit is over; the counter waits for the next citizen."""
        sitting = self.walk.sitting
        if sitting is not None:
            self.kept.pop(sitting.visit.id, None)
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
        elif visit in self.kept:
            self._restore(self.kept[visit])
        elif visit in self._elsewhere:
            self.walk.screen.run_worker(self._fetch(visit), exclusive=True, group="draft")

    async def _fetch(self, visit: str) -> None:

        try:
            body = await self.walk.station.node.draft(visit)
        except ClientError as error:
            self.walk.tell(told(error), "problem")
            return
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
        self.kept.pop(draft.visit, None)
        for sitting in [sitting for sitting in self._background if sitting.visit.id == draft.visit]:
            sitting.close()
            self._background.remove(sitting)
        self.walk.sit_down(visit, where)
        if gone:
            words = _("The catalogue has changed: {items} is no longer in it and was left out.")
            self.walk.tell(words.format(items=" ".join(gone)), "caution")

    def drop(self, visit: str) -> None:
        self.kept.pop(visit, None)
        self.walk.station.drop_draft(visit)
        self.show_kept()

    def is_unsent(self, visit: str) -> bool:
        """Whether a visit was handed over and no answer has come: such a one is never thrown away."""
        draft = self.kept.get(visit)
        return draft is not None and bool(draft.body.get("operation")) and not draft.body.get("receipt")

    def _kept_of(self, card: CardRead) -> SavedDraft | None:
        open_ones = [draft for draft in self.kept.values() if not draft.body.get("receipt")]
        found = [draft for draft in open_ones if number_of(draft) == card.id_number]
        return max(found, key=lambda draft: draft.saved_at, default=None)

    async def look_elsewhere(self) -> None:
        """Visits begun at other windows of the hall, which may be taken over."""
        try:
            summaries = await self.walk.station.node.drafts()
        except ClientError:
            return
        self._elsewhere = {summary.visit: summary for summary in summaries}
        self.show_kept()

    def _renew_list(self) -> None:
        self.show_kept()
        self.walk.screen.run_worker(self.look_elsewhere(), exclusive=True, group="elsewhere")

    def send_unsent(self) -> None:
        """Hand over again what was handed over before an accident, under the same operation id."""
        for visit in [visit for visit in self.kept if self.is_unsent(visit)]:
            self._send_in_background(self.kept[visit])

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
        self.kept[visit.id] = SavedDraft(visit.id, self.walk.station.clock(), draft_of(visit, sitting.where))
        if visit.receipt is not None:
            self.walk.tell(_("A visit kept here was handed over now: its receipt is in the list."), "done")
        else:
            words = _("A visit kept here could not be handed over: Escape leads to the list, go on with it there.")
            self.walk.tell(words, "problem")
        self.show_kept()

    def show_kept(self) -> None:
        """The list below the waiting card; the visit at the window stands in it too."""
        lines = [
            kept_line(draft, self.walk.station.catalogue)
            for draft in sorted(self.kept.values(), key=lambda d: d.saved_at, reverse=True)
        ]
        current = self.walk.visit
        here = set(self.kept) | ({current.id} if current is not None else set())
        lines += [
            KeptVisit(other.visit, other.applicant, self._names(other.items), _("another window"))
            for other in self._elsewhere.values()
            if other.visit not in here
        ]
        self.walk.screen.identify.show_kept(lines)

    def _names(self, codes: Iterable[str]) -> str:
        return item_names(self.walk.station.catalogue, codes)


def _tells_more(card: CardRead, visit: Visit) -> bool:
    """Whether a card was read whose number was only typed before, while nothing has been handed over yet."""
    if visit.card is None or visit.operation is not None or visit.card.id_number != card.id_number:
        return False
    return visit.card.source == "manual" and card.source != "manual"

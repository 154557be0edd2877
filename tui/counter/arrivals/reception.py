"""Who comes to the window: cards from the reader, and numbers typed by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from backend.contract import CardRead
from backend.contract.case_numbers import is_case_number
from backend.guide.card import is_organisation, shown_number
from backend.guide.masking import mask_name
from backend.guide.steps import Step
from card_reader.events import CardPresent, ReaderDown, ReaderEvent, ReadFailed, ReadOk
from card_reader.faults import operator_text
from card_reader.numbers import NumberCheck
from tui.client import Reach
from tui.counter.arrivals.acting import ask_who_acts, belong_together
from tui.counter.arrivals.identity import card_read, card_warning, checked, number_warning, refusal_words, typed_card
from tui.counter.arrivals.kept_visits import KeptVisits
from tui.counter.arrivals.reader_states import ReaderStates
from tui.counter.dialogs.questions import ChoiceModal, Option, WordsModal
from tui.counter.visit import Visit
from tui.counter.walk import Walk
from tui.counter.words import time_words
from tui.locale import N_, _, language, sentences

_STILL_THERE: Final = timedelta(minutes=1)
"""Who came before a visit could begin is taken to be at the window for this long."""


class Reception:
    def __init__(self, walk: Walk, kept: KeptVisits) -> None:
        self.walk = walk
        self.kept = kept
        self._readers = ReaderStates()
        self._early: tuple[CardRead, str, datetime] | None = None
        """Who came before a visit could begin, and when. Readers that stop a card after reading it tell at once that
        it was removed: whether it still lies there is not known."""

    # The reader

    def reader_said(self, event: ReaderEvent) -> None:
        """Show how the readers are doing; a card that was read begins a visit, or joins the one under way."""
        self.reader_is(event)
        if isinstance(event, ReadOk):
            warning = card_warning(event.read)
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
        self.arrived(typed_card(check, self.walk.station.clock()), number_warning(check))
        return None

    def scanned(self, code: NumberCheck) -> None:
        """The credit code off a licence."""
        self.arrived(typed_card(code, self.walk.station.clock(), scanned=True), number_warning(code))

    def arrived(self, card: CardRead, warning: str = "") -> None:
        """Whose card it is decides: this visit's, one put aside, an agent's, or the next citizen's."""
        self.walk.screen.identify.number.value = ""
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
                self.kept.finish()
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
        self.kept.put_aside()
        before = self.kept.find_of(card)
        if before is None:
            self._begin(card, warning)
            then()
            return
        began = time_words(before.saved_at)
        options: list[Option] = [
            ("resume", lambda: _("Go on with it")),
            ("anew", lambda: _("Begin a new one, keep the old aside")),
        ]

        def answered(choice: str | None) -> None:
            if choice == "resume":
                self.kept.resume(before.visit)
                self._learn_more(card, warning)
            elif choice == "anew":
                self._begin(card, warning)
            if choice is not None:
                then()

        question = ChoiceModal(lambda: _("A visit of this person was begun at {time}.").format(time=began), "", options)
        self.walk.screen.app.push_screen(question, answered)
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
            self.walk.tell(sentences(warning, asks), "caution" if warning else "info")
        elif warning:
            self.walk.tell(warning, "caution")

    def _ask_about(self, card: CardRead, warning: str) -> None:
        """A second card in the middle of a visit. An organisation acts for nobody."""
        who = f"{mask_name(card.name)} {shown_number(card)}" if card.name else shown_number(card)
        options: list[Option] = [("next", lambda: _("Next citizen: put this visit aside"))]
        if not is_organisation(card):
            options.insert(0, ("agent", lambda: _("Acts for the applicant (agent)")))

        def answered(choice: str | None) -> None:
            if choice == "agent":
                self._agent(card)
            elif choice == "next":
                self._receive(card, warning)

        modal = ChoiceModal(
            lambda: _("Another card: {who}").format(who=who), lambda: _("Escape: nothing changes."), options
        )
        self.walk.screen.app.push_screen(modal, answered)
        self.walk.screen.came_up()

    def _agent(self, card: CardRead) -> None:

        def answered(relation: str | None) -> None:
            if relation:
                self._act(card, relation)

        relations = [N_("spouse"), N_("child"), N_("parent"), N_("relative")]
        question = WordsModal(lambda: _("How is the agent related to the applicant?"), "", relations, longest=20)
        self.walk.screen.app.push_screen(question, answered)

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


def _tells_more(card: CardRead, visit: Visit) -> bool:
    """Whether a card was read whose number was only typed before, while nothing has been handed over yet."""
    if visit.card is None or visit.operation is not None or visit.card.id_number != card.id_number:
        return False
    return visit.card.source == "manual" and card.source != "manual"

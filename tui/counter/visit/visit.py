"""One sitting of a citizen at the window, as the counter knows it: what is known, what is asked, what comes next.

Pure: no screen, no network, no clock of its own. Every change goes through a method of `Visit`; what it holds is in
`state`, what the guide concludes from it in `conclusions`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from backend.contract import CardRead, KnownFact, LookUpAnswer, LookUpStatus, Profile, Receipt, Submission
from backend.guide.card import facts_of_card
from backend.guide.facts import Known, Provenance, Source, Trust, Value
from backend.guide.item import Item
from backend.guide.outcome import InHand, LibraryDocument, Place
from tui.counter.visit.conclusions import ConcludedVisit
from tui.counter.visit.parts import AskedSystem, VisitItem
from tui.counter.visit.told_facts import known_of

HUMAN: Final = frozenset({Source.ASKED, Source.TYPED})


class Visit(ConcludedVisit):
    """Every change of a visit."""

    # Who

    def identify(self, card: CardRead) -> None:
        """The applicant's card, read or typed."""
        self.card = card
        self._learn_card()

    def act_through(self, agent: CardRead | None, relation: str | None) -> None:
        """Somebody acts for the applicant; None: the applicant is here after all."""
        self.agent, self.agent_relation = agent, relation
        self._learn_card()

    def welcome(self, profile: Profile) -> None:
        """What the node knows of the applicant already."""
        self.opened = True
        self.applicant = profile.applicant
        self.elsewhere = tuple(profile.served_elsewhere)
        self.library = tuple(
            LibraryDocument(
                id=document.id,
                document=document.document,
                trust=Trust(document.trust),
                received_on=document.received_on,
                valid_until=document.valid_until,
            )
            for document in profile.documents
        )
        self.document_names = {document.id: document.name for document in profile.documents}
        self.open_cases = tuple(profile.open_cases)
        self.likely = tuple(code for code in profile.likely_items if code in self.catalogue)
        self._learn(profile.facts)

    # What for

    def take(self, code: str, case: str) -> None:
        """Add an item; taking it twice is taking it once. Raises KeyError for one not in the catalogue."""
        self.catalogue[code]
        if not self.has(code):
            self.items.append(VisitItem(case, code, self.catalogue[code].result.deliveries[0]))
            self._learn_card()

    def leave_out(self, code: str) -> None:
        self.items = [item for item in self.items if item.code != code]
        self._changed()

    def deliver(self, code: str, way: str, address: str = "") -> None:
        """How the result of an item reaches the applicant. Raises ValueError for a way the item does not offer."""
        if way not in self.catalogue[code].result.deliveries:
            raise ValueError(way)
        place = next(place for place, item in enumerate(self.items) if item.code == code)
        self.items[place] = replace(self.items[place], delivery=way, address=address)
        self._changed()

    def use(self, catalogue: Mapping[str, Item]) -> tuple[str, ...]:
        """Go on with another catalogue; the items it no longer has are left out and named."""
        gone = tuple(taken.code for taken in self.items if taken.code not in catalogue)
        self.catalogue = catalogue
        self.items = [taken for taken in self.items if taken.code in catalogue]
        self._learn_card()
        return gone

    def stand_at(self, place: Place) -> None:
        """The hall is known now, or a new day has begun: the rules are asked for there and then."""
        if place != self.place:
            self.place = place
            self._changed()

    # What is known

    def answer(self, fact: str, value: Value, at: datetime) -> None:
        """A question answered at the window."""
        self._say(fact, value, Source.ASKED, at)

    def fill(self, fact: str, value: Value, at: datetime) -> None:
        """A field filled in at the window."""
        self._say(fact, value, Source.TYPED, at)

    def correct(self, fact: str, value: Value, reason: str, at: datetime) -> None:
        """Another value than the one data gave; the reason goes to who said it."""
        self._say(fact, value, Source.TYPED, at, correction=reason)

    def confirm(self, fact: str) -> None:
        """Accept the value offered for `fact`. Raises KeyError when none is offered."""
        offered = self.offered(fact)
        if offered is None:
            raise KeyError(fact)
        self.book = self.book.learn(fact, offered.model_copy(update={"confirmed": True}))
        self._changed()

    def unsay(self, fact: str) -> None:
        """Take back what was said at the window; what was known or offered before stands again."""
        self.book = self.book.forget(fact, *HUMAN)
        if (before := self.replaced.pop(fact, None)) is not None:
            self.book = self.book.learn(fact, before)
        self._changed()

    def _say(self, fact: str, value: Value, source: Source, at: datetime, correction: str | None = None) -> None:
        held = self.book.get(fact)
        if held is not None and held.provenance.source not in HUMAN:
            self.replaced[fact] = held
        provenance = Provenance(source=source, at=at, trust=Trust.D)
        # What the window said before may carry the same instant: it must not win.
        self.book = self.book.forget(fact, *HUMAN).learn(
            fact, Known(value=value, provenance=provenance, confirmed=True, correction=correction)
        )
        self._changed()

    # Department systems

    def asking(self, system: str, look_up: str, items: Sequence[str]) -> None:
        before = self.systems.get(system)
        known = before.items if before is not None else ()
        self.systems[system] = AskedSystem(look_up, system, tuple(dict.fromkeys((*known, *items))))
        self.book = self.book.asking(system)
        self._changed()

    def heard(self, answer: LookUpAnswer, at: datetime) -> None:
        """A system answered, or did not: an answer to a look-up not made is nobody's."""
        asked = self.systems.get(answer.system)
        if asked is None or asked.look_up != answer.look_up:
            return
        self.systems[answer.system] = AskedSystem(asked.look_up, asked.system, asked.items, answer.status, at)
        if answer.status is LookUpStatus.UNAVAILABLE:
            self.book = self.book.silent(answer.system)
        else:
            self.book = self.book.heard(answer.system)
            self._learn(answer.facts)
        self._changed()

    def ask_again(self, systems: Collection[str] | None = None) -> None:
        """Systems that did not answer, all or these of them, may be asked once more."""
        silent = {name for name in self.silent if systems is None or name in systems}
        self.systems = {name: asked for name, asked in self.systems.items() if name not in silent}
        self.book = self.book.model_copy(update={"unavailable": self.book.unavailable - silent})
        self._changed()

    def forget_unanswered(self) -> None:
        """Look-ups under way when the station stopped will not answer any more: they may be made again."""
        self.systems = {name: asked for name, asked in self.systems.items() if asked.status is not None}
        self.book = self.book.model_copy(update={"pending": frozenset()})
        self._changed()

    # Handing over

    def hand_over(self, submission: Submission, operation: str) -> None:
        """What will be sent, under its id: decided once, and never changed while no answer has come."""
        self.submission, self.operation = submission, operation
        self._changed()

    def hand_over_failed(self) -> None:
        """The node refused: nothing was done, the visit goes on."""
        self.submission = self.operation = None
        self._changed()

    def accepted(self, receipt: Receipt) -> None:
        self.receipt = receipt
        self.elsewhere = ()  # nothing is left to agree upon with another window
        self._changed()

    def graded(self) -> None:
        self.evaluated = True
        self._changed()

    # Papers

    def put_paper(self, material: str, in_hand: InHand) -> None:
        if in_hand == InHand():
            self.papers.pop(material, None)
        else:
            self.papers[material] = in_hand
        self._changed()

    # The saying of others

    def _learn(self, facts: Sequence[KnownFact]) -> None:
        self.book = self.book.learn_all({told.fact: known_of(told) for told in facts})
        self._changed()

    def _learn_card(self) -> None:
        if self.card is not None:
            self.book = self.book.learn_all(facts_of_card(self.declared, self.card, self.agent, self.agent_relation))
        self._changed()

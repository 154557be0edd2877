"""One sitting of a citizen at the window, as the counter knows it: what is known, what is asked, what comes next.

Pure: no screen, no network, no clock of its own. Every change goes through a method; `assessment` is what the
guide concludes from it, the same guide the node runs with authority when the visit is handed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from backend.contract import (
    CardRead,
    CaseBrief,
    KnownFact,
    LookUpAnswer,
    LookUpStatus,
    Profile,
    Receipt,
    ServedElsewhere,
    Submission,
)
from backend.guide.card import facts_of_card, is_organisation
from backend.guide.facts import FactBook, Known, Provenance, Source, Trust, Value
from backend.guide.item import ApplicantKind, Fact, Item
from backend.guide.organisation import NAME, identity_facts, items_for, registers_of
from backend.guide.outcome import (
    Assessment,
    DecisionKind,
    FieldLine,
    FieldState,
    InHand,
    LibraryDocument,
    PaperLine,
    Place,
    QuestionLine,
)
from backend.guide.tellers import systems_for
from backend.guide.village import may_take_in
from backend.guide.visit import VisitAssessment, assess_visit
from tui.counter.told_facts import known_of
from tui.counter.visit_parts import AskedSystem, VisitItem

HUMAN: Final = frozenset({Source.ASKED, Source.TYPED})

NOWHERE: Final = "0" * 12
"""Division of a station that has not heard yet in which hall it stands."""


@dataclass
class Visit:
    """`catalogue` holds every item that may be taken, by code; `id` is made by the station."""

    id: str
    catalogue: Mapping[str, Item]
    place: Place
    card: CardRead | None = field(default=None, repr=False)
    agent: CardRead | None = field(default=None, repr=False)
    agent_relation: str | None = None
    applicant: str = ""
    """Masked, as the node shows it."""
    items: list[VisitItem] = field(default_factory=list)
    book: FactBook = field(default_factory=FactBook, repr=False)
    papers: dict[str, InHand] = field(default_factory=dict)
    library: tuple[LibraryDocument, ...] = ()
    document_names: dict[str, str] = field(default_factory=dict)
    open_cases: tuple[CaseBrief, ...] = ()
    likely: tuple[str, ...] = ()
    systems: dict[str, AskedSystem] = field(default_factory=dict)
    replaced: dict[str, Known] = field(default_factory=dict, repr=False)
    """What a correction put aside, so that it can be taken back."""
    elsewhere: tuple[ServedElsewhere, ...] = ()
    """Other windows at which this person is being served."""
    opened: bool = False
    operation: str | None = None
    """Id of the hand-over, set before it is sent; with `submission` it is sent again after any accident."""
    submission: Submission | None = field(default=None, repr=False)
    receipt: Receipt | None = None
    evaluated: bool = False
    """Whether the citizen has graded the visit; the grade itself is not kept here, nor shown."""
    changes: int = 0
    """Counts changes, so that who shows or saves the visit knows whether there is something new."""

    def __post_init__(self) -> None:
        self._assessed: VisitAssessment | None = None
        self._assessed_at = -1
        self._organisation: tuple[Mapping[str, Item], dict[str, Fact]] | None = None

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

    @property
    def is_organisation(self) -> bool:
        return self.card is not None and is_organisation(self.card)

    @property
    def kind(self) -> ApplicantKind:
        return ApplicantKind.ORGANISATION if self.is_organisation else ApplicantKind.PERSON

    @property
    def organisation(self) -> dict[str, Fact]:
        """What is openly known of an organisation whatever it came for; nothing for a person."""
        if not self.is_organisation:
            return {}
        if self._organisation is None or self._organisation[0] is not self.catalogue:
            items = items_for(ApplicantKind.ORGANISATION, self.catalogue.values())
            self._organisation = self.catalogue, identity_facts(items)
        return self._organisation[1]

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

    def deliveries(self) -> list[tuple[VisitItem, str]]:
        """Every way to choose from, item by item; items that leave no choice, or are not taken in now, have none."""
        going_on = (DecisionKind.ACCEPT, DecisionKind.PROVISIONAL, DecisionKind.UNDECIDED)
        return [
            (item, way)
            for item in self.items
            if len(ways := self.catalogue[item.code].result.deliveries) > 1
            and self.assessment(item.code).decision.kind in going_on
            for way in ways
        ]

    def has(self, code: str) -> bool:
        return any(item.code == code for item in self.items)

    def item(self, code: str) -> Item:
        return self.catalogue[code]

    def fact(self, code: str) -> Fact:
        """The declaration of a fact some item of this visit refers to. Raises KeyError."""
        for taken in self.items:
            if (fact := self.catalogue[taken.code].facts.get(code)) is not None:
                return fact
        raise KeyError(code)

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
        held = self.book.get(fact)
        if held is not None and held.provenance.source not in HUMAN:
            self.replaced[fact] = held
        self._say(fact, value, Source.TYPED, at, correction=reason)

    def confirm(self, fact: str) -> None:
        """Accept the value offered for `fact`. Raises KeyError when none is offered."""
        offered = self.offered(fact)
        if offered is None:
            raise KeyError(fact)
        self.book = self.book.learn(fact, offered.model_copy(update={"confirmed": True}))
        self._changed()

    def offered(self, fact: str) -> Known | None:
        """The value waiting for a yes, wherever it was worked out."""
        for _, line in self.fields():
            if line.field.fact == fact and line.state is FieldState.CONFIRM:
                return line.known
        return None

    def unsay(self, fact: str) -> None:
        """Take back what was said at the window; what data said before stands again."""
        self.book = self.book.forget(fact, *HUMAN)
        if (before := self.replaced.pop(fact, None)) is not None:
            self.book = self.book.learn(fact, before)
        self._changed()

    def _say(self, fact: str, value: Value, source: Source, at: datetime, correction: str | None = None) -> None:
        provenance = Provenance(source=source, at=at, trust=Trust.D)
        # What the window said before may carry the same instant: it must not win.
        self.book = self.book.forget(fact, *HUMAN).learn(
            fact, Known(value=value, provenance=provenance, confirmed=True, correction=correction)
        )
        self._changed()

    # Department systems

    def to_ask(self) -> dict[str, tuple[str, ...]]:
        """Systems that should be asked now, each with the items it is asked for; with none: who the organisation is."""
        wanted: dict[str, list[str]] = {
            system: [] for system in sorted(registers_of(self.organisation)) if system not in self.systems
        }
        for taken in self.items:
            for system in sorted(self._wanted_by(taken.code)):
                wanted.setdefault(system, []).append(taken.code)
        return {system: tuple(items) for system, items in wanted.items()}

    def _wanted_by(self, code: str) -> set[str]:
        wanted = {
            system
            for system in self.assessment(code).look_ups
            if system not in self.systems and system not in self.book.pending
        }
        for fact in self.catalogue[code].facts.values():
            if fact.code in self.book.known:
                continue
            for datum in fact.shared:
                asked = self.systems.get(datum.system)
                if asked is not None and asked.status is LookUpStatus.ANSWERED and code not in asked.items:
                    wanted.add(datum.system)
        return wanted

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

    @property
    def silent(self) -> list[str]:
        """Systems that were asked and did not answer."""
        return [name for name, asked in self.systems.items() if asked.status is LookUpStatus.UNAVAILABLE]

    def ask_again(self) -> None:
        """Systems that did not answer may be asked once more."""
        silent = set(self.silent)
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
        self._changed()

    def graded(self) -> None:
        self.evaluated = True
        self._changed()

    @property
    def in_flight(self) -> bool:
        """Handed over, and not answered yet."""
        return self.operation is not None and self.receipt is None

    # Papers

    def paper(self, material: str) -> InHand:
        return self.papers.get(material, InHand())

    def put_paper(self, material: str, in_hand: InHand) -> None:
        if in_hand == InHand():
            self.papers.pop(material, None)
        else:
            self.papers[material] = in_hand
        self._changed()

    # What follows

    @property
    def assessed(self) -> VisitAssessment:
        """What the guide concludes for all items together; worked out once for every change."""
        if self._assessed is None or self._assessed_at != self.changes:
            self._assessed_at = self.changes
            items = [self.catalogue[taken.code] for taken in self.items]
            self._assessed = assess_visit(items, self.book, self.papers, self.library, self.place)
        return self._assessed

    def assessment(self, code: str) -> Assessment:
        """What the guide concludes for one item of this visit. Raises KeyError."""
        return self.assessed.get(code)

    def questions(self) -> list[tuple[str, QuestionLine]]:
        """Every question of the visit once, with the first item that asks it."""
        return [(question.items[0], question.line) for question in self.assessed.questions]

    def fields(self) -> list[tuple[str, FieldLine]]:
        """Every line of the form once, with the first item that needs it; what a question settled is left out."""
        asked = {question.line.situation.fact for question in self.assessed.questions}
        return [
            (field.items[0], field.line)
            for field in self.assessed.fields
            if field.line.field.fact not in asked or field.line.state is not FieldState.FILLED
        ]

    def everything_known(self) -> dict[str, Known]:
        """What is known of every fact, as the form and the questions have it; with what was worked out."""
        found = dict(self.book.known)
        found |= {line.field.fact: line.known for _, line in self.fields() if line.known is not None}
        found |= {line.situation.fact: line.known for _, line in self.questions() if line.known is not None}
        return found

    def paper_lines(self) -> list[tuple[str, PaperLine]]:
        """Every paper once, with the first item that needs it."""
        return [(paper.items[0], paper.line) for paper in self.assessed.papers]

    def shared_papers(self) -> list[PaperLine]:
        """Papers more than one item of this visit needs."""
        return [paper.line for paper in self.assessed.common_papers()]

    def may_be_waived(self, item: str, line: PaperLine) -> bool:
        """Whether a system still being asked may make a missing paper unnecessary."""
        facts = self.catalogue[item].facts
        told = [waiver.fact for waiver in line.material.waivers if waiver.fact and waiver.fact not in self.book.known]
        return any(self.book.awaits(system) for fact in told for system in systems_for(fact, facts))

    def decisions(self) -> dict[str, DecisionKind]:
        return {taken.code: self.assessment(taken.code).decision.kind for taken in self.items}

    def can_hand_over(self) -> bool:
        """Whether the rules allow some decision for every item now."""
        return bool(self.items) and DecisionKind.UNDECIDED not in self.decisions().values()

    def instead(self) -> list[str]:
        """Items possible in place of those that must be declined."""
        found = [code for taken in self.items for code in self.assessment(taken.code).decision.instead]
        return [code for code in dict.fromkeys(found) if self._may_be_taken(code)]

    def proposals(self) -> list[tuple[str, str, str]]:
        """Items to offer with why, in Chinese and English; those that may not be taken here are left out."""
        found: dict[str, tuple[str, str, str]] = {}
        for taken in self.items:
            for code, because in self.assessment(taken.code).proposals:
                if self._may_be_taken(code):
                    found.setdefault(code, (code, because.zh, because.en))
        return list(found.values())

    def _may_be_taken(self, code: str) -> bool:
        item = self.catalogue.get(code)
        if item is None or self.has(code) or item.applicant is not self.kind:
            return False
        return may_take_in(item, self.place.division_code)

    @property
    def shown_name(self) -> str:
        """A person's masked, an organisation's as its register, or the window, has it."""
        return str(self.book.value(NAME) or self.applicant)

    # The saying of others

    def _learn(self, facts: Sequence[KnownFact]) -> None:
        self.book = self.book.learn_all({told.fact: known_of(told) for told in facts})
        self._changed()

    def _learn_card(self) -> None:
        if self.card is not None:
            self.book = self.book.learn_all(facts_of_card(self.declared, self.card, self.agent, self.agent_relation))
        self._changed()

    @property
    def declared(self) -> dict[str, Fact]:
        """Every fact the items of this visit refer to."""
        return self.organisation | {
            code: fact for taken in self.items for code, fact in self.catalogue[taken.code].facts.items()
        }

    def _changed(self) -> None:
        self.changes += 1

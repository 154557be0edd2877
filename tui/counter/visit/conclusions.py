"""What follows from what the counter holds of a visit: read here, never changed."""

from backend.contract import LookUpStatus
from backend.guide.facts import Known
from backend.guide.organisation import registers_of
from backend.guide.outcome import Assessment, DecisionKind, FieldLine, FieldState, PaperLine, QuestionLine
from backend.guide.steps import Step
from backend.guide.village import may_take_in
from backend.guide.visit import VisitAssessment, assess_visit
from tui.counter.visit.parts import VisitItem
from tui.counter.visit.state import VisitState


class ConcludedVisit(VisitState):
    """`assessed` is what the guide concludes, the same guide the node runs with authority at the handing over."""

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

    # What the pages show

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

    def offered(self, fact: str) -> Known | None:
        """The value waiting for a yes, wherever it was worked out."""
        for _, line in self.fields():
            if line.field.fact == fact and line.state is FieldState.CONFIRM:
                return line.known
        return None

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

    def is_empty(self, step: Step) -> bool:
        """Whether there is nothing to ask, to fill in, to bring."""
        lines = {Step.ASK: self.questions, Step.FILL: self.fields, Step.PAPERS: self.paper_lines}
        return step in lines and not lines[step]()

    def step_before(self, step: Step) -> Step:
        """Where something is, before this one."""
        earlier = [candidate for candidate in Step if candidate.is_before(step) and not self.is_empty(candidate)]
        return earlier[-1] if earlier else Step.IDENTIFY

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

    # What may be done

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

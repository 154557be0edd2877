"""Questions and form lines as one kind of thing: a fact, what is known of it, and what a human has to do about it."""

from dataclasses import dataclass

from backend.guide.declared import Choice, Fact, FactKind
from backend.guide.facts import Known, Source
from backend.guide.outcome import FieldLine, FieldState, QuestionLine
from backend.guide.steps import Step
from backend.guide.text import Text
from tui.counter.visit import HUMAN, Visit

_LONGEST: dict[FactKind, int] = {
    FactKind.PHONE: 20,
    FactKind.ID_NUMBER: 24,
    FactKind.BANK_CARD: 32,
    FactKind.DATE: 16,
    FactKind.INTEGER: 12,
    FactKind.MONEY: 16,
}
"""Characters, with room for the blanks people put in."""

YES_NO = (
    Choice(value="yes", label=Text(zh="是", en="yes")),
    Choice(value="no", label=Text(zh="否", en="no")),
)


def longest_typed(fact: Fact) -> int:
    """How many characters of it may be typed."""
    return _LONGEST.get(fact.kind, max(fact.longest, 8))


@dataclass(frozen=True)
class EntryLine:
    """One line of the ask or fill step."""

    step: Step
    item: str
    fact: Fact
    label: Text
    state: FieldState
    known: Known | None
    problem: Text | None = None
    say: Text | None = None
    hint: Text | None = None
    editable: bool = True
    waiting_for: frozenset[str] = frozenset()

    @property
    def code(self) -> str:
        return self.fact.code

    @property
    def options(self) -> tuple[Choice, ...]:
        """What a digit may choose; empty where something is typed."""
        return YES_NO if self.fact.kind is FactKind.YES_NO else self.fact.choices

    @property
    def is_typed(self) -> bool:
        return not self.options and self.fact.kind is not FactKind.TABLE

    @property
    def longest(self) -> int:
        return longest_typed(self.fact)

    @property
    def by_human(self) -> bool:
        """Whether a human said it here, or has yet to."""
        if self.known is None or self.state is not FieldState.FILLED:
            return self.state is not FieldState.EMPTY
        return self.known.provenance.source in HUMAN or self.known.confirmed

    @property
    def from_data(self) -> bool:
        """Whether changing it contradicts what a card, a system or a rule said."""
        data = (Source.CARD, Source.SHARED, Source.COMPUTED)
        return self.known is not None and self.known.provenance.source in data

    @property
    def is_correctable(self) -> bool:
        """Whether what stands there has to be opened before it can be changed: a digit or a field would do it else."""
        offered = self.fact.kind is FactKind.TABLE and self.state is FieldState.CONFIRM
        return self.editable and not self.options and (self.from_data or offered)

    def value_of(self, option: int) -> bool | str:
        """The value the option's digit stands for. Raises IndexError."""
        value = self.options[option].value
        return value == "yes" if self.fact.kind is FactKind.YES_NO else value


def entry_lines(visit: Visit, step: Step) -> list[EntryLine]:
    """Every line of a step, in the order they are walked."""
    if step is Step.ASK:
        return [_question(visit, item, line) for item, line in visit.questions()]
    return [_field(visit, item, line) for item, line in visit.fields()]


def _question(visit: Visit, item: str, line: QuestionLine) -> EntryLine:
    situation = line.situation
    open_state = FieldState.WAITING if line.waiting_for else FieldState.ASK
    return EntryLine(
        step=Step.ASK,
        item=item,
        fact=visit.item(item).facts[situation.fact],
        label=situation.question,
        state=open_state if line.known is None else FieldState.FILLED,
        known=line.known,
        say=situation.say,
        hint=situation.hint,
        waiting_for=line.waiting_for,
    )


def _field(visit: Visit, item: str, line: FieldLine) -> EntryLine:
    fact = visit.item(item).facts[line.field.fact]
    return EntryLine(
        step=Step.FILL,
        item=item,
        fact=fact,
        label=fact.label,
        state=line.state,
        known=line.known,
        problem=line.problem,
        say=line.field.say,
        hint=fact.example,
        editable=line.field.editable or _is_the_windows(line),
    )


def _is_the_windows(line: FieldLine) -> bool:
    """Whether no data say it: a line whose value is not to be changed is still said here when nobody else does."""
    return line.known is None or line.known.provenance.source in HUMAN

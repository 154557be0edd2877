"""Who fits an item: somebody the rules accept, as the county must hold him and as he answers at the window.

Pure. Whether somebody fits is asked of the guide itself, with what card, systems and answers would tell; where a
requirement speaks against him, the facts it looks at are changed until none does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import combinations, product
from typing import Final

from stdnum.iso7064 import mod_11_2

from backend.guide.assess import assess
from backend.guide.condition import AllOf, AnyOf, Condition, Not, Test, facts_in
from backend.guide.declared import Computed
from backend.guide.facts import FactBook, Known, Provenance, Source, Trust, Value
from backend.guide.item import ApplicantKind, Item, Material
from backend.guide.outcome import Assessment, DecisionKind, FieldState, InHand, Place
from tui.demo.all_items.plausible import plausible, possible

__all__ = ["ROLE", "Applicant", "fitting_applicant"]

THEN: Final = datetime(2026, 1, 1, tzinfo=UTC)
DIVISIONS: Final = {"hall": "999999101202", "county": "999999102201", "elsewhere": None}
SOME_CODE: Final = "93999999MA6WX1A03L"
ELSEWHERE: Final = "998888101001"
ROLE: Final = "org_attends"
"""Of an organisation's items: who is at the window for it."""
OF_ITSELF: Final = ("org_name", "org_representative_name")
"""Facts the county tells of an organisation it founded, whatever is wished."""
REGISTER: Final = ("registered_division", "registered_address", "household_number", "household_members")
"""Facts the household register tells of everybody registered in the county."""

Row = dict[str, Value]


@dataclass(frozen=True)
class Applicant:
    """``says``: answers and entries by fact; ``holds``: what systems know, datum by datum."""

    age: int
    sex: str
    division: str | None
    known: bool
    holds: Mapping[str, Value] = field(repr=False)
    says: Mapping[str, Value] = field(repr=False)
    decision: DecisionKind = DecisionKind.ACCEPT
    organisation: bool = False
    """Then ``holds`` is what systems know of the organisation, and a person of the county acts for it."""

    def founding(self, representative: str) -> dict[str, object]:
        """The wish for an organisation, as the county's control face takes it; by the ID number of who leads it."""
        return {
            "represented_by": representative,
            "known": self.known,
            **({"holds": dict(self.holds)} if self.known else {}),
        }

    def wish(self) -> dict[str, object]:
        """As the county's control face takes it."""
        wish: dict[str, object] = {"age": self.age, "sex": self.sex, "division": self.division, "known": self.known}
        return wish | ({"holds": dict(self.holds)} if self.known and not self.organisation else {})


def fitting_applicant(item: Item, place: Place, *, known: bool) -> Applicant:
    """Somebody in the item's default situation, changed no more than acceptance needs.

    ``known``: the systems tell everything they can; otherwise they have never heard of this person. ``decision`` of
    the applicant says what the rules conclude when nobody could be found whom they accept.
    """
    return _Fitting(item, place, known=known).applicant()


class _Fitting:
    def __init__(self, item: Item, place: Place, *, known: bool) -> None:
        self._item = item
        self._place = place
        self._known = known
        self._limits = _limits(item)

    def applicant(self) -> Applicant:
        row = self._fit(dict(self._item.default_situation))
        assessment, says = self._serve(row)
        return Applicant(
            age=self._age(row),
            sex=self._sex(row),
            division=DIVISIONS[self._registered(row)],
            known=self._known,
            holds=self._holds(row),
            says=says,
            decision=assessment.decision.kind,
            organisation=self._item.applicant is ApplicantKind.ORGANISATION,
        )

    # Searching

    def _fit(self, row: Row) -> Row:
        best, blame = self._judge(row)
        for size in (1, 1, 1, 2):
            for facts in combinations(sorted(blame), size):
                for values in product(*(self._options(fact) for fact in facts)):
                    changed = row | dict(zip(facts, values, strict=True))
                    score, still = self._judge(changed)
                    if score < best:
                        row, best, blame = changed, score, still
                if not any(best):
                    return row
        return row

    def _judge(self, row: Row) -> tuple[tuple[int, int], set[str]]:
        """How far the row is from acceptance in the default situation, and the facts that may be to blame."""
        assessment, _says = self._serve(row)
        failing = [line.requirement for line in assessment.requirements if line.holds is not True]
        accepted = assessment.decision.kind in (DecisionKind.ACCEPT, DecisionKind.NOTIFY, DecisionKind.PROVISIONAL)
        strayed = {
            code
            for code, value in self._item.default_situation.items()
            if self._known and (held := self._book.get(code)) is not None and held.value != value
        }
        blame: set[str] = set()
        for requirement in failing if not accepted else ():
            blame |= self._leaves(facts_in(requirement.must) | facts_in(requirement.when))
        return ((0 if accepted else max(len(failing), 1), len(strayed)), blame | self._leaves(strayed))

    def _leaves(self, codes: Iterable[str]) -> set[str]:
        """The facts these follow from, and those that can be said themselves."""
        found, open_codes = set[str](), list(codes)
        while open_codes:
            code = open_codes.pop()
            fact = self._item.facts.get(code)
            if fact is None or code in found:
                continue
            found.add(code)
            open_codes += [part for case in fact.derived for part in facts_in(case.when)]
        return {code for code in found if self._options(code)}

    def _options(self, code: str) -> tuple[Value, ...]:
        return possible(self._item.facts[code], self._place.today, self._limits.get(code, frozenset()))

    # Serving, without anybody there

    def _serve(self, row: Row) -> tuple[Assessment, Row]:
        """What the guide concludes when this applicant was served, and what he said."""
        self._book = book = self._told(row)
        says: Row = {}
        for _ in range(4 * len(self._item.facts) + 4):
            assessment = assess(self._item, book, {}, (), self._place)
            fact = self._next_open(assessment)
            if fact is None or assessment.decision.kind is DecisionKind.DECLINE:
                break
            says[fact] = value = self._value(row, fact)
            book = book.learn(fact, _known(value, Source.ASKED))
        in_hand = {line.material.code: _all_of(line.material) for line in assessment.papers}
        assessment = assess(self._item, book, in_hand, (), self._place)
        self._book = book.learn_all(
            {line.situation.fact: line.known for line in assessment.questions if line.known is not None}
            | {line.field.fact: line.known for line in assessment.fields if line.known is not None}
        )
        return assessment, {**row, **says}

    def _next_open(self, assessment: Assessment) -> str | None:
        open_facts = [line.situation.fact for line in assessment.open_questions()]
        open_facts += [
            line.field.fact
            for line in assessment.to_fill()
            if line.state is not FieldState.WRONG or line.field.fact not in self._book.known
        ]
        return open_facts[0] if open_facts else None

    def _told(self, row: Row) -> FactBook:
        """What card and systems tell before anything is asked."""
        book = FactBook()
        for system in {datum.system for fact in self._item.facts.values() for datum in fact.shared}:
            book = book.heard(system)
        facts = {code: _known(value, Source.CARD) for code, value in self._on_card(row).items()}
        facts |= {code: _known(value, Source.SHARED) for code, value in self._shared(row).items()}
        return book.learn_all(facts)

    def _on_card(self, row: Row) -> Row:
        today = self._place.today
        born = date(today.year - self._age(row), today.month, 1)
        first = f"999999{born:%Y%m%d}10{self._sex(row)}"
        card: Row = {"birth": born.isoformat(), "sex": self._sex(row), "name": "谭小明", "ethnicity": "01"}
        card["id_number"] = first + mod_11_2.calc_check_digit(first)
        if self._item.applicant is ApplicantKind.ORGANISATION:
            agent = {f"agent.{name}": value for name, value in card.items()}
            card = {**agent, "organisation.id_number": SOME_CODE, "agent.relation": row.get(ROLE, "agent")}
        return {code: card[fact.card] for code, fact in self._item.facts.items() if fact.card in card}

    def _shared(self, row: Row) -> Row:
        """What the systems answer: nothing of somebody they do not know."""
        if not self._known:
            return {}
        division = DIVISIONS[self._registered(row)]
        told: Row = {}
        for code, fact in self._item.facts.items():
            if code == "registered_division" and division is not None:
                told[code] = division
            elif fact.shared and (code not in REGISTER or division is not None):
                told[code] = self._value(row, code)
        return told

    def _holds(self, row: Row) -> Row:
        """The data of the systems that lead to what they are to tell, in the systems' own words."""
        held: Row = {}
        for code, value in self._shared(row).items():
            for datum in self._item.facts[code].shared if code not in (*REGISTER, *OF_ITSELF) else ():
                word = next((word for word, ours in datum.values.items() if ours == value), None)
                if word is not None or not datum.values:
                    held.setdefault(datum.datum, word if word is not None else value)
        return held

    # Single values

    def _value(self, row: Row, code: str) -> Value:
        if code in row:
            return row[code]
        fact = self._item.facts[code]
        if fact.computed is Computed.AGE:
            return self._age(row)
        if fact.computed in (Computed.REGISTERED_IN, Computed.REGISTERED_HERE):
            where = self._registered(row)
            return where if fact.computed is Computed.REGISTERED_IN else where == "hall"
        if code == "registered_division":
            return DIVISIONS[self._registered(row)] or ELSEWHERE
        return plausible(fact, self._place.today, [one for one in self._item.facts.values() if one.same_as == code])

    def _age(self, row: Row) -> int:
        age = row.get("age", 40)
        return age if isinstance(age, int) else 40

    def _sex(self, row: Row) -> str:
        return str(row.get("sex", "2"))

    def _registered(self, row: Row) -> str:
        if "registered_in" in row:
            return str(row["registered_in"])
        return "hall" if row.get("registered_here", True) else "county"


def _all_of(material: Material) -> InHand:
    return InHand(original_seen=True, copies=material.copies, signed=material.signature)


def _known(value: Value, source: Source) -> Known:
    trust = Trust.D if source is Source.ASKED else Trust.A
    return Known(value=value, provenance=Provenance(source=source, at=THEN, trust=trust), confirmed=True)


def _limits(item: Item) -> dict[str, frozenset[int | str]]:
    """What the item's conditions compare each fact with."""
    found: dict[str, set[int | str]] = {}
    for test in _tests(_conditions(item)):
        values = (test.is_, test.at_least, test.below, *(test.in_ or ()))
        found.setdefault(test.fact, set()).update(value for value in values if value is not None)
    return {code: frozenset(values) for code, values in found.items()}


def _conditions(item: Item) -> Iterator[Condition]:
    yield from (requirement.must for requirement in item.requirements)
    whens: list[Condition | None] = [requirement.when for requirement in item.requirements]
    whens += [situation.when for situation in item.situations]
    whens += [line.when for line in item.fields]
    whens += [material.when for material in item.materials]
    whens += [stage.when for stage in item.stages]
    whens += [case.when for fact in item.facts.values() for case in fact.derived]
    yield from (when for when in whens if when is not None)


def _tests(conditions: Iterable[Condition]) -> Iterator[Test]:
    for condition in conditions:
        match condition:
            case Test():
                yield condition
            case Not(not_=inner):
                yield from _tests([inner])
            case AllOf(all_=parts) | AnyOf(any_=parts):
                yield from _tests(parts)

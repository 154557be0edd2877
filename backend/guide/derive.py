"""What follows from what is known: computed and derived facts, offers from other facts, defaults.

`derive` is a pure function of the facts' declarations, the book, and the place; what a human or a system said about
a fact always outweighs what would follow (`Known.rank`).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from backend.guide.checks import birth_in, find_problem
from backend.guide.condition import evaluate, facts_in
from backend.guide.declared import Computed, Fact
from backend.guide.facts import FactBook, Known, Provenance, Source, Trust, Value
from backend.guide.outcome import Place
from backend.guide.tellers import systems_for

__all__ = ["Judged", "age_on", "condition_values", "derive", "problem_of", "registered_in"]

Judged = dict[str, tuple[Known, str | None]]
"""By fact, a value and what is wrong with it by its kind: what one assessment has found is not looked into again."""


def derive(facts: Mapping[str, Fact], book: FactBook, place: Place, judged: Judged | None = None) -> FactBook:
    """``book`` with everything in it that follows from it."""
    judged = {} if judged is None else judged
    for code, fact in facts.items():
        if fact.computed and (known := _computed(fact.computed, book, place)):
            book = book.learn(code, known)
    values = condition_values(facts, book, judged)
    for code in _derived_in_order(facts):
        if known := _derived(facts[code], facts, book, values, place):
            book = book.learn(code, known)
            values = condition_values(facts, book, judged)
    return _with_offers_and_defaults(facts, book, place)


def _derived_in_order(facts: Mapping[str, Fact]) -> list[str]:
    """The derived facts, each after those it follows from."""
    order: dict[str, None] = {}

    def visit(code: str, above: frozenset[str]) -> None:
        fact = facts.get(code)
        if fact is None or not fact.derived or code in order or code in above:
            return
        for case in fact.derived:
            for part in sorted(facts_in(case.when)):
                visit(part, above | {code})
        order[code] = None

    for code, fact in facts.items():
        if fact.derived:
            visit(code, frozenset())
    return list(order)


def condition_values(facts: Mapping[str, Fact], book: FactBook, judged: Judged | None = None) -> dict[str, Value]:
    """The values conditions may look at: given, not merely offered, and right by their kind."""
    judged = {} if judged is None else judged
    return {
        code: known.value
        for code, known in book.known.items()
        if known.value is not None
        and not known.is_offer()
        and known.is_given()
        and problem_of(code, known, facts, judged) is None
    }


def problem_of(code: str, known: Known, facts: Mapping[str, Fact], judged: Judged) -> str | None:
    """What is wrong with a value that is here, by the kind of its fact; a fact nobody declared can be anything."""
    before = judged.get(code)
    if before is not None and before[0] is known:
        return before[1]
    fact, value = facts.get(code), known.value
    problem = None if fact is None or value is None else find_problem(fact, value)
    judged[code] = known, problem
    return problem


def _computed(computed: Computed, book: FactBook, place: Place) -> Known | None:
    if computed is Computed.THIS_MONTH:
        return Known(value=f"{place.today:%Y-%m}", provenance=_because_of([], place))
    for code in computed.evidence:
        evidence = book.get(code)
        if evidence is None or not isinstance(evidence.value, str):
            continue
        value = _compute(computed, code, evidence.value, place)
        if value is not None:
            return Known(value=value, provenance=_because_of([evidence], place))
    return None


def _compute(computed: Computed, code: str, text: str, place: Place) -> Value | None:
    if computed is Computed.AGE:
        birth = birth_in(text) if code == "id_number" else _date(text)
        return None if birth is None or birth > place.today else age_on(place.today, birth)
    where = registered_in(text, place.division_code)
    return where == "hall" if computed is Computed.REGISTERED_HERE else where


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def age_on(day: date, birth: date) -> int:
    """Full years of age on ``day``; who is born on 29 February has a birthday on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def registered_in(registered: str, hall: str) -> str:
    """``hall``, ``county`` or ``elsewhere``: codes are compared level by level, never as raw prefixes."""
    theirs, ours = _levels(registered), _levels(hall)
    while ours and not int(ours[-1]):
        ours = ours[:-1]
    if ours and theirs[: len(ours)] == ours:
        return "hall"
    return "county" if theirs[:1] == ours[:1] else "elsewhere"


def _levels(division_code: str) -> tuple[str, ...]:
    if len(division_code) != 12 or not division_code.isascii() or not division_code.isdigit():
        return ("",)
    return division_code[:6], division_code[6:9], division_code[9:]


def _derived(
    fact: Fact, facts: Mapping[str, Fact], book: FactBook, values: Mapping[str, Value], place: Place
) -> Known | None:
    """The first case that holds. A case only silent systems could settle is passed over once nothing is awaited."""
    seen: set[str] = set()
    passed_over = False
    for case in fact.derived:
        verdict = evaluate(case.when, values)
        seen |= facts_in(case.when)
        if verdict.truth:
            evidence = facts_in(case.when) or seen
            if passed_over and case.when is None:
                return _default(case.value, place)
            return Known(value=case.value, provenance=_because_of(_held(book, evidence), place))
        if verdict.truth is None:
            if not _given_up(verdict.missing, facts, book):
                return None
            passed_over = True
    return None


def _given_up(missing: Iterable[str], facts: Mapping[str, Fact], book: FactBook) -> bool:
    """Whether the missing facts are such as only systems tell, and none of those may still answer."""
    for code in missing:
        systems = systems_for(code, facts)
        if not systems or any(book.awaits(system) for system in systems):
            return False
    return True


def _held(book: FactBook, codes: Iterable[str]) -> list[Known]:
    return [known for code in sorted(codes) if (known := book.get(code)) is not None]


def _because_of(evidence: list[Known], place: Place) -> Provenance:
    """Provenance of a conclusion: as late as its latest, as trustworthy as its weakest evidence."""
    if not evidence:
        return Provenance(source=Source.COMPUTED, at=_midnight(place), trust=Trust.D)
    latest = max(evidence, key=lambda known: (known.provenance.at, known.provenance.system or ""))
    trust = max((known.provenance.trust for known in evidence), key=lambda level: level.value)
    shared = sorted({known.provenance.system for known in evidence if known.provenance.system})
    return Provenance(
        source=Source.COMPUTED, at=latest.provenance.at, trust=trust, system=shared[0] if len(shared) == 1 else None
    )


def _with_offers_and_defaults(facts: Mapping[str, Fact], book: FactBook, place: Place) -> FactBook:
    for code in _bases_first(facts):
        fact = facts[code]
        if fact.same_as is not None:
            book = _offer(code, fact.same_as, book)
        if fact.default is not None and code not in book.known and not _awaited(code, facts, book):
            book = book.learn(code, _default(fact.default, place))
    return book


def _bases_first(facts: Mapping[str, Fact]) -> list[str]:
    """The facts offered or presumed, each after the one it is offered from, which may itself have been offered and
    agreed to."""
    order: dict[str, None] = {}

    def visit(code: str, above: tuple[str, ...]) -> None:
        fact = facts.get(code)
        if fact is None or code in order or code in above:
            return
        if fact.same_as is not None:
            visit(fact.same_as, (*above, code))
        order[code] = None

    for code, fact in facts.items():
        if fact.same_as is not None or fact.default is not None:
            visit(code, ())
    return list(order)


def _offer(code: str, same_as: str, book: FactBook) -> FactBook:
    """Offer the value of ``same_as`` for ``code``; a confirmation given for the same value stands."""
    base, held = book.get(same_as), book.get(code)
    if base is None or not base.is_given() or base.is_offer():
        return book
    if held is not None and held.provenance.source is not Source.PRESUMED:
        return book
    agreed = held is not None and held.confirmed and _same_value(held, base)
    provenance = base.provenance.model_copy(update={"source": Source.PRESUMED})
    offer = base.model_copy(update={"provenance": provenance, "confirmed": agreed, "correction": None})
    return book.forget(code, Source.PRESUMED).learn(code, offer)


def _same_value(held: Known, base: Known) -> bool:
    if held.value is not None:
        return held.value == base.value
    return not base.withheld or held.shown is None or held.shown == base.shown


def _default(value: Value, place: Place) -> Known:
    return Known(value=value, provenance=Provenance(source=Source.DEFAULT, at=_midnight(place), trust=Trust.D))


def _midnight(place: Place) -> datetime:
    return datetime.combine(place.today, time.min, UTC)


def _awaited(code: str, facts: Mapping[str, Fact], book: FactBook) -> bool:
    return any(book.awaits(system) for system in systems_for(code, facts))

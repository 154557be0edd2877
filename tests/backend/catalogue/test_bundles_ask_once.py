"""The items of a life event in one visit: what they have in common is asked once, and never under two names."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

import pytest

from backend.catalogue.rehearsal import rows as product_rows
from backend.catalogue.rehearsal.walking import HALL, Row, said, sample
from backend.guide import FactBook, Item, VisitAssessment, assess_visit
from backend.guide.item import MaterialSource
from backend.guide.text import Text
from tests.parts.catalogue import shipped

ITEMS = {item.code: item for item in shipped().items}
EVENTS = dict(shipped().life_events)
ROUNDS = 40

Visit = tuple[VisitAssessment, Counter[str]]


def of(event: str) -> list[Item]:
    return [ITEMS[code] for code in EVENTS[event].items]


def visit(items: Sequence[Item], row: Row) -> Visit:
    """Somebody no system knows, with empty hands; and how often each fact had to be asked or filled."""
    book = FactBook()
    for system in sorted({datum.system for item in items for fact in item.facts.values() for datum in fact.shared}):
        book = book.heard(system)
    facts = {code: fact for item in items for code, fact in item.facts.items()}
    asked: Counter[str] = Counter()
    for _ in range(ROUNDS):
        found = assess_visit(items, book, {}, (), HALL)
        going_on = [found.get(item.code) for item in items]
        questions = [line.situation.fact for one in going_on for line in one.open_questions()]
        lines = questions or [line.field.fact for one in going_on for line in one.to_fill()]
        if not lines:
            return found, asked
        asked.update(dict.fromkeys(lines, 1))
        for code in lines:
            book = book.learn(code, said(row.get(code, sample(facts[code]))))
    raise AssertionError(f"the visit for {[item.code for item in items]} goes in circles")


@cache
def accepted_row(code: str) -> Row:
    """An item is of several life events; what it accepts is looked for once."""
    return product_rows.accepted_row(ITEMS[code])


def accepted(items: Iterable[Item]) -> Row:
    """Answers no requirement speaks against; where two items want different ones, what the first of them wants."""
    row: Row = {}
    for item in items:
        row = accepted_row(item.code) | row
    return row


@cache
def together(event: str) -> Visit:
    return visit(of(event), accepted(of(event)))


@cache
def apart(event: str) -> list[Visit]:
    row = accepted(of(event))
    return [visit([item], row) for item in of(event)]


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_nothing_is_asked_twice_in_the_visit(event: str) -> None:
    _, asked = together(event)
    alone = Counter(code for _, one in apart(event) for code in one)
    assert set(asked.values()) == {1}
    assert asked.total() < alone.total(), "the items have nothing in common"


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_a_paper_is_handed_in_once_for_all_items_that_need_it(event: str) -> None:
    found, _ = together(event)
    codes = [paper.line.material.code for paper in found.papers]
    lines = [line.material.code for one in found.assessments for line in one.papers]
    assert len(codes) == len(set(codes)) <= len(lines)
    for paper in found.papers:
        for item in paper.items:
            assert paper.line.material.code in {line.material.code for line in found.get(item).papers}


@pytest.mark.parametrize("event", sorted(EVENTS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_facts_of_a_bundle_are_never_called_the_same(event: str, language: str) -> None:
    """Two facts under one label are one thing asked twice, or two things nobody can tell apart."""
    called = [
        (item.facts[code].label, code)
        for item in of(event)
        for code in {*(field.fact for field in item.fields), *(situation.fact for situation in item.situations)}
    ]
    assert ambiguous(called, language) == {}


@pytest.mark.parametrize("event", sorted(EVENTS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_papers_of_a_bundle_are_never_called_the_same(event: str, language: str) -> None:
    """Printed forms are left out: each item prints its own, whatever it is called."""
    called = [
        (material.name, material.code)
        for item in of(event)
        for material in item.materials
        if material.source is not MaterialSource.PRINTED
    ]
    assert ambiguous(called, language) == {}


def ambiguous(called: Iterable[tuple[Text, str]], language: str) -> dict[str, set[str]]:
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for name, code in called:
        codes[name.zh if language == "zh" else name.en].add(code)
    return {name: found for name, found in codes.items() if len(found) > 1}


def test_a_birth_is_registered_with_the_child_told_once() -> None:
    """Name, sex and birthday of the child go into each application; one birth certificate serves all of them."""
    found, asked = together("LE01")
    shared = {field.line.field.fact: field.items for field in found.fields}
    assert {"infant_name", "infant_sex", "infant_birth"} <= asked.keys()
    assert set(shared["infant_name"]) >= {"WJ-007", "WJ-009", "GA-001", "YB-002"}
    certificate = next(paper for paper in found.papers if paper.line.material.code == "birth_certificate")
    assert set(certificate.items) >= {"WJ-009", "GA-001", "WJ-006"}

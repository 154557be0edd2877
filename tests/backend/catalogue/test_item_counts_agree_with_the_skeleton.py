"""Papers an ordinary applicant brings without and with shared data, counted by the guide: the numbers the hall
publishes. The identity card and the household booklet are never counted, nor what only some situations add."""

from datetime import UTC, date, datetime

import pytest

from backend.catalogue import load
from backend.guide import (
    FactBook,
    Item,
    Known,
    PaperState,
    Place,
    Provenance,
    Source,
    Trust,
    Value,
    assess,
    systems_for,
)

ITEMS = {item.code: item for item in load().items}
HALL = Place(division_code="999999101000", today=date(2026, 11, 22))
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)

PAPERS: dict[str, tuple[int, int]] = {
    "GA-014": (0, 0),
    "GA-021": (1, 1),
    "GA-024": (0, 0),
    "JY-001": (3, 1),
    "MZ-001": (5, 2),
    "MZ-008": (1, 1),
    "MZ-013": (1, 1),
    "MZ-017": (1, 1),
    "NY-001": (5, 4),
    "NY-011": (2, 1),
    "RS-001": (2, 1),
    "RS-002": (1, 1),
    "RS-004": (0, 0),
    "RS-012": (2, 1),
    "RS-028": (1, 1),
    "SC-001": (2, 1),
    "TY-002": (1, 1),
    "WJ-004": (4, 2),
    "YB-001": (1, 1),
    "ZJ-001": (5, 2),
    "ZR-001": (1, 1),
}

CITIZEN: dict[str, Value] = {
    "birth": "1981-03-07",
    "sex": "1",
    "registered_division": "999999101201",
    "registered_address": "石门村2组18号",
    "household_number": "999999101201018",
    "household_members": [["向国强", "户主", "1981", "10"]],
    "marital_status": "married",
    "marriage_record": "married",
    "spouse_name": "谭春梅",
    "residence_permit": "none",
    "assistance_group": "none",
    "disability_level": "none",
    "monitored_household": False,
    "old_age_allowance": "none",
    "residents_pension": "none",
    "employees_pension": "none",
    "employment": "none",
    "social_card": "active",
    "social_card_number": "W10230418",
    "bank_account": "6299990000000001018",
    "bank_name": "农村商业银行",
    "medical_insurance": "none",
    "medical_paid_this_year": False,
    "in_school": False,
    "public_housing": "none",
    "dangerous_house": "none",
    "homes": 1,
    "homesteads": 1,
    "homestead_certificate": "不动产权第0031207号",
    "homestead_area": 138,
    "contracted_area": "5.2亩",
    "subsidised_area": "5.2亩",
    "subsidy_account": "6299990000000001018",
    "business": "none",
    "one_child_certificate": "第8604112号",
    "veteran": "veteran",
}

SITUATIONS: dict[str, dict[str, Value]] = {
    "MZ-001": {"MZ-001:spending": "illness", "MZ-001:signatures": "here"},
    "NY-001": {"NY-001:build_kind": "rebuild", "NY-001:plan": "atlas"},
    "RS-001": {"assistance_group": "dibao", "hardship_group": "dibao"},
    "RS-012": {"assistance_group": "dibao", "hardship_group": "dibao", "residents_pension": "enrolled_here"},
    "RS-002": {"residents_pension": "enrolled_here", "RS-002:change": "tier"},
    "RS-004": {"residents_pension": "enrolled_here"},
    "SC-001": {"SC-001:premises": "own"},
    "WJ-004": {"birth": "1961-08-09", "WJ-004:children": "one"},
    "ZJ-001": {"homes": 0, "ZJ-001:dwelling": "rented"},
    "JY-001": {"JY-001:dwelling": "own", "JY-001:relation": "parent"},
    "MZ-013": {"birth": "1944-05-21"},
    "MZ-017": {"birth": "1961-08-09"},
    "GA-014": {"GA-014:cause": "lost"},
    "ZR-001": {"ZR-001:whose": "own"},
}


def circumstances(item: Item) -> dict[str, Value]:
    known = {**CITIZEN, "attends": "self", **SITUATIONS.get(item.code, {})}
    return {fact: value for fact, value in known.items() if fact in item.facts}


def systems_of(item: Item) -> set[str]:
    return {datum.system for fact in item.facts.values() for datum in fact.shared}


def with_shared_data(item: Item) -> FactBook:
    book = FactBook()
    for system in systems_of(item):
        book = book.heard(system)
    return book.learn_all({fact: learnt(item, fact, value) for fact, value in circumstances(item).items()})


def learnt(item: Item, fact: str, value: Value) -> Known:
    system = next((datum.system for datum in item.facts[fact].shared), None)
    if system is None and systems_for(fact, item.facts) and item.facts[fact].derived:
        system = sorted(systems_for(fact, item.facts))[0]
    source = Source.ASKED if system is None else Source.SHARED
    trust = Trust.D if system is None else Trust.A
    return Known(value=value, provenance=Provenance(source=source, at=AT, trust=trust, system=system))


def without_shared_data(item: Item) -> FactBook:
    """The systems answer and know nothing of this person; what rules look at was asked at the window."""
    book = FactBook()
    for system in systems_of(item):
        book = book.heard(system)
    asked = Provenance(source=Source.ASKED, at=AT, trust=Trust.D)
    text_of_papers = ("homestead_certificate", "one_child_certificate", "contracted_area", "household_members")
    facts = {fact: value for fact, value in circumstances(item).items() if fact not in text_of_papers}
    return book.learn_all({fact: Known(value=value, provenance=asked) for fact, value in facts.items()})


def brought(item: Item, book: FactBook) -> list[str]:
    """Counted papers still to be handed in, nothing having been handed in yet."""
    papers = assess(item, book, {}, (), HALL).papers
    return [line.material.code for line in papers if line.material.counted and line.state is PaperState.MISSING]


def test_every_item_with_a_file_has_its_count() -> None:
    assert PAPERS.keys() == ITEMS.keys()


@pytest.mark.parametrize("code", sorted(PAPERS))
def test_papers_without_shared_data_are_as_published(code: str) -> None:
    item = ITEMS[code]
    assert len(brought(item, without_shared_data(item))) == PAPERS[code][0]


@pytest.mark.parametrize("code", sorted(PAPERS))
def test_papers_with_shared_data_are_as_published(code: str) -> None:
    item = ITEMS[code]
    assert len(brought(item, with_shared_data(item))) == PAPERS[code][1]


@pytest.mark.parametrize("code", sorted(PAPERS))
def test_neither_identity_card_nor_household_booklet_is_a_counted_paper(code: str) -> None:
    counted = {material.code for material in ITEMS[code].materials if material.counted}
    assert not counted & {"household_booklet", "identity_card"}

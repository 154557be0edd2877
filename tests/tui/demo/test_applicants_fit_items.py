"""Applicants for items: the rules accept them, the county can have them, and their answers are right by kind."""

from datetime import date

import pytest

from backend.county.systems import load_systems
from backend.guide import DecisionKind, Item, Place, find_problem
from tests.parts.catalogue import shipped
from tui.demo.all_items.applicant import fitting_applicant
from tui.demo.all_items.run import UnknownItems, chosen

PLACE = Place(division_code="999999101000", today=date(2026, 11, 22))
ITEMS = {item.code: item for item in shipped().items}
OF_EACH_SYSTEM = sorted({item.system: item.code for item in ITEMS.values()}.values())
CLASSED = [code for code, item in ITEMS.items() if item.default_situation.get("age")][:3]


@pytest.mark.parametrize("code", OF_EACH_SYSTEM)
def test_the_rules_accept_somebody_the_systems_know(code: str) -> None:
    applicant = fitting_applicant(ITEMS[code], PLACE, known=True)
    assert applicant.decision in (DecisionKind.ACCEPT, DecisionKind.PROVISIONAL)
    assert not _wrong(ITEMS[code], dict(applicant.says))


@pytest.mark.parametrize("code", OF_EACH_SYSTEM)
def test_what_an_applicant_holds_is_shared_by_a_system_in_its_own_words(code: str) -> None:
    data = {name: datum for system in load_systems().values() for name, datum in system.all_shared().items()}
    for name, value in fitting_applicant(ITEMS[code], PLACE, known=True).holds.items():
        assert name in data
        assert not data[name].choices or value in data[name].choices


@pytest.mark.parametrize("code", OF_EACH_SYSTEM)
def test_nobody_asks_the_county_to_hold_anything_of_a_stranger(code: str) -> None:
    wish = fitting_applicant(ITEMS[code], PLACE, known=False).wish()
    assert wish["known"] is False and "holds" not in wish


@pytest.mark.parametrize("code", CLASSED)
def test_the_age_of_the_default_situation_is_the_applicants(code: str) -> None:
    assert fitting_applicant(ITEMS[code], PLACE, known=True).age == ITEMS[code].default_situation["age"]


def test_items_are_chosen_by_code_and_one_the_catalogue_lacks_is_named() -> None:
    first, second, *_ = sorted(ITEMS)
    assert [item.code for item in chosen(ITEMS, (second, first))] == [second, first]
    assert [item.code for item in chosen(ITEMS, ())] == sorted(ITEMS)
    with pytest.raises(UnknownItems, match="XX-999"):
        chosen(ITEMS, (first, "XX-999"))


def _wrong(item: Item, says: dict[str, object]) -> list[str]:
    return [code for code, value in says.items() if find_problem(item.facts[code], value) is not None]  # type: ignore[arg-type] # values of facts

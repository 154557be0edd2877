"""The synthetic people: possible numbers, cards a reader can show, data that agree with each other."""

from datetime import date
from typing import Any

import pytest

from backend.county.numbers import born_on, check_character, find_number_fault
from backend.county.register import Person, load_register
from backend.county.systems import load_systems
from card_reader.numbers import check_number
from card_reader.virtual.cards import CardHolder

REGISTER = load_register()
PEOPLE = list(REGISTER.people.values())
SYSTEMS = load_systems()
SPECIMENS = {"810000199001010019", "911124198108030024", "CAN999900000000"}
TODAY = date(2026, 11, 22)

people = pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
cards = pytest.mark.parametrize("person", [p for p in PEOPLE if p.card], ids=lambda person: person.key)


def held(person: Person) -> dict[str, Any]:
    return {k: v for system in SYSTEMS.values() for k, v in REGISTER.held(person, system).items()}


def by_name(name: str) -> Person:
    return next(person for person in PEOPLE if person.name == name)


@people
def test_every_number_is_possible_and_nobodys(person: Person) -> None:
    assert person.number in SPECIMENS or person.number.startswith("99")
    assert find_number_fault(person.number, person.kind, TODAY) is None
    assert check_number(person.number, today=TODAY).accepted  # the reader's own rules agree


@people
def test_one_wrong_digit_is_found(person: Person) -> None:
    if len(person.number) == 18:
        wrong = person.number[:16] + str((int(person.number[16]) + 2) % 10) + person.number[17]
        assert find_number_fault(wrong, person.kind, TODAY) == "has a wrong check character"
        assert check_character(person.number[:17]) == person.number[17]


@cards
def test_every_card_can_be_shown_to_a_reader(person: Person) -> None:
    card = REGISTER.card_of(person)
    assert CardHolder.from_mapping(card).card().text
    assert person.label
    assert person.story
    if len(person.number) == 18:
        assert card["birth_date"] == str(born_on(person.number))


@cards
def test_cards_are_valid_as_long_as_the_law_says(person: Person) -> None:
    """Resident cards (Identity Card Law, article 5): 10 years from 16, 20 from 26, long term from 46."""
    card = person.card or {}
    if person.kind != "resident":
        return
    issued = date.fromisoformat(card["valid_from"])
    age = person.age(issued)
    years = "long_term" if age >= 46 else 20 if age >= 26 else 10
    expected = "long_term" if years == "long_term" else issued.replace(year=issued.year + int(years)).isoformat()
    assert age >= 16
    assert card["valid_to"] == expected


@people
def test_married_people_name_each_other(person: Person) -> None:
    data = held(person)
    if data.get("marriage_record") == "married":
        spouse = held(by_name(data["spouse_name"]))
        assert spouse["spouse_name"] == person.name
    if "marital_status" in data and data["marital_status"] in ("married", "divorced"):
        assert data["marriage_record"] == data["marital_status"]
    assert ("spouse_name" in data) == (data.get("marriage_record") == "married")


@people
def test_what_departments_hold_agrees(person: Person) -> None:
    data, age = held(person), person.age(TODAY)
    assert ("social_card_number" in data) == (data["social_card"] != "none")
    assert ("bank_account" in data) == ("bank_name" in data)
    assert ("employer" in data) == (data["employees_pension"] == "paying")
    assert ("school" in data) == (data["in_school"] == "yes")
    assert ("disability_certificate" in data) == (data["disability_level"] != "none")
    assert ("homestead_certificate" in data) == (data["homesteads"] > 0) == ("homestead_area" in data)
    assert data["medical_paid_this_year"] == "no" or data["medical_insurance"] != "none"
    assert data["residents_pension"] != "claiming" or age >= 60
    assert data["employees_pension"] != "paying" or data["residents_pension"] in ("none", "enrolled_elsewhere")
    assert data["old_age_allowance"] == "none" or age >= 80
    assert data["felling_quota_left"] == 0 or data["forest_right"] == "holder"
    assert person.number in data.get("disability_certificate", person.number)


@people
def test_households_are_whole(person: Person) -> None:
    data = held(person)
    if "household_members" not in data:
        return
    names = [row[0] for row in data["household_members"]]
    assert person.registered_name in names
    assert [row[1] for row in data["household_members"]].count("户主") == 1
    assert data["household_number"].startswith(data["registered_division"])


def test_bank_accounts_have_their_check_digit_and_one_holder() -> None:
    holders: dict[str, str] = {}
    for person in PEOPLE:
        account = held(person).get("bank_account")
        if account:
            assert holders.setdefault(account, person.key) == person.key
            assert _luhn(account) == 0


def test_every_datum_is_known_of_somebody() -> None:
    known = {name for person in PEOPLE for name in person.holds}
    from_households = {"registered_address", "registered_division", "household_members", "household_number"}
    rare = {"veteran_card"}  # nobody has one yet: that is what they come for
    wanted = {name for system in SYSTEMS.values() for name in system.shares}
    assert wanted - known - from_households == rare


@pytest.mark.parametrize(
    ("name", "datum", "value"),
    [
        ("向国强", "residents_pension", "none"),
        ("向阳", "in_school", "yes"),
        ("田大贵", "assistance_group", "dibao"),
        ("谭明亮", "disability_level", "1"),
        ("李雪琴", "employees_pension", "paying"),
        ("黄建军", "residents_pension", "enrolled_elsewhere"),
        ("郑守田", "homestead_certificate", "云集用（1998）字第0312号"),
        ("吴长安", "social_card", "inactive"),
    ],
)
def test_the_people_of_the_stories_are_there(name: str, datum: str, value: str) -> None:
    assert held(by_name(name))[datum] == value


def test_ages_of_the_stories_hold() -> None:
    assert by_name("向阳").age(TODAY) == 17
    assert by_name("覃世英").age(TODAY) == 82
    expired = by_name("覃志远").card or {}
    assert expired["valid_to"] < TODAY.isoformat()
    assert (by_name("覃世英").card or {})["valid_to"] == "long_term"


def test_the_register_writes_one_name_with_another_character() -> None:
    person = by_name("向䶮")
    assert held(person)["household_members"][0][0] == "向龑"
    assert REGISTER.card_of(person)["name"] == "向䶮"


def test_strangers_are_not_in_the_household_register() -> None:
    for name in ("陈志豪", "马小军", "马克莱"):
        assert not REGISTER.knows(by_name(name), SYSTEMS["GA-RK"])
        assert REGISTER.knows(by_name(name), SYSTEMS["GA-LK"])


def test_there_are_24_systems_taking_282_items_once_each() -> None:
    taken = [item for system in SYSTEMS.values() for item in system.takes]
    of_people = [code for code in taken if not code.startswith("QY-")]  # items of organisations are counted apart
    assert (len(SYSTEMS), len(of_people), len(set(taken))) == (24, 282, len(taken))


def _luhn(number: str) -> int:
    doubled = [int(c) * (2 if place % 2 else 1) for place, c in enumerate(reversed(number))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10

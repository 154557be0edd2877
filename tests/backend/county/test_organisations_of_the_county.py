"""Organisations of the county: known by a sound credit code, told apart from people, judged by what is on record."""

import json
from datetime import date

import pytest

from backend.county.application import Application, parse
from backend.county.demands import faults_of, load_demands
from backend.county.errors import Refused
from backend.county.numbers import credit_code, find_number_fault, is_credit_code
from backend.county.office import judge, load_rulings
from backend.county.register import Organisation, load_register
from backend.county.systems import load_systems
from card_reader import check_credit_code

REGISTER, SYSTEMS = load_register(), load_systems()
ORGANISATIONS = list(REGISTER.organisations.values())
TODAY = date(2026, 11, 22)
COOPERATIVE = "93999999MA6WX1A03L"


def application(name: str, number: str, kind: str = "credit_code") -> dict[str, object]:
    return {
        "dispatch_id": "01a202b2-151d-7373-88dc-9c9a0503f0d3", "case_number": "99999910100001261122001K",
        "hall": "999999101000", "item": "QY-001", "item_name": "补领", "stage": "counter",
        "accepted_at": "2026-11-22T10:00:00+08:00",
        "applicant": {"name": name, "id_number": number, "document_kind": kind},
        "fields": {"org_code": number, "why_again": "lost"},
    }  # fmt: skip


@pytest.mark.parametrize("organisation", ORGANISATIONS, ids=lambda one: one.key)
def test_each_has_a_credit_code_that_two_programs_find_sound(organisation: Organisation) -> None:
    assert is_credit_code(organisation.number)
    assert check_credit_code(organisation.number).accepted
    assert organisation.number[2:8] == "999999"


def test_a_code_with_one_character_wrong_is_refused_and_an_id_number_is_no_code() -> None:
    assert find_number_fault("93999999MA6WX1A03M", "credit_code", TODAY) == "has a wrong check character"
    assert find_number_fault("999999199001011238", "credit_code", TODAY) is not None
    assert find_number_fault(credit_code("999999", 7), "credit_code", TODAY) is None


def test_the_register_of_businesses_tells_who_an_organisation_is_and_the_household_register_knows_none() -> None:
    cooperative = REGISTER.find_party(COOPERATIVE)
    assert isinstance(cooperative, Organisation)
    held = REGISTER.held(cooperative, SYSTEMS["SC-DJ"])
    assert (held["org_name"], held["org_status"]) == ("云溪县石门柑橘种植专业合作社", "active")
    assert held["org_representative"] == "向国强"
    assert "business" not in held
    assert REGISTER.held(cooperative, SYSTEMS["GA-RK"]) == {}
    assert not REGISTER.knows(cooperative, SYSTEMS["GA-RK"])
    assert REGISTER.find(COOPERATIVE) is None


def test_of_a_person_nothing_of_organisations_is_told() -> None:
    person = next(iter(REGISTER.people.values()))
    for system in SYSTEMS.values():
        assert not REGISTER.held(person, system).keys() & system.shares_of_organisations.keys()


def test_every_datum_of_organisations_is_held_otherwise_by_one_of_them() -> None:
    for system in SYSTEMS.values():
        for name in system.shares_of_organisations:
            held = {json.dumps(REGISTER.held(one, system).get(name), ensure_ascii=False) for one in ORGANISATIONS}
            assert len(held) > 1, name


def test_the_name_must_be_the_registered_one_and_may_hold_digits() -> None:
    party = REGISTER.find_party(COOPERATIVE)
    right = parse(Application, application("云溪县石门柑橘种植专业合作社", COOPERATIVE))
    wrong = parse(Application, application("石门3组柑橘社", COOPERATIVE))
    assert list(faults_of(right, SYSTEMS["SC-DJ"], party, load_demands())) == []
    assert [fault.field for fault in faults_of(wrong, SYSTEMS["SC-DJ"], party, load_demands())] == ["applicant.name"]
    with pytest.raises(Refused):
        parse(Application, application("谭3", "999999199001011238", "resident"))


@pytest.mark.parametrize(
    ("item", "known", "outcome"),
    [
        ("QY-001", {"org_status": "active"}, "approved"),
        ("QY-001", {"org_status": "revoked"}, "refused"),
        ("QY-003", {"org_status": "irregular"}, "returned"),
        ("QY-005", {"org_status": "active", "org_insured": "insured"}, "returned"),
    ],
)
def test_clear_cases_are_judged_by_what_is_on_record(item: str, known: dict[str, str], outcome: str) -> None:
    system = SYSTEMS["RS-ZG" if item == "QY-005" else "SC-DJ"]
    assert judge(system, item, "decision", known, load_rulings()).outcome == outcome

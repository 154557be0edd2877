"""Pension enrolment, a senior citizen's card and a household booklet, as their worked examples want them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from backend.guide import (
    Assessment,
    Bundle,
    DecisionKind,
    FactBook,
    FieldState,
    InHand,
    Known,
    PaperState,
    Place,
    Provenance,
    Source,
    Trust,
    Value,
    assess,
)

HALL = Place(division_code="999999101000", today=date(2026, 11, 20))
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
CARD = {"name": "张三", "sex": "1", "ethnicity": "01", "birth": "1985-05-05", "id_number": "999999198505050017"}
REGISTER: dict[str, Value] = {"registered_address": "示范镇一村", "registered_division": "999999101001"}
SIGNED = {"RS-001:form": InHand(signed=True)}


def card(**values: str) -> FactBook:
    provenance = Provenance(source=Source.CARD, at=NOON, trust=Trust.A)
    return FactBook().learn_all({c: Known(value=v, provenance=provenance) for c, v in {**CARD, **values}.items()})


def told(book: FactBook, system: str, facts: Mapping[str, Value]) -> FactBook:
    provenance = Provenance(source=Source.SHARED, at=NOON, trust=Trust.A, system=system)
    return book.heard(system, {code: Known(value=value, provenance=provenance) for code, value in facts.items()})


def said(book: FactBook, **values: Value) -> FactBook:
    provenance = Provenance(source=Source.TYPED, at=NOON, trust=Trust.D)
    facts = {code.replace("RS001_", "RS-001:"): Known(value=v, provenance=provenance) for code, v in values.items()}
    return book.learn_all(facts)


def ordinary(book: FactBook, **differently: Value) -> FactBook:
    """Everything the departments would say of an ordinary person, but for what is said ``differently``."""
    answers: dict[str, dict[str, Value]] = {
        "GA-RK": dict(REGISTER),
        "MZ-SJ": {"assistance_group": "none"},
        "MZ-CL": {"disability_level": "none"},
        "NY-BT": {"monitored_household": False},
        "RS-JM": {"residents_pension": "none"},
        "RS-ZG": {"employees_pension": "none"},
        "RS-SK": {"social_card": "active", "social_card_number": "C1", "bank_account": "4111111111111111"},
        "JY-RX": {"in_school": False},
        "GA-LK": {"residence_permit": "none"},
    }
    for system, facts in answers.items():
        book = told(book, system, {code: differently.get(code, value) for code, value in facts.items()})
    return book


def pension(bundle: Bundle, book: FactBook, hand: dict[str, InHand] | None = None) -> Assessment:
    return assess(bundle.get_item("RS-001"), book, hand or {}, (), HALL)


def test_pension_enrolment_of_an_ordinary_person_needs_three_decisions_and_one_signature(bundle: Bundle) -> None:
    """Known citizen: confirm the address, confirm the telephone, choose the tier, sign. All else is data."""
    phone = Known(value="13800000000", provenance=Provenance(source=Source.EARLIER, at=NOON, trust=Trust.D))
    assessment = pension(bundle, ordinary(card()).learn("phone", phone))
    assert assessment.open_questions() == ()
    assert [(line.field.fact, line.state) for line in assessment.to_fill()] == [
        ("present_address", FieldState.CONFIRM),
        ("phone", FieldState.CONFIRM),
        ("RS-001:tier", FieldState.ASK),
    ]
    assert [line.material.code for line in assessment.owed()] == ["RS-001:form"]


def full(book: FactBook) -> FactBook:
    return said(book, phone="13800000000", present_address="示范镇一村", RS001_tier="200")


def test_pension_enrolment_is_accepted_and_goes_to_township_then_county(bundle: Bundle) -> None:
    assessment = pension(bundle, full(ordinary(card())), SIGNED)
    assert assessment.decision.kind is DecisionKind.ACCEPT
    assert [(stage.code, stage.days, stage.after) for stage in assessment.stages] == [
        ("township", 1, ()),
        ("county", 2, ("township",)),
    ]


def test_sharing_spares_a_person_in_hardship_one_of_two_papers(bundle: Bundle) -> None:
    assessment = pension(bundle, full(ordinary(card(), assistance_group="dibao")), SIGNED)
    counted = [line for line in assessment.papers if line.material.counted]
    assert len(counted) == 2
    assert [line.state for line in counted] == [PaperState.IN_HAND, PaperState.WAIVED]
    assert "RS-012" in [code for code, _ in assessment.proposals]
    assert assessment.decision.kind is DecisionKind.ACCEPT


@pytest.mark.parametrize(
    ("answers", "group"),
    [
        ({"assistance_group": "tekun", "disability_level": "1"}, "tekun"),
        ({"disability_level": "2", "monitored_household": True}, "severe_disability"),
        ({"disability_level": "3", "monitored_household": True}, "monitored"),
        ({"assistance_group": "margin", "disability_level": "4"}, "ordinary"),
    ],
)
def test_the_group_is_worked_out_from_three_departments(bundle: Bundle, answers: dict[str, Value], group: str) -> None:
    line = next(
        line
        for line in pension(bundle, ordinary(card(), **answers)).fields
        if line.field.fact == "hardship_group" and line.known
    )
    assert line.known is not None and line.known.value == group


def test_a_silent_assistance_list_does_not_delay_ordinary_enrolment(bundle: Bundle) -> None:
    assessment = pension(bundle, full(ordinary(card()).forget("assistance_group").silent("MZ-SJ")), SIGNED)
    assert assessment.decision.kind is DecisionKind.ACCEPT


def test_a_claimed_hardship_a_silent_list_cannot_confirm_is_confirmed_within_five_days(bundle: Bundle) -> None:
    book = said(ordinary(card()).forget("assistance_group").silent("MZ-SJ"), hardship_group="dibao")
    assessment = pension(bundle, full(book), SIGNED)
    proof = next(line for line in assessment.papers if line.material.code == "RS-001:group_proof")
    assert (proof.state, proof.days_to_follow) == (PaperState.CONFIRMING, 5)
    assert assessment.decision.kind is DecisionKind.PROVISIONAL


@pytest.mark.parametrize(
    ("birth", "answers", "reason", "instead"),
    [
        ("2012-01-01", {}, "age_16", "YB-001"),
        ("1966-11-20", {}, "under_60", "RS-006"),
        ("2005-01-01", {"in_school": True}, "not_at_school", None),
        ("1985-05-05", {"employees_pension": "paying"}, "not_in_employees_scheme", "RS-010"),
        ("1985-05-05", {"residents_pension": "enrolled_here"}, "not_enrolled_here", "RS-002"),
        ("1985-05-05", {"residents_pension": "enrolled_elsewhere"}, "not_enrolled_elsewhere", "RS-009"),
        ("1985-05-05", {"registered_division": "999998101001"}, "registered_here", "GA-031"),
    ],
)
def test_pension_enrolment_is_declined_for_the_reason_the_rules_give(
    bundle: Bundle, birth: str, answers: dict[str, Value], reason: str, instead: str | None
) -> None:
    decision = pension(bundle, ordinary(card(birth=birth), **answers)).decision
    assert decision.kind is DecisionKind.DECLINE
    assert [one.code for one in decision.reasons] == [reason]
    assert instead is None or instead in decision.instead


def test_suspended_contributions_elsewhere_do_not_decline_but_are_mentioned(bundle: Bundle) -> None:
    assessment = pension(bundle, full(ordinary(card(), employees_pension="suspended")), SIGNED)
    assert assessment.decision.kind is DecisionKind.ACCEPT
    assert [code for code, _ in assessment.proposals] == ["RS-010"]


def test_a_person_without_a_card_is_offered_one_and_not_asked_for_its_number(bundle: Bundle) -> None:
    assessment = pension(bundle, full(ordinary(card(), social_card="none")), SIGNED)
    assert [code for code, _ in assessment.proposals] == ["RS-028"]
    assert "bank_account" not in [line.field.fact for line in assessment.fields]


def test_an_agent_brings_a_letter_unless_confirmed_by_video(bundle: Bundle) -> None:
    agent = {"agent_name": "李四", "agent_id_number": "999999199001011238", "agent_relation": "儿子"}
    by_letter = pension(bundle, said(full(ordinary(card())), attends="agent", **agent), SIGNED)
    by_video = pension(bundle, said(full(ordinary(card())), attends="agent_video", **agent), SIGNED)
    assert [reason.code for reason in by_letter.decision.reasons] == ["authority_letter"]
    assert by_video.decision.kind is DecisionKind.ACCEPT


def test_the_school_is_not_asked_about_a_grown_person(bundle: Bundle) -> None:
    assert "JY-RX" not in pension(bundle, card()).look_ups
    assert "JY-RX" in pension(bundle, card(birth="2006-01-01")).look_ups


def test_the_permit_register_is_asked_only_about_people_from_elsewhere(bundle: Bundle) -> None:
    assert "GA-LK" not in pension(bundle, card()).look_ups
    away = told(card(), "GA-RK", {**REGISTER, "registered_division": "999998101001"})
    assert "GA-LK" in pension(bundle, away).look_ups


@pytest.mark.parametrize("code", ["MZ-017", "GA-014"])
def test_an_instant_item_is_one_stage_of_no_days(bundle: Bundle, code: str) -> None:
    item = bundle.get_item(code)
    assert [stage.days for stage in item.stages] == [0]
    assert item.promised_days == 0


def test_a_lost_booklet_needs_a_signature_and_a_worn_one_is_handed_back(bundle: Bundle) -> None:
    def papers(cause: str) -> list[str]:
        book = said(card(), **{"GA-014:cause": cause})
        return [line.material.code for line in assess(bundle.get_item("GA-014"), book, {}, (), HALL).papers]

    assert papers("lost") == ["GA-014:loss_statement"]
    assert papers("damaged") == ["GA-014:old_booklet"]


def test_an_old_person_is_offered_the_allowance_with_the_card(bundle: Bundle) -> None:
    item = bundle.get_item("MZ-017")
    old = card(birth="1940-01-01")
    assert "MZ-FL" in assess(item, old, {}, (), HALL).look_ups
    none = told(old, "MZ-FL", {"old_age_allowance": "none"})
    assert [code for code, _ in assess(item, none, {}, (), HALL).proposals] == ["MZ-013"]
    paid = told(old, "MZ-FL", {"old_age_allowance": "receiving"})
    assert assess(item, paid, {}, (), HALL).proposals == ()

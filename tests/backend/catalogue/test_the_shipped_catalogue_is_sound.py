"""The catalogue that comes with the program, and its first three items as their worked examples want them."""

import json
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from backend.catalogue import DATA, FaultyCatalogue, load
from backend.catalogue.check import check
from backend.catalogue.compiled import find_compiled, keep_compiled, source_hash
from backend.catalogue.rules.wording import cells
from backend.catalogue.show import show
from backend.guide import (
    ApplicantKind,
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
    UnknownItem,
    Value,
    assess,
)
from tests.parts.catalogue import shipped

HALL = Place(division_code="999999101000", today=date(2026, 11, 20))
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
CARD = {"name": "张三", "sex": "1", "ethnicity": "01", "birth": "1985-05-05", "id_number": "999999198505050017"}
REGISTER: dict[str, Value] = {"registered_address": "示范镇一村", "registered_division": "999999101001"}
SIGNED = {"RS-001:form": InHand(signed=True)}


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return shipped()


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


def test_the_shipped_catalogue_has_no_faults() -> None:
    assert [str(fault) for fault in check()] == []


def test_the_whole_reference_catalogue_can_be_searched(bundle: Bundle) -> None:
    of_people = {brief.code for brief in bundle.briefs if brief.applicant is ApplicantKind.PERSON}
    of_organisations = {brief.code for brief in bundle.briefs} - of_people
    assert len(of_people) == 282
    assert {code[:3] for code in of_organisations} == {"QY-"}
    assert len(bundle.departments) == 12
    assert len(bundle.systems) == 24
    assert len(bundle.life_events) == 24
    guided = {brief.code for brief in bundle.briefs if brief.guided}
    assert guided == {item.code for item in bundle.items} >= {"RS-001", "MZ-017", "GA-014"}


def test_every_system_has_the_grade_and_answers_of_its_protocol(bundle: Bundle) -> None:
    graded = {(system.protocol.value, system.grade.value, system.answers.value) for system in bundle.systems.values()}
    assert graded == {
        ("rest-json", "A", "callback"),
        ("soap-xml", "B", "poll"),
        ("soap-xml", "C", "poll"),
        ("file-drop-csv", "A", "file"),
    }
    assert [code for code, system in bundle.systems.items() if system.grade == "C"] == ["TY-YF"]


def test_every_paper_and_sentence_has_both_languages_in_the_plain_guide(bundle: Bundle) -> None:
    for item in bundle.items:
        for language in ("zh", "en"):
            guide = show(item, language)
            assert item.code in guide
            assert max(cells(line) for line in guide.splitlines()) <= 80
            for material in item.materials:
                assert material.name.to(language)[:12] in guide
            if item.fee is not None:
                assert item.fee.to(language)[:12] in guide
            assert not [line for line in guide.splitlines() if line.strip() and line.strip()[0] in "，。、；：）"]


def test_a_catalogue_survives_the_wire(bundle: Bundle) -> None:
    assert Bundle.decoded(bundle.encoded()) == bundle
    assert Bundle.model_validate_json(bundle.encoded()) == bundle
    assert json.loads(bundle.encoded()) == json.loads(bundle.model_dump_json(by_alias=True, exclude_defaults=True))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalogue with three items written out: as good as all for what is not about the items."""
    copy = tmp_path_factory.mktemp("catalogue") / "few"
    shutil.copytree(DATA, copy)
    for path in (copy / "items").iterdir():
        if path.stem not in ("RS-001", "GA-014", "MZ-017"):
            path.unlink()
    return copy


@pytest.fixture(scope="module")
def bundle_of_few(few: Path) -> Bundle:
    return load(few)


def test_the_compiled_copy_is_the_catalogue_and_a_changed_one_is_built_anew(
    few: Path, bundle_of_few: Bundle, tmp_path: Path
) -> None:
    bundle, cache = bundle_of_few, tmp_path / "cache"
    assert load(few, caches=[cache]) == bundle
    [compiled] = cache.iterdir()
    whole = compiled.read_bytes()
    assert find_compiled(few, cache) == bundle
    for changed in (whole[:500], whole.replace(b"RS-001", b"RS-999", 1), b""):
        compiled.write_bytes(changed)
        assert find_compiled(few, cache) is None
    assert load(few, caches=[cache]) == bundle
    assert compiled.read_bytes() == whole


def test_a_copy_is_made_in_the_last_place_that_can_be_written_and_found_in_any(few: Path, tmp_path: Path) -> None:
    own, shared, blocked = tmp_path / "own", tmp_path / "shared", tmp_path / "a file" / "cache"
    blocked.parent.write_text("in the way")
    bundle = load(few, caches=[own, shared, blocked])
    assert [len(list(cache.glob("*.jsonl"))) for cache in (own, shared)] == [0, 1]
    [compiled] = shared.iterdir()
    own.mkdir(exist_ok=True)
    compiled.rename(own / compiled.name)
    assert load(few, caches=[own, shared]) == bundle
    assert not list(shared.iterdir())
    assert load(few, caches=[blocked]) == bundle


def test_a_catalogue_as_it_is_sent_is_the_same_catalogue_read_item_by_item(bundle: Bundle) -> None:
    again = Bundle.decoded(bundle.encoded())
    assert again.get_item("RS-001") == bundle.get_item("RS-001")
    assert again.get_item("RS-001") is again.get_item("RS-001")
    assert (len(again.items), again.items[-1], again.items[1:3]) == (
        len(bundle.items), bundle.items[-1], bundle.items[1:3],
    )  # fmt: skip
    assert again.encoded() == bundle.encoded()
    renamed = again.model_copy(update={"version": "another"})
    assert Bundle.decoded(renamed.encoded()).version == "another"
    with pytest.raises(UnknownItem):
        again.get_item("XX-000")


@pytest.mark.parametrize("indent", [None, 2])
def test_a_catalogue_written_in_another_form_is_read_whole(bundle: Bundle, indent: int | None) -> None:
    assert Bundle.decoded(bundle.model_dump_json(by_alias=True, indent=indent).encode()) == bundle
    with pytest.raises(ValueError, match="items"):
        Bundle.decoded(bundle.encoded().replace(b'{"code":"', b'{"kode":"', 1))


def test_only_the_newest_compiled_copy_stays(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "catalogue-0.jsonl").write_bytes(b"of last week")
    keep_compiled(DATA, tmp_path, bundle)
    assert [path.name for path in tmp_path.iterdir()] == [f"catalogue-{source_hash(DATA)}.jsonl"]


def test_a_faulty_catalogue_is_told_with_its_faults_also_where_it_would_be_compiled(tmp_path: Path) -> None:
    with pytest.raises(FaultyCatalogue):
        load(tmp_path / "nowhere", caches=[tmp_path / "cache"])


def test_the_version_changes_with_what_the_catalogue_says(few: Path, bundle_of_few: Bundle, tmp_path: Path) -> None:
    copy = shutil.copytree(few, tmp_path / "copy")
    before = bundle_of_few.version
    assert load(copy).version == before
    path = copy / "items/GA-014.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("补换原因", "补领原因"), encoding="utf-8")
    assert load(copy).version != before


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

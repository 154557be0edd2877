"""The catalogue that comes with the program."""

from backend.catalogue.check import check
from backend.catalogue.rules.wording import cells
from backend.catalogue.show import show
from backend.guide import ApplicantKind, Bundle
from backend.guide.masking import is_personal


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


def test_how_much_land_or_which_tier_names_nobody_and_is_shown_as_it_is(bundle: Bundle) -> None:
    facts = {code: fact for item in bundle.items for code, fact in item.facts.items()}
    shown = ("contracted_area", "subsidised_area", "pension_tier", "NY-011:declared_area", "NY-007:let_area")
    assert [code for code in shown if is_personal(facts[code])] == []
    assert is_personal(facts["fund_balance"]) and is_personal(facts["homestead_certificate"])


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
    systems = {code: system.name for code, system in bundle.systems.items()}
    for item in bundle.items:
        for language in ("zh", "en"):
            guide = show(item, language, systems)
            assert f"{item.stages[0].system} {systems[item.stages[0].system].to(language)[:4]}" in guide
            assert item.code in guide
            assert max(cells(line) for line in guide.splitlines()) <= 80
            for material in item.materials:
                assert material.name.to(language)[:12] in guide
            if item.fee is not None:
                assert item.fee.to(language)[:12] in guide
            assert not [line for line in guide.splitlines() if line.strip() and line.strip()[0] in "，。、；：）"]

"""Before a catalogue holds, synthetic visits are run by the old one and by the new one: what changes is shown."""

from pathlib import Path

import pytest

from backend.catalogue import DATA, FaultyCatalogue, load
from backend.catalogue.check import check
from backend.catalogue.faults_told import fault_told
from backend.catalogue.rehearsal import (
    Rehearsal,
    RehearsalRecord,
    find_rehearsal,
    keep_rehearsal,
    read_visits,
    rehearsal_lines,
    rehearsal_summary,
    rehearsal_table,
    rehearse,
    visit_faults,
)
from backend.catalogue.rehearsal.courses import TurnKind
from backend.catalogue.rehearsal.visits import generated_visits
from tests.parts.catalogue import shipped
from tests.parts.small_catalogue import edit, write_catalogue

VISITS = """\
farmer:
  name: {zh: 五十岁的农民, en: A farmer of fifty}
  items: [RS-001]
  known: {age: 50, listed: false}
  says: {"RS-001:tier": high}
pupil:
  name: {zh: 十七岁的学生, en: A pupil of seventeen}
  items: [RS-001, RS-404]
  known: {age: 17}
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path / "new")


def run(old: Path, new: Path) -> Rehearsal:
    return rehearse(load(old), load(new), read_visits(new))


def told(rehearsal: Rehearsal) -> list[str]:
    return [line for item in rehearsal.items for line in rehearsal_lines(item, "en")]


def kinds(rehearsal: Rehearsal) -> set[TurnKind]:
    return {turn.kind for item in rehearsal.items for turn in item.turns}


def test_nothing_changed_needs_no_visit(old: Path, new: Path) -> None:
    rehearsal = run(old, new)
    assert (rehearsal.visits, rehearsal.unchanged, rehearsal.items) == (0, 1, ())
    assert rehearsal_summary(rehearsal, "en") == "No item is changed: every visit goes as before."


def test_a_word_changed_lets_every_visit_go_as_before(old: Path, new: Path) -> None:
    rehearsal = run(old, edit(new, "en: It is needed", "en: It is wanted"))
    assert rehearsal.visits > 4
    assert rehearsal.differing == 0
    assert len(rehearsal_table(rehearsal, "en")) == 1


@pytest.mark.parametrize(
    ("words", "others", "kind", "said"),
    [
        ("promised_days: 3", "promised_days: 5", TurnKind.DAYS, "3 working days promised become 5"),
        ("    when: {fact: tier, is: high}\n", "", TurnKind.PAPER, "one paper more: Proof"),
        ("[{fact: listed}, {document: proof}]", "[{document: proof}]", TurnKind.PAPER, "one paper more: Proof"),
        ("must: {fact: age, at_least: 16}", "must: {fact: age, at_least: 41}", TurnKind.DECISION, "becomes “declined”"),
        ("must: {fact: age, at_least: 16}", "must: {fact: age, at_least: 41}", TurnKind.REASON, "to decline: Adult"),
        (
            "situations:\n",
            "situations:\n  - {fact: listed, question: {zh: 在?, en: Are you?}}\n",
            TurnKind.ASKED,
            "Listed",
        ),
        ("days: 2, after: [first]", "days: 2", TurnKind.ROUTE, "other stages: First, Last → First, Last"),
        (
            "  - {fact: name, guide_line: {zh: 申请人, en: Applicant}}\n",
            (
                "  - {fact: name, guide_line: {zh: 申请人, en: Applicant}}\n"
                "  - {fact: birth, guide_line: {zh: 出生, en: Birth}}\n"
            ),
            TurnKind.FILLED,
            "one line more to fill: Born",
        ),
    ],
)
def test_each_kind_of_change_is_seen_and_said(
    old: Path, new: Path, words: str, others: str, kind: TurnKind, said: str
) -> None:
    rehearsal = run(old, edit(new, words, others))
    assert kind in kinds(rehearsal)
    assert any(said in line for line in told(rehearsal)), told(rehearsal)
    assert 0 < rehearsal.differing <= rehearsal.visits
    backwards = run(new, old)
    assert (backwards.visits, backwards.differing) == (rehearsal.visits, rehearsal.differing)


def test_an_item_no_longer_offered_is_told(old: Path, new: Path) -> None:
    (new / "items/RS-001.yaml").unlink()
    rehearsal = run(old, new)
    assert rehearsal.differing == rehearsal.visits
    assert any("becomes “not offered”" in line for line in told(rehearsal))


def test_the_halls_own_visits_are_named_where_they_go_otherwise(old: Path, new: Path) -> None:
    (new / "visits.yaml").write_text(VISITS, encoding="utf-8")
    lines = told(run(old, edit(new, "at_least: 16", "at_least: 18")))
    assert "  among them: A pupil of seventeen" in lines
    assert not any("farmer" in line for line in lines)
    paper = told(run(old, edit(new, "    when: {fact: tier, is: high}\n", "")))
    assert not any("A farmer of fifty" in line for line in paper), "he had to bring it before"


def test_the_visits_that_come_with_the_program_can_be_made() -> None:
    assert list(visit_faults(DATA, shipped().find_item)) == []


def test_a_visit_of_nothing_there_is_named(new: Path) -> None:
    (new / "visits.yaml").write_text(
        VISITS.replace("RS-001:tier", "RS-001:colour").replace("age: 50", "age: old"), "utf-8"
    )
    faults = check(new)
    assert [str(fault) for fault in faults] == [
        "visits.yaml:4: “age” cannot have the value 'old'. Correct the visit “farmer”.",
        "visits.yaml:5: The item does not refer to the fact “RS-001:colour”. Correct the visit “farmer”.",
        "visits.yaml:8: There is no item “RS-404”. Correct the visit “pupil”.",
    ]
    assert all("请改正演练办事" in fault_told(fault, "zh_CN") for fault in faults)


def test_a_visit_that_makes_no_sense_is_named_with_its_line(new: Path) -> None:
    (new / "visits.yaml").write_text(VISITS.replace("items: [RS-001]\n  known", "itemz: [RS-001]\n  known"), "utf-8")
    with pytest.raises(FaultyCatalogue) as error:
        read_visits(new)
    assert set(error.value.faults) < set(check(new))
    assert {(fault.file, fault.line) for fault in error.value.faults} == {("visits.yaml", 2), ("visits.yaml", 3)}


def test_every_answer_is_tried_by_somebody_known_and_by_somebody_unknown(new: Path) -> None:
    visits = list(generated_visits(load(new).get_item("RS-001")))
    for known in (True, False):
        rows = [visit.row() for visit in visits if visit.is_known is known]
        assert {row["RS-001:tier"] for row in rows} == {"low", "high"}
        assert {15, 16} <= {row["age"] for row in rows}


def test_a_rehearsal_counts_for_the_version_it_was_made_with(new: Path) -> None:
    record = RehearsalRecord("1" * 32, "0" * 32, 10, 2)
    keep_rehearsal(new, record)
    assert find_rehearsal(new, "1" * 32) == record
    assert find_rehearsal(new, "2" * 32) is None
    (new / "rehearsal.json").write_text("{", encoding="utf-8")
    assert find_rehearsal(new, "1" * 32) is None

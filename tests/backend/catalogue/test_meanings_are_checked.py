"""What a catalogue says and cannot mean: cases nobody is in, answers that change nothing, what no system can carry."""

from pathlib import Path
from typing import NamedTuple

import pytest

from backend.catalogue import Fault
from backend.catalogue.check import check
from tests.parts.small_catalogue import FACTS, edit, write_catalogue

ITEM = "items/RS-001"
WHEN = "when: {fact: tier, is: high}"
QUESTION = "{fact: tier, question: {zh: 哪一档, en: Which tier}}"
ADULT = "must: {fact: age, at_least: 16}"
PERMITS = """\
GA-LK: {name: {zh: 居住证, en: Permits}, department: GA, protocol: rest-json,
  latency: realtime, grade: A, answers: poll}
"""
YOUNG = "  - {code: young, name: {zh: 小, en: Y}, must: {fact: age, below: 16}, reason: {zh: 大, en: Old}}\n"
EITHER = """\
  - code: either
    name: {zh: 或, en: Either}
    must: {any: [{fact: tier, is: low}, {fact: age, below: 16}]}
    reason: {zh: 低, en: Low}
  - {code: upper, name: {zh: 高, en: Upper}, must: {fact: tier, is: high}, reason: {zh: 高, en: High}}
"""
MINE = """\
facts:
  mine:
    label: {zh: 我, en: Mine}
    kind: yes_no
    data_class: D1
    derived:
      - {value: true, when: {fact: age, at_least: 16}}
      - {value: false, when: {fact: age, at_least: 60}}
"""
THIRD = """kind: decision, lead: true}
  - {code: third, name: {zh: 三, en: Third}, department: RS, system: RS-JM, days: 0, after: [last],
     kind: issue, lead: true}
"""


class Planted(NamedTuple):
    words: str
    others: str
    part: str
    """Part of the fault."""
    held: str
    """What its line holds."""
    file: str = ITEM


PLANTED = {
    "a condition that never holds": Planted(
        WHEN, "when: {all: [{fact: tier, is: high}, {fact: tier, is: low}]}", "can never hold", "is: low"
    ),
    "a condition that always holds": Planted(WHEN, "when: {fact: tier, in: [low, high]}", "always holds", "in: [low"),
    "a paper only of the declined": Planted(
        WHEN, "when: {all: [{fact: tier, is: high}, {fact: age, below: 16}]}", "Only who is declined", "below: 16"
    ),
    "a requirement nobody fails": Planted(
        ADULT, "must: {any: [{fact: age, at_least: 16}, {fact: age, below: 18}]}", "Nobody fails", "adult"
    ),
    "a requirement nobody meets": Planted(
        ADULT, "must: {all: [{fact: age, at_least: 16}, {fact: age, below: 16}]}", "Nobody meets", "adult"
    ),
    "requirements that exclude each other": Planted(
        "situations:\n",
        YOUNG + "situations:\n",
        "“young” cannot be met together with “adult”",
        "code: young",
    ),
    "requirements nobody meets together": Planted(
        "situations:\n", EITHER + "situations:\n", "Nobody meets all requirements", "code: upper"
    ),
    "a waiver for nobody": Planted(
        "{fact: listed},", "{fact: listed, when: {fact: tier, is: low}},", "spared it by this waiver", "tier, is: low"
    ),
    "an answer out of reach": Planted(
        "    choices:",
        "    derived: [{value: low, when: {fact: age, below: 60}}, {value: low}]\n    choices:",
        "No case reaches the answer 'high'",
        "Which tier",
    ),
    "nobody who decides": Planted(", kind: decision", "", "No stage of RS-JM decides", "初审"),
    "the wrong one in the lead": Planted("days: 1}", "days: 1, lead: true}", "does not decide", "初审"),
    "two in the lead": Planted("kind: decision}\n", THIRD, "A second stage leads", "third"),
    "a procedure not listed": Planted(
        "days: 1}", "days: 1, special_procedure: hearing}", "does not list the special procedure “hearing”", "hearing"
    ),
    "a procedure of no stage": Planted(
        "frequency: high", "special_procedures: [hearing]\nfrequency: high", "No stage is a “hearing”", "[hearing]"
    ),
    "a procedure the clocks do not know": Planted(
        "frequency: high", "special_procedures: [dance]\nfrequency: high", "no special procedure “dance”", "[dance]"
    ),
    "a stage of a procedure the clocks do not know": Planted(
        "days: 1}", "days: 1, special_procedure: dance}", "no special procedure “dance”", "dance"
    ),
    "a pause of no procedure": Planted(
        "days: 1}", "days: 1, pause: {natural_days: 7}}", "A pause belongs to a special procedure", "pause"
    ),
    "a clock of the law nothing lets stop": Planted(
        "days: 1}",
        "days: 1, special_procedure: home_visit, pause: {natural_days: 7, statutory: true}}",
        "Nothing lets the statutory clock stop",
        "home_visit",
    ),
    "a clock of the law stopped without a rule": Planted(
        "days: 1}",
        "days: 1, special_procedure: site_survey, pause: {natural_days: 7, statutory: true}}",
        "stops without a rule",
        "site_survey",
    ),
    "fewer days than none": Planted("days: 1}", "days: -1}", "“days”: Input should be", "days: -1"),
    "one stage that are two": Planted(
        "approval_pattern: serial", "approval_pattern: single", "has one stage", "approval_pattern"
    ),
    "side by side, one after the other": Planted(
        "approval_pattern: serial", "approval_pattern: parallel", "No two stages run side by side", "approval_pattern"
    ),
    "an unknown way of delivery": Planted(
        "en: Receipt}}", "en: Receipt}, deliveries: [pigeon]}", "no way of delivery “pigeon”", "pigeon"
    ),
    "an item that names itself": Planted(
        "result:", "neighbours: [{item: RS-001, difference: {zh: 同, en: Same}}]\nresult:", "names itself", "neighbours"
    ),
    "a long popular name": Planted(
        "frequency: high", f"popular_names: [{'长' * 21}]\nfrequency: high", "takes 42 columns", "长长"
    ),
    "a name in English only": Planted(
        "name: {zh: 参保, en: Enrolment}", "name: {zh: Enrolment, en: Enrolment}", "in English", "zh: Enrolment"
    ),
    "a system without a name in English": Planted("en: Pensions", "en: 养老", "in Chinese", "en: 养老", "systems"),
    "a short name that is long": Planted(
        "en: Pensions}\n",
        "en: Pensions}\n  short: {zh: 居民养老保险库, en: Old age}\n",
        "at most 6",
        "short",
        "systems",
    ),
    "an item of the index without a name in English": Planted(
        "en: Enrolment}, department", "en: 参保}, department", "in Chinese", "en: 参保", "index"
    ),
    "a system no item uses": Planted(
        "RS-JM:\n", PERMITS + "RS-JM:\n", "No item uses the department system “GA-LK”", "GA-LK", "systems"
    ),
    "a kind of paper nobody keeps": Planted(
        "proof:",
        "card: {name: {zh: 卡, en: Card}}\nproof:",
        "No item uses, for a paper it keeps, the document “card”",
        "card:",
        "documents",
    ),
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path)


def line_of(catalogue: Path, fault: Fault) -> str:
    return (catalogue / fault.file).read_text(encoding="utf-8").splitlines()[fault.line - 1]


@pytest.mark.parametrize("name", PLANTED)
def test_what_cannot_be_meant_is_found_with_its_line_and_a_remedy(catalogue: Path, name: str) -> None:
    words, others, part, held, file = PLANTED[name]
    faults = check(edit(catalogue, words, others, file))
    fitting = [fault for fault in faults if part in fault.what]
    assert fitting, [str(fault) for fault in faults]
    assert all(fault.remedy for fault in fitting)
    assert any(held in line_of(catalogue, fault) for fault in fitting), [str(fault) for fault in fitting]


def test_an_everyday_word_that_stands_for_nothing_is_a_fault(catalogue: Path) -> None:
    (catalogue / "everyday.yaml").write_text("劳保: [参保]\n社保: []\n", "utf-8")
    [fault] = check(catalogue)
    assert (fault.what, line_of(catalogue, fault)) == ("“社保” stands for nothing.", "社保: []")


def test_a_derived_value_hidden_by_the_case_before_it_is_a_fault(catalogue: Path) -> None:
    edit(catalogue, "facts:\n", MINE)
    edit(catalogue, "fields:\n", "fields:\n  - {fact: mine, guide_line: {zh: 我, en: Mine}}\n")
    [fault] = check(catalogue)
    assert fault.what == "No case reaches this value of “RS-001:mine”."
    assert "at_least: 60" in line_of(catalogue, fault)


def test_what_hangs_on_an_answer_where_its_question_is_not_asked_is_a_fault(catalogue: Path) -> None:
    """Else the guide would ask it there by its bare label."""
    edit(catalogue, QUESTION, QUESTION.replace("question", "when: {fact: age, at_least: 60}, question"))
    assert check(catalogue) == []  # the form asks it of everybody
    edit(catalogue, "  - {fact: tier, guide_line: {zh: 登记, en: Registered}}\n", "")
    [fault] = check(catalogue)
    assert fault.what == "Something hangs on “RS-001:tier” where its question is not asked."
    assert "at_least: 60" in line_of(catalogue, fault)
    edit(catalogue, WHEN, "when: {all: [{fact: age, at_least: 60}, {fact: tier, is: high}]}")
    assert check(catalogue) == []


def test_a_fact_whose_name_no_system_takes_is_a_fault(catalogue: Path) -> None:
    path = catalogue / "items/RS-001.yaml"
    path.write_text(path.read_text("utf-8").replace("  tier:\n", "  Tier-1:\n").replace("tier,", "Tier-1,"), "utf-8")
    assert {fault.what for fault in check(catalogue)} == {"No system takes a fact called “Tier-1”."}


def test_what_a_stage_is_sent_must_be_learnt_somewhere(catalogue: Path) -> None:
    phone = "phone: {label: {zh: 电话, en: Phone}, kind: phone}\n"
    (catalogue / "shared/facts.yaml").write_text(FACTS + phone, "utf-8")
    faults = check(edit(catalogue, "days: 1}", "days: 1, sends: [name, phone]}"))
    assert [fault.what for fault in faults] == ["The stage “first” is sent “phone”, which the item never learns."]


def test_nothing_follows_a_case_that_ends_at_the_counter(catalogue: Path) -> None:
    path = catalogue / "items/RS-001.yaml"
    text = path.read_text("utf-8")
    text = text[: text.index("  - {code: first")] + text[text.index("  - {code: last") :]
    for words, others in (
        ("case_type: promised", "case_type: instant"),
        ("promised_days: 3", "promised_days: 0"),
        ("approval_pattern: serial", "approval_pattern: instant"),
        ("days: 2, after: [first]", "days: 0"),
        ("    keeps_as", "    tolerance: {days: 5}\n    keeps_as"),
    ):
        text = text.replace(words, others)
    path.write_text(text, "utf-8")
    assert [fault.what for fault in check(catalogue)] == ["Nothing follows a case that ends at the counter."]

"""Every kind of mistake a catalogue writer makes is named with its file, its line and what to do about it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.catalogue import Fault, FaultyCatalogue, load
from backend.catalogue.check import check
from backend.guide import facts_in
from tests.parts.small_catalogue import ITEM, write_catalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path)


def test_a_sound_catalogue_has_no_faults(catalogue: Path) -> None:
    assert check(catalogue) == []
    assert [item.code for item in load(catalogue).items] == ["RS-001"]


MATERIAL = "  - code: proof\n"
TIER = "fact: tier, is: high"
LAST = "after: [first]"

PLANTED = {
    # what is wrong: (file, the words replaced, the words planted, part of the fault, the words its line holds)
    "not YAML": ("items/RS-001", "facts:\n", "facts: [\n", "not YAML", None),
    "an entry that holds itself": ("items/RS-001", "facts:\n", "facts: &all\n  again: *all\n", "by its “&” name", None),
    "no end of lists": ("items/RS-001", "facts:\n", f"more: {'[' * 3000}{']' * 3000}\nfacts:\n", "without end", None),
    "key twice": ("items/RS-001", "system: RS-JM\nitem", "system: RS-JM\nsystem: RS-JM\nitem", "twice", None),
    "key missing": ("items/RS-001", "frequency: high\n", "", "“frequency” is missing", "code: RS-001"),
    "unknown key": ("items/RS-001", "statutory_days:", "statutory_dayz: 3\nstatutory_days:", "not a key", "dayz"),
    "unknown word": ("items/RS-001", "case_type: promised", "case_type: quick", "case_type", "case_type: quick"),
    "language missing": ("items/RS-001", "{zh: 终审, en: Last}", "{zh: 终审}", "“en” is missing", "终审"),
    "blank text": ("items/RS-001", "en: A minor", 'en: " "', "no words", "未成年"),
    "untranslated": ("items/RS-001", "en: A minor", "en: 未成年人", "in Chinese", "未成年"),
    "text too long": ("items/RS-001", "en: Tier", f"en: {'long ' * 20}", "columns", "long"),
    "shared entry unknown": ("items/RS-001", MATERIAL, "  - {use: booklet}\n" + MATERIAL, "no shared entry", "booklet"),
    "shared sentence unknown": ("items/RS-001", "{zh: 未成年, en: A minor}", "{use: young}", "no shared", "young"),
    "fact unknown": ("items/RS-001", TIER, "fact: colour, is: high", "Nobody declares", "colour"),
    "shared fact redeclared": (
        "items/RS-001",
        "facts:\n",
        "facts:\n  name: {use: name}\n",
        "shared already",
        "use: name",
    ),
    "fact idle": ("items/RS-001", "facts:\n", "facts:\n  idle: {use: listed}\n", "Nothing uses", "idle"),
    "personal condition": ("items/RS-001", TIER, 'fact: name, is: "x"', "personal", "when"),
    "wrong type": ("items/RS-001", TIER, "fact: listed, is: yes", "yes or no", "when"),
    "unknown choice": ("items/RS-001", TIER, "fact: tier, is: middle", "no choice 'middle'", "middle"),
    "other applicant": (
        "items/RS-001",
        "item_type:",
        "applicant: organisation\nitem_type:",
        "told by the papers of a person",
        None,
    ),
    "no order": ("items/RS-001", TIER, "fact: tier, at_least: low", "by size", "at_least: low"),
    "accepted above who decides": ("items/RS-001", "level: county", "level: village", "only above it", "intake_level"),
    "department unknown": ("items/RS-001", "department: RS\n", "department: XX\n", "no department", "department: XX"),
    "renewed by no item": (
        "documents",
        "{zh: 证明, en: Proof}}",
        "{zh: 证明, en: Proof}, renewed_by: [RS-999]}",
        "RS-999",
        "proof",
    ),
    "system unknown": ("items/RS-001", "system: RS-JM, days: 2", "system: RS-XX, days: 2", "no department sys", "终审"),
    "foreign system": (
        "items/RS-001",
        "department: RS, system: RS-JM, days: 2",
        "department: GA, system: RS-JM, days: 2",
        "belongs to RS",
        "终审",
    ),
    "document unknown": ("items/RS-001", "{document: proof}", "{document: paper}", "no document", "document: paper"),
    "item unknown": ("items/RS-001", "en: A minor}", "en: A minor}, instead: [RS-999]", "no item", "RS-999"),
    "step unknown": ("items/RS-001", "result:", "say: {dance: {zh: 跳, en: Dance}}\nresult:", "no step", "dance"),
    "paper twice": (
        "items/RS-001",
        "stages:\n",
        "  - {code: proof, name: {zh: 证, en: P}, source: other, why: {zh: 要, en: Y}}\nstages:\n",
        "2 times",
        "source: other",
    ),
    "stage circle": ("items/RS-001", "days: 1}", "days: 1, after: [last]}", "after itself", "初审"),
    "stage unknown": ("items/RS-001", LAST, "after: [nowhere]", "no stage", "nowhere"),
    "more than the law": (
        "items/RS-001",
        "promised_days: 3",
        "promised_days: 30",
        "the law allows",
        "promised_days: 30",
    ),
    "stages too long": ("items/RS-001", "days: 2,", "days: 4,", "stages take 5", "promised_days"),
    "instant with days": ("items/RS-001", "case_type: promised", "case_type: instant", "0 days", "promised_days"),
    "pattern not so": ("items/RS-001", LAST, "after: []", "follow one another", "approval_pattern"),
    "nobody carries it": (
        "items/RS-001",
        ITEM[ITEM.index("stages:") : ITEM.index("result:")],
        "stages: []\n",
        "no system carries",
        "stages: []",
    ),
    "guide line missing": ("items/RS-001", ", guide_line: {zh: 登记, en: Registered}", "", "guide_line", "fact: tier}"),
    "signature tolerated": (
        "items/RS-001",
        "    source: authority\n",
        "    source: printed\n    tolerance: {days: 3}\n",
        "never tolerated",
        "tolerance",
    ),
    "may follow, when?": (
        "items/RS-001",
        MATERIAL,
        MATERIAL + "    necessity: may_follow\n",
        "how many days",
        "may_follow",
    ),
    "waiver of nothing": ("items/RS-001", "{fact: listed}", "{}", "one fact or", "waivers"),
    "waiver by hand": ("items/RS-001", "{fact: listed}", "{fact: tier}", "waives nothing", "waivers"),
    "trust nobody has": (
        "items/RS-001",
        "    waivers: [{fact: listed}, {document: proof}]",
        "    least_trust: A",
        "trust level A",
        "least_trust",
    ),
    "default impossible": (
        "items/RS-001",
        "    data_class: D1\n",
        "    data_class: D1\n    default: none\n",
        "cannot have the value",
        "default",
    ),
    "choice twice": ("items/RS-001", "{value: high,", "{value: low,", "a choice twice", None),
    "pattern broken": ("shared/facts", "card: name}", 'card: name, pattern: "["}', "regular expression", "pattern"),
    "words untranslated": ("shared/facts", ", values: {yes: true, no: false}", "", "not translated", "shared:"),
    "derived of itself": (
        "items/RS-001",
        "    data_class: D1\n",
        "    data_class: D1\n    derived: [{value: low, when: {fact: tier, is: low}}]\n",
        "from itself",
        "derived",
    ),
    "index system unknown": (
        "index",
        "RS-001:",
        "RS-002: {name: {zh: 二, en: Two}, department: RS, system: XX, frequency: low}\nRS-001:",
        "no department system",
        "RS-002",
    ),
    "index disagrees": ("index", "zh: 参保", "zh: 登记", "calls this item differently", None),
    "life event of nothing": ("life_events", "[RS-001]", "[RS-404]", "no item", "RS-404"),
    "idle shared entry": (
        "shared/facts",
        "listed:\n",
        "spare: {label: {zh: 多, en: Spare}, kind: text}\nlisted:\n",
        "No item uses",
        "spare",
    ),
    "default situation of nobody": (
        "items/RS-001",
        "situations:",
        "default_situation: {colour: red}\nsituations:",
        "does not refer",
        "colour",
    ),
    "default situation without anybody": (
        "items/RS-001",
        "situations:",
        "default_situation: {age: 3}\nsituations:",
        "Nobody is served",
        "age: 3",
    ),
    "default situation impossible": (
        "items/RS-001",
        "situations:",
        "default_situation: {age: old}\nsituations:",
        "cannot have the value",
        "age: old",
    ),
    "system of nobody": ("systems", "department: RS", "department: ZZ", "no department", "department: ZZ"),
}


def plant(catalogue: Path, name: str) -> tuple[list[Fault], str]:
    file, words, planted, part, _ = PLANTED[name]
    path = catalogue / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert words in text, "the test plants nothing"
    path.write_text(text.replace(words, planted, 1), encoding="utf-8")
    return check(catalogue), part


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_with_its_line_and_a_remedy(catalogue: Path, name: str) -> None:
    faults, part = plant(catalogue, name)
    held = PLANTED[name][4]
    fitting = [fault for fault in faults if part in fault.what]
    assert fitting, [str(fault) for fault in faults]
    for fault in fitting:
        lines = (catalogue / fault.file).read_text(encoding="utf-8").splitlines()
        assert fault.remedy
        assert 1 <= fault.line <= len(lines) + 1
    if held is not None:
        assert any(held in line_of(catalogue, fault) for fault in fitting), [str(fault) for fault in fitting]


def line_of(catalogue: Path, fault: Fault) -> str:
    lines = (catalogue / fault.file).read_text(encoding="utf-8").splitlines()
    return lines[fault.line - 1] if fault.line <= len(lines) else ""


def test_a_question_nothing_depends_on_is_a_fault(catalogue: Path) -> None:
    path = catalogue / "items/RS-001.yaml"
    text = path.read_text(encoding="utf-8").replace("    when: {fact: tier, is: high}\n", "")
    path.write_text(text.replace("  - {fact: tier, guide_line: {zh: 登记, en: Registered}}\n", ""), encoding="utf-8")
    assert any("Nothing depends on the answer" in fault.what for fault in check(catalogue))


def test_choices_that_all_do_the_same_are_a_fault(catalogue: Path) -> None:
    path = catalogue / "items/RS-001.yaml"
    more = "{value: high,", "{value: mid, label: {zh: 中, en: Mid}}\n      - {value: high,"
    text = path.read_text(encoding="utf-8").replace(*more)
    path.write_text(text.replace("  - {fact: tier, guide_line: {zh: 登记, en: Registered}}\n", ""), encoding="utf-8")
    assert any("all do the same" in fault.what for fault in check(catalogue))


def spoil(write: Callable[[Path], object]) -> Callable[[Path], list[Fault]]:
    def spoiled(catalogue: Path) -> list[Fault]:
        write(catalogue)
        return check(catalogue)

    return spoiled


@pytest.mark.parametrize(
    ("spoiled", "part"),
    [
        (spoil(lambda c: (c / "items/RS-001.yaml").write_bytes(b"code: \xb2\xce")), "not UTF-8"),
        (spoil(lambda c: (c / "items/RS-001.yaml").write_text("code: \x07")), "characters YAML"),
        (spoil(lambda c: (c / "items/RS-001.yaml").write_text("name: x\n")), "no code"),
        (spoil(lambda c: (c / "systems.yaml").unlink()), "file is missing"),
        (spoil(lambda c: (c / "items/RS-002.yaml").write_text(ITEM)), "describes RS-001 already"),
        (spoil(lambda c: (c / "items/RS-001.yaml").rename(c / "items/RS-7.yaml")), "not named RS-001.yaml"),
    ],
)
def test_a_broken_file_is_a_fault_not_a_crash(
    catalogue: Path, spoiled: Callable[[Path], list[Fault]], part: str
) -> None:
    assert any(part in fault.what for fault in spoiled(catalogue))


def test_a_department_shares_its_own_lists_beside_those_of_all(catalogue: Path) -> None:
    own = catalogue / "shared/RS"
    own.mkdir()
    (own / "facts.yaml").write_text("spare: {label: {zh: 多, en: Spare}, kind: text}\n", encoding="utf-8")
    assert ["No item uses" in fault.what for fault in check(catalogue)] == [True]
    (own / "facts.yaml").write_text("age: {label: {zh: 岁, en: Age}, kind: text}\n", encoding="utf-8")
    assert [fault.file for fault in check(catalogue) if "shared already" in fault.what] == ["shared/RS/facts.yaml"]
    (own / "facts.yaml").rename(own / "fakts.yaml")
    assert [fault.file for fault in check(catalogue)] == ["shared/RS/fakts.yaml"]


def test_a_comma_in_a_text_without_quotes_is_guessed(catalogue: Path) -> None:
    path = catalogue / "items/RS-001.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("en: A minor", "en: A minor, or so"), encoding="utf-8")
    fault = next(fault for fault in check(catalogue) if "or so" in fault.what)
    assert "quotes" in fault.remedy


def test_a_faulty_catalogue_is_not_loaded_and_says_every_reason(catalogue: Path) -> None:
    path = catalogue / "items/RS-001.yaml"
    text = path.read_text(encoding="utf-8").replace("frequency: high\n", "").replace("level: county", "level: moon")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyCatalogue) as refused:
        load(catalogue)
    assert len(refused.value.faults) == 2


def test_what_a_broken_item_would_have_used_is_not_called_idle(catalogue: Path) -> None:
    faults, _ = plant(catalogue, "not YAML")
    assert not [fault for fault in faults if "No item uses" in fault.what]


def test_an_item_may_call_a_fact_as_another_department_does(catalogue: Path) -> None:
    for department, clash in (("MZ", False), ("RS", True)):
        own = catalogue / f"shared/{department}"
        own.mkdir()
        (own / "facts.yaml").write_text("tier: {label: {zh: 档, en: Tier}, kind: text}\n", encoding="utf-8")
        assert any("“tier” is shared already" in fault.what for fault in check(catalogue)) is clash
        (own / "facts.yaml").unlink()


def test_a_line_of_a_block_keeps_its_condition_beside_that_of_the_block(catalogue: Path) -> None:
    line = "- {fact: listed, guide_line: {zh: 名单, en: List}, when: {fact: age, at_least: 60}}\n"
    (catalogue / "shared/fields.yaml").write_text(f"block:\n  {line}", encoding="utf-8")
    path = catalogue / "items/RS-001.yaml"
    used = "fields:\n  - {use: block, when: {fact: tier, is: high}}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("fields:\n", used, 1), encoding="utf-8")
    assert check(catalogue) == []
    condition = load(catalogue).get_item("RS-001").fields[0].when
    assert facts_in(condition) == {"age", "RS-001:tier"}

"""What differs between two catalogues is found, and said in words: nothing between equals, something otherwise."""

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from backend.catalogue import load
from backend.catalogue.differences import Kind, difference, sections, summary
from backend.catalogue.differences.values import FILE
from backend.catalogue.words import words_from
from backend.guide.bundle import Bundle, Department, DepartmentSystem, DocumentType, ItemBrief, LifeEvent
from backend.guide.item import Item
from backend.guide.text import Text
from backend.guide.village import RefusedProof
from tests.parts.catalogue import shipped
from tests.parts.small_catalogue import edit, write_catalogue

EDITS = [
    ("promised_days: 3", "promised_days: 5"),
    ("statutory_days: 10", "statutory_days: null"),
    ("level: county", "level: township"),
    ("frequency: high", "frequency: high\npopular_names: [养老]"),
    ("{zh: 成年, en: Adult}", "{zh: 已成年, en: Adult}"),
    ("at_least: 16", "at_least: 18"),
    ("{zh: 哪一档, en: Which tier}", "{zh: 交哪一档, en: Which tier}"),
    ("{zh: 登记, en: Registered}}", "{zh: 登记, en: Registered}, required: false}"),
    ("    when: {fact: tier, is: high}\n", ""),
    ("    when: {fact: tier, is: high}\n", "    copies: 2\n    when: {fact: tier, is: high}\n"),
    ("days: 1}", "days: 1, lead: true}"),
    ("en: Receipt}", "en: Receipt}, deliveries: [courier]"),
    ("en: High}", "en: Higher}"),
    ("stages:\n", "  - {code: cut, name: {zh: 剪, en: Cut}, source: other, why: {zh: 要, en: Y}}\nstages:\n"),
]
SMALL = "small"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_catalogue(tmp_path_factory.mktemp(SMALL))


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> list[Bundle]:
    return [load(edit(write_catalogue(tmp_path_factory.mktemp("edited")), *words)) for words in EDITS]


def told(old: Bundle, new: Bundle, language: str = "en") -> list[str]:
    found = difference(old, new)
    return [line for section in sections(found, language) for line in (section.heading, *section.lines)]


def test_a_catalogue_does_not_differ_from_itself() -> None:
    again = shipped().model_copy(update={"version": "another"})
    assert difference(shipped(), shipped()).is_empty
    assert difference(shipped(), again).is_empty
    assert summary(difference(shipped(), again), "en") == "They say the same; only the way it is written differs."


@pytest.mark.parametrize("number", range(len(EDITS)), ids=lambda number: EDITS[number][1][:24].strip())
def test_every_edit_is_told_in_both_languages(small: Path, edited: list[Bundle], number: int) -> None:
    old, new = load(small), edited[number]
    for language in ("zh", "en"):
        assert len(told(old, new, language)) >= 2
    there, back = difference(old, new), difference(new, old)
    assert there.count == back.count
    assert [item.kind for item in there.items] == [item.kind for item in back.items] == [Kind.CHANGED]


def test_papers_more_and_less_are_counted_for_the_usual_applicant(small: Path, edited: list[Bundle]) -> None:
    one_more = edited[-1]
    assert "usually asks for one paper more (0 → 1)" in told(load(small), one_more)
    assert "usually asks for one paper less (1 → 0)" in told(one_more, load(small))


def test_an_item_may_come_go_or_lose_its_description(small: Path, tmp_path: Path) -> None:
    old = load(small)
    other = write_catalogue(tmp_path)
    (other / "items/RS-001.yaml").unlink()
    assert "no longer described, its name stays" in told(old, load(other))
    assert "was a name only, is now described in full" in told(load(other), old)
    (other / "index.yaml").write_text("", encoding="utf-8")
    (other / "life_events.yaml").write_text("", encoding="utf-8")
    assert "no longer offered" in told(old, load(other))
    assert "new item" in told(load(other), old)


def test_changes_of_the_lists_are_told(small: Path, tmp_path: Path) -> None:
    other = edit(write_catalogue(tmp_path), "{zh: 养老系统, en: Pensions}", "{zh: 新系统, en: Pensions 2}", "systems")
    assert told(load(small), load(other)) == ["department systems: RS-JM Pensions 2", "name: Pensions → Pensions 2"]


def test_everyday_words_that_find_other_items_are_told(small: Path, tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path)
    (folder / "everyday.yaml").write_text("老了: [RS-001]\n退休金: [养老]\n", encoding="utf-8")
    plain, taught = load(small), load(folder)
    assert told(plain, taught) == ["everyday words: new 老了", "items found, put in: RS-001"]
    assert told(taught, plain, "zh") == ["日常说法取消 老了", "找到的事项去掉：RS-001"]
    renamed = load(edit(folder, "frequency: high", "frequency: high\npopular_names: [养老]"))
    assert told(taught, renamed)[1:] == ["popular names, put in: 养老"], "words that follow a name are not told"


def test_changes_of_the_village_lists_are_told(small: Path) -> None:
    old, text = load(small), Text(zh="帮着填表", en="Helps with the form")
    village = old.village.model_copy(update={"assists": {"RS-001": text}})
    new = old.model_copy(update={"version": "new", "village": village})
    assert told(old, new) == ["what a village assists: new RS-001 Enrolment"]
    assert told(new, old) == ["what a village assists: no longer RS-001 Enrolment"]


def test_no_part_of_a_catalogue_is_forgotten() -> None:
    """Whoever adds a list to the catalogue adds it to what is compared; how it is searched is not compared."""
    compared = {"items", "briefs", "departments", "systems", "documents", "life_events", "village"}
    assert set(Bundle.model_fields) == compared | {"version", "search_keys"}


@given(st.data())
def test_what_is_taken_out_is_missed_and_nothing_else(data: st.DataObject) -> None:
    """Any items taken out, in any order of looking: exactly they are told, once as gone and once as come."""
    whole = shipped()
    gone = data.draw(st.sets(st.sampled_from([item.code for item in whole.items]), max_size=5))
    left = whole.model_copy(
        update={"version": "less", "items": tuple(item for item in whole.items if item.code not in gone)}
    )
    there, back = difference(whole, left), difference(left, whole)
    assert {item.code for item in there.items} == {item.code for item in back.items} == gone
    assert {item.kind for item in there.items} <= {Kind.REMOVED}
    assert {item.kind for item in back.items} <= {Kind.ADDED}


def models_of(annotation: object, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Every model that stands in an item or a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in seen:
            seen.add(annotation)
            for field in annotation.model_fields.values():
                models_of(field.annotation, seen)
        return seen
    for part in get_args(annotation):
        models_of(part, seen)
    return seen


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_of_the_files_has_a_word(language: str) -> None:
    seen: set[type[BaseModel]] = set()
    for model in (Item, Department, DepartmentSystem, DocumentType, LifeEvent, ItemBrief, RefusedProof):
        models_of(model, seen)
    ours = [model for model in seen if model.__module__.endswith((".item", ".bundle", ".village"))]
    keys = {name for model in ours for name in model.model_fields}
    words = words_from(FILE, language).all
    assert {key for key in keys if f"aspect_{key}" not in words} == set()
    assert words.keys() == words_from(FILE, "en").all.keys()

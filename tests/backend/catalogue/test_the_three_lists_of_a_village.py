"""What a village does itself, what it assists, and what it must not be asked: shipped, checked, and searched."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue import load
from backend.catalogue.check import check
from backend.guide.item import Level
from backend.guide.village import level_of, may_take_in
from tests.parts.catalogue import shipped
from tests.parts.small_catalogue import edit, write_catalogue

VILLAGE, TOWNSHIP, COUNTY = "999999101201", "999999101000", "999999000000"

LISTS = """\
assists:
  RS-001: {zh: 帮着填, en: Helps to fill it in}
not_asked:
  kinship:
    name: {zh: 亲属关系证明, en: Proof of kinship}
    words: [亲属关系]
    instead: {zh: 到派出所, en: The police station}
    items: [RS-001]
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    folder = write_catalogue(tmp_path)
    (folder / "village.yaml").write_text(LISTS, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("code", "level"), [(VILLAGE, Level.VILLAGE), (TOWNSHIP, Level.TOWNSHIP), (COUNTY, Level.COUNTY)]
)
def test_the_division_code_tells_the_level_of_a_hall(code: str, level: Level) -> None:
    assert level_of(code) is level


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_what_a_village_may_take_in_the_halls_above_it_may_too(code: str) -> None:
    for item in shipped().items[:40]:
        if may_take_in(item, code):
            assert may_take_in(item, code[:9] + "000")
            assert may_take_in(item, code[:6] + "000000")


def test_a_village_takes_in_forty_four_items_of_the_shipped_catalogue_and_a_township_all() -> None:
    items = shipped().items
    assert sum(may_take_in(item, VILLAGE) for item in items) == 44
    assert all(may_take_in(item, TOWNSHIP) for item in items)


def test_the_shipped_lists_hold_the_twenty_proofs_and_assist_what_a_village_does_not_take_in() -> None:
    bundle = shipped()
    assert len(bundle.village.not_asked) == 20
    assert bundle.village.ground is not None
    for code in bundle.village.assists:
        assert not may_take_in(bundle.get_item(code), VILLAGE)


def test_the_proofs_are_found_by_pinyin_too(catalogue: Path) -> None:
    (entry,) = load(catalogue).village.search_keys
    assert entry.code == "kinship"
    assert ("qin", "shu", "guan", "xi") in {name.pinyin for name in entry.names}


def test_a_catalogue_may_do_without_the_lists(tmp_path: Path) -> None:
    assert load(write_catalogue(tmp_path)).village.not_asked == {}


def test_how_proofs_are_searched_does_not_change_the_version_but_what_is_said_of_them_does(catalogue: Path) -> None:
    before = load(catalogue)
    edit(catalogue, "zh: 到派出所", "zh: 到公安派出所", "village")
    assert load(catalogue).version != before.version


def test_sound_lists_have_no_faults(catalogue: Path) -> None:
    assert check(catalogue) == []


PLANTED = {
    "unknown item assisted": ("village", "  RS-001: {zh: 帮", "  RS-999: {zh: 帮", "no item “RS-999”"),
    "does it itself": ("items/RS-001", "intake_level: township", "intake_level: village", "takes RS-001 in itself"),
    "unknown item named": ("village", "items: [RS-001]", "items: [RS-999]", "no item “RS-999”"),
    "no words": ("village", "words: [亲属关系]", "words: []", "Nobody finds"),
    "unknown key": ("village", "assists:", "helps: {}\nassists:", "not permitted"),
    "untranslated": ("village", "en: The police station", "en: 派出所", "in Chinese"),
    "asked of a village": (
        "items/RS-001",
        "    name: {zh: 证明, en: Proof}\n    source: authority",
        "    name: {zh: 村委会出具的亲属关系证明, en: Proof}\n    source: other",
        "must not be asked",
    ),
}


@pytest.mark.parametrize("mistake", PLANTED)
def test_each_mistake_is_named_with_its_line(catalogue: Path, mistake: str) -> None:
    file, before, after, told = PLANTED[mistake]
    edit(catalogue, before, after, file)
    faults = check(catalogue)
    assert [fault for fault in faults if told in fault.what], faults
    assert all(fault.line >= 1 and fault.remedy for fault in faults)


def test_a_paper_others_issue_may_prove_kinship(catalogue: Path) -> None:
    edit(catalogue, "{zh: 证明, en: Proof}", "{zh: 派出所的亲属关系证明, en: Proof}")
    assert check(catalogue) == []

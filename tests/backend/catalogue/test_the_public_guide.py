"""The service guide handed to citizens: it says what the item says, draws what waits for what, and stands alone."""

import re
from functools import cache
from pathlib import Path

import pytest
from barcode.charsets import code128
from lxml import etree
from typer.testing import CliRunner

from backend.catalogue.public_guide import (
    PublicGuide,
    Treatment,
    page,
    public_guide,
    typeset,
)
from backend.catalogue.public_guide.pictures import bars
from backend.catalogue.public_guide.words import words_in
from backend.guide.ground import Confidence
from backend.guide.item import Item, MaterialSource
from backend.typesetting import FontMissing
from tests.parts.catalogue import shipped
from tui.cli.commands import app

LANGUAGES = ("zh", "en")
XHTML = "{http://www.w3.org/1999/xhtml}"
ITEMS = tuple(shipped().items)
SAMPLE = [
    item for department in shipped().departments for item in [i for i in ITEMS if i.department == department][::9]
]
PATTERNS = {item.approval_pattern: item.code for item in ITEMS}


@cache
def guide_of(code: str, language: str = "zh") -> PublicGuide:
    return public_guide(shipped().get_item(code), shipped(), language)


def every_guide() -> list[tuple[Item, PublicGuide]]:
    return [(item, guide_of(item.code, language)) for item in ITEMS for language in LANGUAGES]


def test_every_part_a_guide_needs_is_there_in_its_order() -> None:
    order = [
        "applies_to", "grounds", "bodies", "conditions", "papers", "apply_how", "who", "questions", "flow", "time",
        "fees", "results", "remedies", "neighbours", "proposes", "tips", "for_hall",
    ]  # fmt: skip
    may_be_empty = {"neighbours", "proposes", "tips"}
    for item, guide in every_guide():
        codes = [section.code for section in guide.sections]
        assert codes == [code for code in order if code in codes], item.code
        assert set(order) - set(codes) <= may_be_empty, item.code


def test_nothing_an_item_says_to_citizens_is_left_out() -> None:
    for item, guide in every_guide():
        said = [entry.text for section in guide.sections for entry in section.entries]
        texts = [ground.text for ground in item.legal_basis] + [requirement.name for requirement in item.requirements]
        texts += [*item.remedies, *item.mistakes, item.result.name, *([item.fee] if item.fee else [])]
        assert [text.to(guide.language) for text in texts if text.to(guide.language) not in said] == [], item.code
        assert [paper.name for paper in guide.papers] == [m.name.to(guide.language) for m in item.materials]
        assert {stage.code for stage in guide.stages} == {stage.code for stage in item.stages}


def test_what_rests_on_a_law_or_a_setting_is_marked_as_that() -> None:
    for item, guide in every_guide():
        assert [entry.sure for entry in guide.section("grounds").entries] == [g.confidence for g in item.legal_basis]
        assert all(entry.sure is item.settings_confidence for entry in guide.section("time").entries)
        for section in ("bodies", "conditions", "apply_how", "who", "fees", "results", "remedies"):
            assert all(entry.sure is not None for entry in guide.section(section).entries), (item.code, section)
    assert len({sure.mark for sure in Confidence}) == len(Confidence)


def test_nobody_is_told_to_leave_a_paper_at_home_that_only_some_are_spared() -> None:
    for item, guide in every_guide():
        for material, paper in zip(item.materials, guide.papers, strict=True):
            always = any(waiver.fact and not waiver.when for waiver in material.waivers)
            assert (paper.treatment is Treatment.SYSTEM) == always, (item.code, material.code)
            if paper.treatment is Treatment.SIGN:
                assert material.source is MaterialSource.PRINTED


def test_a_stage_is_drawn_below_and_later_than_all_it_waits_for() -> None:
    for item, guide in every_guide():
        drawn = {stage.code: stage for stage in guide.stages}
        for stage in guide.stages:
            assert stage.end - stage.start == stage.days
            assert all(drawn[code].row < stage.row and drawn[code].end <= stage.start for code in stage.after), (
                item.code
            )
            assert stage.row == 0 or any(drawn[code].row == stage.row - 1 for code in stage.after), item.code
            assert stage.after or stage.start == 0


def test_what_runs_at_once_stands_in_one_row_and_what_is_joint_is_told_so() -> None:
    for item, guide in every_guide():
        rows = [stage.row for stage in guide.stages]
        if item.approval_pattern == "parallel":
            assert max(rows.count(row) for row in rows) > 1, item.code
        if item.approval_pattern == "serial":
            assert rows.count(0) == 1 and len(set(rows)) > 1, item.code
        assert any(stage.joint for stage in guide.stages) == (item.approval_pattern == "joint"), item.code


def test_both_languages_have_the_same_words_and_every_word_serves_both() -> None:
    chinese, english = (words_in(language).all for language in LANGUAGES)
    assert chinese.keys() == english.keys()
    for name in chinese:
        assert set(re.findall(r"{\w+}", chinese[name])) == set(re.findall(r"{\w+}", english[name])), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("item", SAMPLE, ids=lambda item: item.code)
def test_the_page_is_sound_and_needs_nothing_from_elsewhere(item: Item, language: str) -> None:
    root = etree.fromstring(page(guide_of(item.code, language)).encode())
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert root.get("lang") == {"zh": "zh-CN", "en": "en"}[language]
    names = {str(element.tag).rpartition("}")[2] for element in root.iter() if isinstance(element.tag, str)}
    assert not names & {"script", "link", "img", "iframe", "object", "image", "use"}
    assert not root.xpath("//@href | //@src | //@onclick")
    assert "url(" not in "".join(root.itertext()) and "@import" not in "".join(root.itertext())


@pytest.mark.parametrize("code", PATTERNS.values())
def test_who_does_not_see_the_drawing_hears_what_it_shows(code: str) -> None:
    guide = guide_of(code)
    root = etree.fromstring(page(guide).encode())
    assert len(root.findall(f".//{XHTML}h1")) == 1
    assert all(root.xpath("//@aria-labelledby = $id", id=i) for i in root.xpath("//*[local-name()='h2']/@id"))
    heard = ["".join(entry.itertext()) for entry in root.findall(f".//{XHTML}section//{XHTML}ol/{XHTML}li")]
    for stage in guide.stages:
        assert any(stage.name in line and stage.department in line for line in heard)
    for drawing in root.xpath("//*[local-name()='svg']"):
        assert drawing.get("aria-hidden") == "true"


def test_a_text_with_signs_of_markup_is_only_text() -> None:
    item = ITEMS[0]
    name = item.name.model_copy(update={"zh": "<script>&\"'", "en": "<b>"})
    odd = item.model_copy(update={"name": name, "popular_names": ("<i>", "#raw[")})
    guide = public_guide(odd, shipped())
    root = etree.fromstring(page(guide).encode())
    assert "".join(root.find(f".//{XHTML}h1").itertext()) == "<script>&\"'"
    assert typeset(guide).startswith(b"%PDF")


@pytest.mark.parametrize("department", shipped().departments)
def test_the_guide_is_typeset_for_every_department(department: str) -> None:
    codes = [item.code for item in ITEMS if item.department == department]
    for code, language in zip({codes[0], codes[len(codes) // 2], codes[-1]}, ("zh", "en", "zh"), strict=False):
        assert typeset(guide_of(code, language)).startswith(b"%PDF"), code


def test_the_same_guide_always_gives_the_same_paper() -> None:
    guide = guide_of(ITEMS[0].code)
    assert typeset(guide) == typeset(guide)


def test_without_its_font_there_is_no_guide() -> None:
    class NoFonts:
        def families(self) -> list[str]:
            return ["Latin Only"]

    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        typeset(guide_of(ITEMS[0].code), fonts=NoFonts())


def test_the_bar_code_says_the_code_of_the_item() -> None:
    for item in ITEMS:
        assert _read(bars(item.code)) == item.code


def _read(modules: str) -> str:
    """What a scanner makes of Code 128, set B with digits in set C; the check character must be right."""
    values = [code128.CODES.index(modules[at : at + 11]) for at in range(0, len(modules) - 13, 11)]
    start, *data, check = values
    assert (start + sum(place * value for place, value in enumerate(data, start=1))) % 103 == check
    in_b, said = start == 104, ""
    for value in data:
        if value in (99, 100):
            in_b = value == 100
        else:
            said += chr(value + 32) if in_b else f"{value:02}"
    return said


def test_the_command_writes_what_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("backend.catalogue.load", lambda folder: shipped())
    code = ITEMS[0].code
    assert CliRunner().invoke(app, ["catalogue", "guide", code.lower(), "--html", "--language", "en"]).exit_code == 0
    assert ITEMS[0].name.en in (tmp_path / f"{code}.html").read_text("utf-8")
    told = CliRunner().invoke(app, ["catalogue", "guide", code, "--pdf", "--output", "here.pdf"])
    assert told.output.strip() == "here.pdf"
    assert (tmp_path / "here.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["RS-001"], "--pdf or --html"),
        (["RS-001", "--pdf", "--html"], "--pdf or --html"),
        (["XX-999", "--pdf"], "No item XX-999"),
        (["RS-001", "--html", "--output", "no/such/folder/x.html"], "could not be written"),
    ],
)
def test_the_command_says_what_it_cannot_do(
    words: list[str], answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("backend.catalogue.load", lambda folder: shipped())
    told = CliRunner().invoke(app, ["catalogue", "guide", *words, "--language", "en"])
    assert told.exit_code == 1
    assert answer in told.output
    assert list(tmp_path.iterdir()) == []

"""A hall's own table lays itself over a catalogue: whole or not at all, each fault at its sheet, row and column."""

import subprocess
import sys
from enum import StrEnum
from pathlib import Path

import pytest

from backend.catalogue import load
from backend.catalogue.check import check
from backend.catalogue.differences.values import value_word
from backend.catalogue.hall_list import AlreadyThere, Imported, ListRefused, import_folder, import_list, list_csv, told
from backend.catalogue.hall_list.columns import COLUMNS
from backend.catalogue.hall_list.heads import key_at, with_key
from backend.catalogue.source import pack
from backend.guide.item import ApprovalPattern, CaseType, Frequency, ItemType, Level
from tests.parts.small_catalogue import edit, write_catalogue
from tests.parts.workbook import write_workbook

HEAD = ["事项编码", "事项名称", "英文名称", "实施部门", "办理系统", "承诺办结时限（工作日）"]
NEW = ["RS-002", "待遇领取", "Drawing the pension", "人社局", "养老系统", None]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path / "base")


def take_in(base: Path, rows: list[list[str | float | None]], name: str = "清单") -> Imported:
    book = write_workbook(base.parent / "list.xlsx", {"说明": [["填表说明"]], name: rows})
    return import_list(book, pack(base), base.parent / "made")


def refused(base: Path, rows: list[list[str | float | None]]) -> list[str]:
    with pytest.raises(ListRefused) as error:
        take_in(base, rows)
    assert sorted(path.name for path in base.parent.iterdir()) == ["base", "list.xlsx"]
    return [told(problem, "en") for problem in error.value.problems] + [str(fault) for fault in error.value.faults]


def test_a_row_changes_the_head_of_its_item_and_nothing_else(base: Path) -> None:
    done = take_in(base, [["示范镇清单"], HEAD, ["RS-001", None, None, None, None, "5个工作日"]])
    assert done.applied is not None
    assert (done.applied.changed, done.applied.added, done.unmentioned) == (("RS-001",), (), ())
    made = base.parent / "made"
    before, after = load(base).get_item("RS-001"), load(made).get_item("RS-001")
    assert after == before.model_copy(update={"promised_days": 5})
    assert done.version == load(made).version


def test_a_new_item_goes_into_the_index_and_is_found_there(base: Path) -> None:
    done = take_in(base, [HEAD, NEW])
    made = load(base.parent / "made")
    brief = made.find_brief("RS-002")
    assert brief is not None
    assert (brief.name.zh, brief.department, brief.system, brief.guided) == ("待遇领取", "RS", "RS-JM", False)
    assert done.applied is not None
    assert (done.applied.added, done.unmentioned) == (("RS-002",), ("RS-001",))
    assert check(base.parent / "made") == []


def test_a_new_name_stands_in_the_item_and_in_the_index(base: Path) -> None:
    take_in(base, [HEAD, ["RS-001", "居民参保", None, None, None, None]])
    made = load(base.parent / "made")
    assert made.get_item("RS-001").name.zh == "居民参保"
    assert made.get_item("RS-001").name.en == "Enrolment"
    assert check(base.parent / "made") == []


def test_a_department_may_be_called_by_its_county_too(base: Path) -> None:
    take_in(base, [HEAD, ["RS-001", None, None, "某县人社局", None, "5天"]])
    assert load(base.parent / "made").get_item("RS-001").department == "RS"


def test_a_list_that_says_nothing_new_makes_the_same_version(base: Path) -> None:
    done = take_in(base, [HEAD, ["RS-001", "参保", "Enrolment", "RS", "RS-JM", 3.0]])
    assert done.version == load(base).version


@pytest.mark.parametrize(
    ("row", "column", "part"),
    [
        (["RS001", None, None, None, None, 3.0], "A 事项编码", "no item code"),
        ([None, "无码", None, None, None, None], "A 事项编码", "code is missing"),
        (["RS-001", None, None, None, None, "很快"], "F 承诺办结时限", "no number of days"),
        (["RS-001", None, None, "财政局", None, None], "D 实施部门", "no department “财政局”"),
        (["RS-001", None, None, None, "财政系统", None], "E 办理系统", "no system “财政系统”"),
        (["RS-002", "待遇领取", None, "RS", "RS-JM", None], "C 英文名称", "lacks this"),
        (["RS-002", "待遇领取", "Drawing", "GA", "RS-JM", None], "E 办理系统", "system of RS"),
        (["RS-001", "长" * 39, None, None, None, None], "B 事项名称", "does not fit"),
        (["RS-001", None, None, None, None, 30.0], "F 承诺办结时限", "the law allows"),
        (["RS-001", None, None, None, None, 2.0], "F 承诺办结时限", "stages take"),
    ],
)
def test_each_fault_is_told_at_its_cell(base: Path, row: list[str | float | None], column: str, part: str) -> None:
    (words,) = refused(base, [["示范镇清单"], HEAD, row])
    assert f"sheet 清单, row 3, column {column}" in words
    assert part in words


def test_everything_wrong_is_told_at_once_and_nothing_is_made(base: Path) -> None:
    told_at_once = refused(base, [HEAD, ["RS-1"], ["RS-001", None, None, None, None, "x"], ["RS-001"]])
    rows = [words.partition(", column")[0] for words in told_at_once]
    assert rows == ["sheet 清单, row 2", "sheet 清单, row 3", "sheet 清单, row 4"]


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("list.csv", "事项编码,承诺时限\nRS-001,5\n".encode(), None),
        ("list.csv", "\ufeff事项编码,承诺时限\nRS-001,5\n".encode(), None),
        ("list.csv", "事项编码,承诺时限\nRS-001,5\n".encode("gb18030"), None),
        ("list.csv", "事项编码;承诺时限\nＲＳ－００１;５\n".encode(), None),
        ("list.csv", b"code\tpromised_days\nrs-001\t5 days\n", None),
        ("list.csv", b"\xff\xfe\x00", "cannot be read"),
        ("list.csv", b"", "No row of headings"),
        ("list.csv", "名称\n参保\n".encode(), "No row of headings"),
        ("list.xlsx", b"PK\x03\x04 and no more", "cannot be read"),
        ("list.xlsx", b"", "cannot be read"),
    ],
)
def test_files_come_in_many_kinds(base: Path, name: str, content: bytes, part: str | None) -> None:
    path = base.parent / name
    path.write_bytes(content)
    made = base.parent / "made"
    if part is None:
        import_list(path, pack(base), made)
        assert load(made).get_item("RS-001").promised_days == 5
        return
    with pytest.raises(ListRefused) as error:
        import_list(path, pack(base), made)
    assert part in told(error.value.problems[0], "en")
    assert not made.exists()


@pytest.mark.parametrize(("over", "part"), [(0, "cannot be read"), (1, "too large. 20 MB at most")])
def test_a_list_may_have_twenty_megabytes_and_no_more(base: Path, over: int, part: str) -> None:
    path = base.parent / "list.xlsx"
    with path.open("wb") as file:
        file.truncate(20_000_000 + over)
    with pytest.raises(ListRefused) as error:
        import_list(path, pack(base), base.parent / "made")
    assert part in told(error.value.problems[0], "en")


def test_nothing_is_written_over(base: Path) -> None:
    with pytest.raises(AlreadyThere):
        import_folder(pack(base), base)
    assert load(base)


def test_a_faulty_folder_is_not_taken_in(base: Path) -> None:
    edit(base, "after: [first]", "after: [last]")
    with pytest.raises(ListRefused) as error:
        import_folder(pack(base), base.parent / "made")
    assert [fault.file for fault in error.value.faults] == ["items/RS-001.yaml"] * len(error.value.faults)
    assert not (base.parent / "made").exists()


@pytest.mark.parametrize("when", ["base", "read", "write", "check"])
def test_a_kill_in_the_middle_leaves_nothing_and_the_next_import_succeeds(base: Path, when: str) -> None:
    book = write_workbook(base.parent / "list.xlsx", {"清单": [HEAD, NEW]})
    made = base.parent / "made"
    program = f"""
import os
from pathlib import Path
from backend.catalogue.hall_list import import_list
from backend.catalogue.source import pack
die = lambda step: os._exit(9) if step == {when!r} else None
import_list(Path({str(book)!r}), pack(Path({str(base)!r})), Path({str(made)!r}), die)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 9
    assert not made.exists()
    import_list(book, pack(base), made)
    assert check(made) == []
    assert sorted(path.name for path in base.parent.iterdir()) == ["base", "list.xlsx", "made"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_is_written_out_comes_in_again_unchanged(base: Path, language: str) -> None:
    """Wide brackets in names as well, and an item that has been with another department's system all along."""
    edit(base, "养老系统", "养老系统（经办）", "systems")
    edit(base, "name: {zh: 参保, en: Enrolment}", "name: {zh: 参保（登记）, en: Enrolment}")
    edit(
        base,
        "name: {zh: 参保, en: Enrolment}, department: RS",
        "name: {zh: 参保（登记）, en: Enrolment}, department: GA",
        "index",
    )
    edit(base, "department: RS\nsystem", "department: GA\nsystem")
    path = base.parent / "list.csv"
    path.write_bytes(list_csv(load(base), language))
    done = import_list(path, pack(base), base.parent / "made")
    assert (done.version, done.ignored) == (load(base).version, ())


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", [ItemType, CaseType, Level, ApprovalPattern, Frequency])
def test_every_word_that_is_written_out_is_read(kind: type[StrEnum], language: str) -> None:
    keys = {ItemType: "item_type", CaseType: "case_type", Level: "level", ApprovalPattern: "approval_pattern"}
    read = next(column.read for column in COLUMNS if column.key == keys.get(kind, "frequency"))
    assert read is not None
    assert [read(value_word(word, language)) for word in kind] == list(kind)


def test_only_the_lines_of_the_key_change() -> None:
    text = "code: X\n# about the name\nname: {zh: 甲, en: A}\nlist:\n  - a\n  - b\n\n# tail\nlast: 1\n"
    assert with_key(text, "list", ("c",)) == text.replace("\n  - a\n  - b\n", " [c]\n")
    assert with_key(text, "fee", {"zh": "收 5 元", "en": "5 yuan"}) == text.replace(
        "code: X\n", 'code: X\nfee: {zh: "收 5 元", en: "5 yuan"}\n'
    )
    assert [key_at(text, line) for line in (1, 2, 3, 5, 8, 9)] == ["code", None, "name", "list", None, "last"]

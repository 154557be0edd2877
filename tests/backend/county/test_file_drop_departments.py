"""File-drop departments: whole files or none, reasons by field, hostile content stays text."""

import csv
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.county.csv_cells import guarded, read_rows, unguarded, written
from backend.county.filedrop import LARGEST_FILE, put_whole
from backend.county.systems import load_systems

PERSON = "999999198103071210"


def lines(name_of_file: str, **changes: str | None) -> list[tuple[str, str]]:
    values = {
        "dispatch_id": name_of_file,
        "case_number": "999999101000032611220015",
        "hall": "999999101000",
        "item": "NY-011",
        "item_name": "耕地地力保护补贴申报",
        "stage": "county",
        "accepted_at": "2026-01-05T09:30:00+08:00",
        "applicant.name": "向国强",
        "applicant.id_number": PERSON,
        "applicant.document_kind": "resident",
        "fields.area": "5.2",
        "documents.0.material": "form",
        "documents.0.name": "申报表",
        "documents.0.state": "in_hand",
        "documents.0.digest": "",
    }
    values |= {name.replace("__", "."): text for name, text in changes.items()}  # type: ignore[misc]
    return [("field", "value"), *((name, text) for name, text in values.items() if text is not None)]


class Folder:
    def __init__(self, county: Any, system: str = "NY-BT") -> None:
        self.path: Path = county.data / "drop" / system

    def drop(self, dispatch_id: str, content: bytes) -> Path:
        target = self.path / "in" / f"{dispatch_id}.csv"
        put_whole(target, content)
        return target

    def ack(self, dispatch_id: str) -> list[dict[str, str]]:
        return self.rows(self.path / "ack" / f"{dispatch_id}.csv")

    def answers(self) -> list[dict[str, str]]:
        return [row for path in sorted((self.path / "out").glob("*.csv")) for row in self.rows(path)]

    @staticmethod
    def rows(path: Path) -> list[dict[str, str]]:
        if not path.exists():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
async def folder(county: Any, until: Any) -> Folder:
    folder = Folder(county)
    await until(lambda: list(folder.path.glob("share/*.csv")))
    return folder


async def test_a_file_is_taken_acknowledged_and_answered(county: Any, folder: Folder, until: Any) -> None:
    dispatch_id = str(uuid.uuid4())
    dropped = folder.drop(dispatch_id, written(lines(dispatch_id)))
    (ack,) = await until(lambda: folder.ack(dispatch_id))
    assert ack["status"] == "accepted"
    assert ack["reference"].startswith("NY-BT-")
    (answer,) = await until(folder.answers)
    assert (answer["dispatch_id"], answer["outcome"]) == (dispatch_id, "approved")
    assert answer["reference"] == ack["reference"]
    assert not dropped.exists()


async def test_the_same_name_again_is_ignored(county: Any, folder: Folder, until: Any) -> None:
    dispatch_id = str(uuid.uuid4())
    references = set()
    for stage in ("county", "county", "other"):
        dropped = folder.drop(dispatch_id, written(lines(dispatch_id, stage=stage)))
        await until(lambda dropped=dropped: not dropped.exists())
        references.add(folder.ack(dispatch_id)[0]["reference"])
    assert len(references) == 1
    assert await county.effects() == {("NY-BT", dispatch_id): 1}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"applicant__name": None}, "applicant.name"),
        ({"applicant__name": "王小明"}, "applicant.name"),
        ({"applicant__id_number": PERSON[:17] + "1"}, "applicant.id_number"),
        ({"item": "RS-028"}, "item"),
        ({"hall": "x"}, "hall"),
        ({"fields__reason": "长" * 1001}, "fields.reason"),
        ({"documents__0__name": ""}, "documents.0.name"),
        ({"unheard_of": "1"}, "unheard_of"),
        ({"dispatch_id": str(uuid.UUID(int=1))}, "dispatch_id"),
    ],
)
async def test_rubbish_is_rejected_by_field(
    county: Any, folder: Folder, until: Any, changes: dict[str, Any], field: str
) -> None:
    dispatch_id = str(uuid.uuid4())
    folder.drop(dispatch_id, written(lines(dispatch_id, **changes)))
    (ack,) = await until(lambda: folder.ack(dispatch_id))
    assert (ack["status"], ack["field"]) == ("rejected", field)
    assert ack["message"]
    assert await county.effects() == {}


async def test_a_rejected_file_may_come_again_put_right(county: Any, folder: Folder, until: Any) -> None:
    dispatch_id = str(uuid.uuid4())
    folder.drop(dispatch_id, written(lines(dispatch_id, hall="x")))
    await until(lambda: folder.ack(dispatch_id))
    folder.drop(dispatch_id, written(lines(dispatch_id)))
    await until(lambda: folder.ack(dispatch_id)[0]["status"] == "accepted")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00rubbish",
        b'field,value\r\n"open',
        b"a,b\r\n1,2\r\n",
        b"field,value\r\nhall\r\n",
        b"field,value\r\nhall,1\r\nhall,2\r\n",
        b"field,value\r\nhall,\x00\r\n",
        b"field,value\r\nreason," + b"x" * 30_000,
        b"field,value\r\n" + b"x" * 1_000_001,
    ],
)
async def test_what_is_no_application_is_rejected(county: Any, folder: Folder, until: Any, content: bytes) -> None:
    dispatch_id = str(uuid.uuid4())
    folder.drop(dispatch_id, content)
    acks = await until(lambda: folder.ack(dispatch_id))
    assert {ack["status"] for ack in acks} == {"rejected"}


async def test_quotes_line_breaks_and_formulas_stay_text(county: Any, folder: Folder, until: Any) -> None:
    dispatch_id = str(uuid.uuid4())
    hostile = {
        f"fields__f{n}": text for n, text in enumerate(['a"b,c', "line\nbreak", "=1+1", "+86", "-5", "@SUM(A1)"])
    }
    folder.drop(dispatch_id, written(lines(dispatch_id, **hostile)))
    (ack,) = await until(lambda: folder.ack(dispatch_id))
    assert ack["status"] == "accepted"
    kept = (county.data / "county.db-wal").read_bytes() + (county.data / "county.db").read_bytes()
    assert b'"=1+1"' in kept  # the apostrophe of the file is gone again: the ledger holds what was meant


async def test_formulas_in_words_are_written_guarded(county: Any, folder: Folder, until: Any) -> None:
    await county.control("NY-BT", return_next={"words": '=HYPERLINK("http://x")'})
    dispatch_id = str(uuid.uuid4())
    folder.drop(dispatch_id, written(lines(dispatch_id)))
    (answer,) = await until(folder.answers)
    assert answer["words"].startswith("'=")


async def test_unfinished_and_foreign_files_are_left_alone(county: Any, folder: Folder, until: Any) -> None:
    dispatch_id = str(uuid.uuid4())
    for name in (f"{dispatch_id}.part", f".{dispatch_id}.csv", "notes.csv", f"{dispatch_id.upper()}.CSV"):
        (folder.path / "in" / name).write_bytes(written(lines(dispatch_id)))
    (folder.path / "in" / f"{uuid.uuid4()}.csv").mkdir()
    taken = str(uuid.uuid4())
    folder.drop(taken, written(lines(taken)))
    await until(lambda: folder.ack(taken))
    assert await county.effects() == {("NY-BT", taken): 1}


async def test_a_link_is_not_followed(county: Any, folder: Folder, until: Any, tmp_path: Path) -> None:
    dispatch_id = str(uuid.uuid4())
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_bytes(written(lines(dispatch_id)))
    (folder.path / "in" / f"{dispatch_id}.csv").symlink_to(elsewhere)
    (ack,) = await until(lambda: folder.ack(dispatch_id))
    assert (ack["status"], ack["field"]) == ("rejected", "file")
    assert elsewhere.exists()


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        (os.mkfifo, "is no plain file"),
        (lambda path: put_whole(path, b"a" * (LARGEST_FILE + 1)), "is too large"),
    ],
)
async def test_what_is_no_file_or_a_huge_one_is_rejected_as_such(
    county: Any, folder: Folder, until: Any, odd: Callable[[Path], object], why: str
) -> None:
    dispatch_id = str(uuid.uuid4())
    odd(folder.path / "in" / f"{dispatch_id}.csv")
    (ack,) = await until(lambda: folder.ack(dispatch_id))
    assert (ack["status"], ack["field"], ack["message"]) == ("rejected", "file", why)


async def test_no_reader_ever_sees_half_a_file(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    put_whole(target, b"old")
    with pytest.raises(TypeError):
        put_whole(target, "text breaks off here")  # type: ignore[arg-type]  # a write that fails half-way
    assert target.read_bytes() == b"old"
    put_whole(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


async def test_the_daily_list_holds_everybody(county: Any, folder: Folder) -> None:
    (path,) = folder.path.glob("share/*.csv")
    rows = {row["id_number"]: row for row in folder.rows(path)}
    assert set(rows[PERSON]) == {"id_number", *load_systems()["NY-BT"].shares}
    assert rows[PERSON]["subsidised_area"] == "5.2亩"
    assert len(rows) == 36


async def test_a_department_that_is_down_leaves_files_lying(county: Any, folder: Folder, until: Any) -> None:
    await county.control("NY-BT", down=True)
    dispatch_id = str(uuid.uuid4())
    dropped = folder.drop(dispatch_id, written(lines(dispatch_id)))
    other = Folder(county, "MZ-BZ")
    known = str(uuid.uuid4())
    other.drop(known, written(lines(known, item="MZ-032")))
    await until(lambda: other.ack(known))
    assert dropped.exists()
    await county.control("NY-BT", down=False)
    await until(lambda: folder.ack(dispatch_id))


async def test_nonsense_is_written_and_put_right_when_sent_again(county: Any, folder: Folder, until: Any) -> None:
    await county.control("NY-BT", nonsense=True)
    dispatch_id = str(uuid.uuid4())
    dropped = folder.drop(dispatch_id, written(lines(dispatch_id)))
    await until(lambda: not dropped.exists())
    with pytest.raises(UnicodeDecodeError):
        folder.ack(dispatch_id)
    await county.control("NY-BT", nonsense=False)
    dropped = folder.drop(dispatch_id, written(lines(dispatch_id)))
    await until(lambda: not dropped.exists())
    assert folder.ack(dispatch_id)[0]["status"] == "accepted"
    assert list((await county.effects()).values()) == [1]


@given(st.text(max_size=30).filter(lambda text: "\0" not in text))
def test_guarding_a_cell_can_be_undone(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1)
    )
)
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    assert read_rows(written(rows)) == rows

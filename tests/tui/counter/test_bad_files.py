"""Scans that are too large, disguised, empty or gone; and one that is right."""

from pathlib import Path
from typing import Any

import pytest

from backend.guide.steps import Step
from tests.tui.counter.at_work import A_PAGE
from tui.counter.pages.paper_acts import Act
from tui.counter.scans.attachment import LARGEST, BadFile, read_scan, read_to_send


def sparse(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(size)
    return path


def test_a_file_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "scan.exe"
    path.write_bytes(b"%PDF-1.7 text")
    scan = read_scan(path)
    assert (scan.kind, scan.name) == ("application/pdf", "scan.pdf")


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "empty"), (b"MZ\x90\x00", "kind"), (b"<html>", "kind"), (b"GIF89a", "kind")]
)
def test_a_disguised_or_empty_file_is_not_sent(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "photo.pdf"
    path.write_bytes(content)
    with pytest.raises(BadFile) as bad:
        read_scan(path)
    assert bad.value.reason == reason
    assert bad.value.sentence()


def test_two_hundred_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as bad:
        read_scan(sparse(tmp_path / "big.pdf", 200 * 1024 * 1024))
    assert bad.value.reason == "too_large"
    assert "200 MB" in bad.value.sentence()
    assert LARGEST < 200 * 1024 * 1024


ENCRYPTED = (
    b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"9 0 obj<</Filter/Standard/V 1/R 2/P -1/O<%s>/U<%s>>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 9 0 R/ID[<00><00>]>>\n"
) % (b"11" * 32, b"22" * 32)


@pytest.mark.parametrize(
    ("content", "reason", "word"),
    [(ENCRYPTED, "locked", "password"), (b"%PDF-1.7\n" + bytes(5000), "damaged", "Scan the paper again.")],
)
async def test_a_pdf_nobody_can_open_is_not_sent(tmp_path: Path, content: bytes, reason: str, word: str) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=reason) as bad:
        await read_to_send(path)
    assert word in bad.value.sentence()


async def test_a_pdf_that_only_speaks_of_a_password_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(A_PAGE + b"% /Encrypt in passing\n")
    assert (await read_to_send(path)).content == path.read_bytes()


async def test_a_damaged_pdf_is_refused_on_the_screen_and_nothing_of_it_is_sent(
    open_counter: Any, node: Any, card: Any, tmp_path: Path
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(A_PAGE[:60])
    async with open_counter(size=(80, 24)) as counter:
        await counter.begin(card)
        await counter.walk.sitting.attach("RS-001:form", path)
        await counter.settle()
        assert "it is damaged. Scan the paper again." in counter.said
        assert not counter.walk.visit.paper("RS-001:form").files
        assert not any("files" in asked for _, asked in node.asked)


def test_a_folder_or_a_file_that_is_gone_is_said_to_be_missing(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.pdf"):
        with pytest.raises(BadFile, match="missing"):
            read_scan(path)


async def test_a_scan_is_picked_from_the_scanners_folder_and_noted_with_its_paper(
    open_counter: Any, node: Any, card: Any, station_folder: Path
) -> None:
    station_folder.mkdir(parents=True, exist_ok=True)
    (station_folder / "aa-scan.pdf").write_bytes(A_PAGE)
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.press("f3")
        assert counter.walk.step is Step.PAPERS
        acts = [act.act for act in counter.walk.pages.papers.acts()]
        await counter.press(str(acts.index("attach") + 1))
        assert "aa-scan.pdf" in counter.text()
        await counter.type("aa-scan.pdf")
        await counter.press("enter")
        await counter.until(lambda: "is attached" in counter.said)
        assert counter.walk.visit.paper("RS-001:form").files


@pytest.mark.parametrize("code", ["file_too_large", "picture_too_large", "file_type_refused"])
async def test_what_the_node_refuses_is_said_and_the_paper_stays_open(
    open_counter: Any, node: Any, card: Any, station_folder: Path, code: str
) -> None:
    station_folder.mkdir(parents=True, exist_ok=True)
    (station_folder / "aa-scan.pdf").write_bytes(A_PAGE)
    async with open_counter() as counter:
        await counter.begin(card)
        node.refuse = [("files", code)]
        await counter.walk.sitting.attach("RS-001:form", station_folder / "aa-scan.pdf")
        await counter.settle()
        assert counter.screen.notice.level == "problem"
        assert not counter.walk.visit.paper("RS-001:form").files


@pytest.mark.parametrize(
    "typed", ["字" * 255, "~nobody-of-this-name/x.pdf", "~/no such file.pdf", "'quoted name.pdf'", "/dev/null"]
)
async def test_whatever_is_typed_as_a_path_is_answered_with_a_sentence(
    open_counter: Any, card: Any, typed: str
) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.press("enter", "f3")
        digit = next(n for n, act in enumerate(counter.walk.pages.papers.acts(), start=1) if act.act is Act.ATTACH)
        await counter.press(str(digit))
        counter.app.screen.field.paste(typed)
        await counter.press("enter")
        assert "choose another file." in counter.said
        assert counter.walk.step is Step.PAPERS

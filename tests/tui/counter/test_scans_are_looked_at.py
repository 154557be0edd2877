"""A scan is seen before it is attached, and after; what cannot be shown is said in a sentence."""

import asyncio
import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from backend.contract import PaperView
from backend.guide.steps import Step
from tui.counter.cases.case_screen import CaseScreen
from tui.counter.pages.paper_acts import Act
from tui.counter.scans.file_picker import FilePicker
from tui.counter.scans.preview import ScanModal
from tui.locale import set_language
from tui.preview import NoPreview, Picture, draw


def page(kind: str, *, size: tuple[int, int] = (620, 877), upper: str = "red", pages: int = 1) -> bytes:
    """A page whose upper half has a colour."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 2), fill=upper)
    content = io.BytesIO()
    more = {"save_all": True, "append_images": [image] * (pages - 1)} if kind == "PDF" else {}
    image.save(content, kind, **more)
    return content.getvalue()


def is_red(dot: tuple[int, int, int]) -> bool:
    return dot[0] > 200 and dot[1] < 60 and dot[2] < 60


def is_white(dot: tuple[int, int, int]) -> bool:
    return min(dot) > 240


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "PDF"])
async def test_a_page_is_drawn_small_and_in_its_colours(kind: str) -> None:
    picture = await draw(page(kind), 48, 50)
    assert (picture.height, picture.pages) == (50, 1)
    assert 34 <= picture.width <= 36, "A4 keeps its shape"
    assert is_red(picture.dot(17, 5)) and is_white(picture.dot(17, 45))


async def test_of_a_longer_pdf_the_first_page_is_shown_and_their_number_said() -> None:
    assert (await draw(page("PDF", pages=3), 20, 20)).pages == 3


async def test_a_picture_lying_on_its_side_is_shown_upright() -> None:
    image = Image.open(io.BytesIO(page("JPEG")))
    turned, content = image.rotate(90, expand=True), io.BytesIO()
    exif = image.getexif()
    exif[0x0112] = 6
    turned.save(content, "JPEG", exif=exif)
    picture = await draw(content.getvalue(), 48, 50)
    assert picture.height > picture.width
    assert is_red(picture.dot(10, 5)) and is_white(picture.dot(10, 45))


async def test_what_is_transparent_is_white_paper() -> None:
    content = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(content, "PNG")
    assert is_white((await draw(content.getvalue(), 10, 10)).dot(5, 5))


def bomb() -> bytes:
    """A few kilobytes that would be ten gigabytes of dots."""
    content = io.BytesIO()
    Image.new("1", (9000, 9000)).save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7 a scan", "damaged"),
        (page("JPEG")[:600], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "damaged"),
        (b"\xff\xd8\xff" + page("PNG"), "damaged"),
        (bomb(), "too_many_dots"),
    ],
    ids=["no pdf", "cut off", "zeros", "disguised", "bomb"],
)
async def test_what_cannot_be_drawn_is_said_why(content: bytes, reason: str) -> None:
    with pytest.raises(NoPreview) as no:
        await draw(content, 40, 40)
    assert no.value.reason == reason
    assert no.value.sentence().endswith(".")


@pytest.mark.parametrize("answer", [b"", b"{}", b"[]\n", b'{"width": 2, "height": 2, "pages": 1}\nabc', b"\x00\n\x00"])
def test_an_answer_cut_off_is_no_picture(answer: bytes) -> None:
    with pytest.raises(ValueError):
        Picture.unpacked(answer)


async def to_picker(counter: Any, card: Any) -> FilePicker:
    await counter.begin(card)
    await counter.press("f3")
    await do(counter, Act.ATTACH)
    picker = counter.app.screen
    assert isinstance(picker, FilePicker)
    return picker


async def do(counter: Any, wanted: Act) -> None:
    digit = next(n for n, act in enumerate(counter.walk.pages.papers.acts(), start=1) if act.act is wanted)
    await counter.press(str(digit))


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    for age, (name, content) in enumerate({"new.pdf": page("PDF", pages=2), "old.jpg": b"<html>"}.items()):
        (folder / name).write_bytes(content)
        os.utime(folder / name, (1_000_000 - age, 1_000_000 - age))
    return folder


async def test_on_a_wide_screen_the_file_at_the_cursor_is_seen_beside_the_list(
    open_counter: Any, card: Any, scans: Path
) -> None:
    async with open_counter(size=(120, 36), scan_folder=scans) as counter:
        picker = await to_picker(counter, card)
        await counter.until(lambda: picker.preview.view.picture is not None)
        assert "Page 1 of 2" in counter.text() and "▀▀▀▀" in counter.text()
        await counter.press("down")
        assert picker.preview.view.picture is None
        await counter.until(lambda: "Only PDF, JPEG and PNG" in picker.preview.words)


async def test_a_scan_still_being_written_is_drawn_when_it_is_whole(open_counter: Any, card: Any, scans: Path) -> None:
    (scans / "new.pdf").write_bytes(b"")
    async with open_counter(size=(120, 36), scan_folder=scans) as counter:
        picker = await to_picker(counter, card)
        await counter.until(lambda: "empty" in picker.preview.words)
        (scans / "new.pdf").write_bytes(page("PDF"))
        picker._look_again()
        await counter.until(lambda: picker.preview.view.picture is not None)
        assert picker.preview.words == "1 page"


async def test_on_a_small_screen_a_key_shows_it_and_escape_leads_back(
    open_counter: Any, card: Any, scans: Path
) -> None:
    async with open_counter(size=(80, 24), scan_folder=scans) as counter:
        picker = await to_picker(counter, card)
        assert not picker.preview.display
        await counter.press("f8")
        shown = counter.app.screen
        assert isinstance(shown, ScanModal)
        await counter.until(lambda: shown.preview.view.picture is not None)
        assert "new.pdf" in counter.text() and "▀▀▀▀" in counter.text()
        view = shown.preview.view
        whole = view.picture
        await counter.press("pagedown")
        assert view.top == 0, "all of it is in view"
        await counter.press("f8")
        await counter.until(lambda: view.picture is not whole)
        assert view.picture.width == view.size.width
        await counter.press("pagedown")
        assert view.top == view.size.height - 2
        await counter.press(*["pagedown"] * 9)
        assert is_white(view.picture.dot(20, view.top * 2)) and view.is_higher
        await counter.press("escape")
        assert counter.app.screen is picker


async def test_keys_do_not_wait_for_a_picture(
    open_counter: Any, card: Any, scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_asked: object) -> Picture:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    monkeypatch.setattr("tui.counter.scans.preview.draw", never)
    async with open_counter(size=(120, 36), scan_folder=scans) as counter:
        picker = await to_picker(counter, card)
        await counter.type("new.pdf")
        assert picker.field.value == "new.pdf"
        await counter.press("enter")
        await counter.until(lambda: "is attached" in counter.said)


async def test_an_attached_scan_is_looked_at_again_one_from_elsewhere_comes_from_the_node(
    open_counter: Any, card: Any, scans: Path, node: Any
) -> None:
    async with open_counter(size=(80, 24), scan_folder=scans) as counter:
        await to_picker(counter, card)
        await counter.press("enter")
        await counter.until(lambda: "is attached" in counter.said)
        assert counter.walk.step is Step.PAPERS
        await do(counter, Act.LOOK)
        shown = counter.app.screen
        assert isinstance(shown, ScanModal)
        await counter.until(lambda: shown.preview.view.picture is not None)
        await counter.press("escape")
        material = counter.walk.pages.papers.at
        paper = counter.walk.visit.paper(material)
        counter.walk.visit.put_paper(material, paper.model_copy(update={"files": ("elsewhere",)}))
        node.scans["elsewhere"] = page("JPEG")
        for _again in range(2):
            await do(counter, Act.LOOK)
            await counter.until(lambda: counter.app.screen.preview.view.picture is not None)
            await counter.press("escape")
        assert node.opened == [("elsewhere", "intake")], "fetched once in a sitting"


async def test_a_scan_the_node_cannot_give_now_is_said_in_its_place(
    open_counter: Any, card: Any, scans: Path, node: Any
) -> None:
    async with open_counter(size=(80, 24), scan_folder=scans) as counter:
        await to_picker(counter, card)
        await counter.press("escape")
        material = counter.walk.pages.papers.at
        paper = counter.walk.visit.paper(material)
        counter.walk.visit.put_paper(material, paper.model_copy(update={"files": ("gone",)}))
        await do(counter, Act.LOOK)
        shown = counter.app.screen
        assert isinstance(shown, ScanModal)
        await counter.until(lambda: "does not give this scan out" in shown.preview.words)
        await counter.press("escape")
        assert counter.walk.step is Step.PAPERS


@pytest.mark.parametrize("count", [1, 2])
async def test_the_scans_of_a_case_are_looked_at_wherever_it_is_opened(
    open_counter: Any, node: Any, count: int
) -> None:
    node.cases["c"] = node._view("c", "999999101000012611220018", "RS-001")
    digests = [f"digest{number}" for number in range(count)]
    node.scans |= dict.fromkeys(digests, page("PDF"))
    booklet = PaperView(
        material="m", name="户口簿", name_en="Booklet", state="in_hand", reason="", reason_en="", due_on=None
    )
    async with open_counter(size=(80, 24)) as counter:
        node.change("c", "in_review", papers=[booklet])
        counter.place.deeds.opening.open_case("c")
        await counter.until(lambda: isinstance(counter.app.screen, CaseScreen) and counter.app.screen.view is not None)
        await counter.press("f8")
        assert isinstance(counter.app.screen, CaseScreen), "nothing attached, nothing to look at"
        node.change("c", "in_review", papers=[booklet.model_copy(update={"files": digests})])
        await counter.press("ctrl+t")
        await counter.until(lambda: "Look at a scan" in counter.text())
        await counter.press("f8")
        if count > 1:
            assert f"Booklet 2/{count}" in counter.text()
            await counter.press("2")
        shown = counter.app.screen
        assert isinstance(shown, ScanModal)
        await counter.until(lambda: shown.preview.view.picture is not None)
        assert node.opened == [(digests[-1], "case")]


async def test_nothing_is_offered_on_a_terminal_without_colours(
    open_counter: Any, card: Any, scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("COLORTERM", raising=False)
    async with open_counter(size=(120, 36), scan_folder=scans) as counter:
        picker = await to_picker(counter, card)
        assert not picker.preview.display
        await counter.press("f8")
        assert counter.app.screen is picker
        assert "▀" not in counter.text()
        await counter.press("enter")
        await counter.until(lambda: "is attached" in counter.said)
        assert Act.LOOK not in [act.act for act in counter.walk.pages.papers.acts()]


def test_it_is_said_in_chinese() -> None:
    set_language("zh_CN")
    assert all("。" in NoPreview(reason).sentence() for reason in ("too_many_dots", "damaged", "locked", "failed"))

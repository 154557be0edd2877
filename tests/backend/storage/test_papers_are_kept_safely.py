"""Papers: only what we take, nothing hidden in them, each once, whole or not at all."""

import errno
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from backend.storage import FileRefused, FileStore, FileTooLarge, FileTypeRefused, KeyRing, SealBroken, StorageFull

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "papers", KeyRing.throwaway())


def _picture(image_format: str, size: tuple[int, int] = (40, 30), **save: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(target, image_format, **save)
    return target.getvalue()


def _kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_pdf_comes_back_byte_for_byte_and_lies_encrypted_under_a_keyed_name(files: FileStore, tmp_path: Path) -> None:
    stored = files.add(io.BytesIO(PDF), name="申请表.PDF")
    assert (stored.media_type, stored.size) == ("application/pdf", len(PDF))
    assert files.read(stored.digest) == PDF
    [path] = _kept(tmp_path / "papers")
    assert b"PDF" not in path.read_bytes()
    assert FileStore(tmp_path / "other", KeyRing.throwaway()).add(io.BytesIO(PDF), name="a.pdf").digest != stored.digest


def test_the_same_paper_is_kept_once(files: FileStore, tmp_path: Path) -> None:
    first = files.add(io.BytesIO(PDF), name="a.pdf")
    assert files.add(io.BytesIO(PDF), name="b.pdf") == first
    assert len(_kept(tmp_path / "papers")) == 1


def test_a_damaged_copy_is_noticed_and_written_again(files: FileStore, tmp_path: Path) -> None:
    stored = files.add(io.BytesIO(PDF), name="a.pdf")
    [path] = _kept(tmp_path / "papers")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(SealBroken):
        files.read(stored.digest)
    files.add(io.BytesIO(PDF), name="a.pdf")
    assert files.read(stored.digest) == PDF


def test_hidden_data_of_pictures_is_gone_and_they_stand_upright(files: FileStore) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif[0x0112] = 6  # stored lying on its side
    stored = files.add(
        io.BytesIO(_picture("JPEG", exif=exif, comment=b"secret remark", icc_profile=b"secret profile")),
        name="a.jpg",
    )
    content = files.read(stored.digest)
    assert b"secret" not in content
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (30, 40)
        assert not image.getexif()


def test_hidden_text_of_a_png_is_gone_and_its_transparency_stays(files: FileStore) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "secret remark")
    target = io.BytesIO()
    Image.new("P", (4, 4), 0).save(target, "PNG", pnginfo=text, transparency=0)
    content = files.read(files.add(io.BytesIO(target.getvalue()), name="a.png").digest)
    assert b"secret" not in content
    with Image.open(io.BytesIO(content)) as image:
        assert image.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "a.jpg"),
        (PDF, "a.exe"),
        (PDF, "noname"),
        (_picture("PNG"), "a.jpg"),
        (_picture("GIF"), "a.gif"),
        (b"MZ" + b"\0" * 100, "a.pdf"),
        (b"<html>", "a.pdf"),
        (b"", "a.pdf"),
        (_picture("JPEG")[:200], "a.jpeg"),
        (_picture("PNG")[:60], "a.png"),
    ],
)
def test_anything_else_is_refused_and_nothing_is_kept(
    files: FileStore, tmp_path: Path, content: bytes, name: str
) -> None:
    with pytest.raises(FileTypeRefused):
        files.add(io.BytesIO(content), name=name)
    assert _kept(tmp_path) == []


class _Endless(io.RawIOBase):
    """A huge upload that notes how much of it was read."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.taken += size
        return PDF[:1] * size


def test_a_huge_upload_is_given_up_early(files: FileStore) -> None:
    endless: Any = _Endless()
    with pytest.raises(FileTooLarge):
        files.add(endless, name="a.pdf")
    assert endless.taken <= 21 * 1024 * 1024


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn(files: FileStore) -> None:
    bomb = io.BytesIO()
    Image.new("1", (9_000, 7_000)).save(bomb, "PNG", optimize=False)
    with pytest.raises(FileTooLarge, match="pixels"):
        files.add(io.BytesIO(bomb.getvalue()), name="a.png")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([("JPEG", "a.jpg"), ("PNG", "a.png")]), st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_a_hostile_picture_is_kept_or_refused_but_never_crashes(
    files: FileStore, kind: tuple[str, str], place: int, change: bytes
) -> None:
    content = bytearray(_picture(kind[0]))
    content[place : place + len(change)] = change
    try:
        files.add(io.BytesIO(bytes(content)), name=kind[1])
    except FileRefused as refused:
        assert str(refused)


def test_a_full_disk_is_told_and_leaves_nothing_behind(
    files: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        files.add(io.BytesIO(PDF), name="a.pdf")
    assert _kept(tmp_path / "papers") == []


def test_a_removed_paper_is_gone_and_removing_it_again_is_harmless(files: FileStore, tmp_path: Path) -> None:
    stored = files.add(io.BytesIO(PDF), name="a.pdf")
    later = datetime.now(UTC) + timedelta(seconds=5)
    files.remove(stored.digest, unless_since=later)
    files.remove(stored.digest, unless_since=later)
    assert _kept(tmp_path / "papers") == []
    with pytest.raises(FileNotFoundError):
        files.read(stored.digest)


def test_a_paper_somebody_added_again_is_not_removed(files: FileStore, tmp_path: Path) -> None:
    stored = files.add(io.BytesIO(PDF), name="a.pdf")
    [path] = _kept(tmp_path / "papers")
    os.utime(path, (0, 0))
    files.add(io.BytesIO(PDF), name="again.pdf")
    files.remove(stored.digest, unless_since=datetime.now(UTC) - timedelta(days=1))
    assert files.read(stored.digest)
    assert _kept(tmp_path / "papers") == [path]


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "A" * 64, "a" * 63])
def test_only_digests_name_papers(files: FileStore, digest: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        files.read(digest)


def test_a_stream_in_small_pieces_is_read_whole(files: FileStore) -> None:
    class Slow(io.RawIOBase):
        left = PDF

        def read(self, size: int = -1) -> bytes:
            piece, self.left = self.left[:3], self.left[3:]
            return piece

    slow: Any = Slow()
    stream: BinaryIO = slow
    assert files.read(files.add(stream, name="a.pdf").digest) == PDF

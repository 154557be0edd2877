"""Papers on disk: encrypted, each content once, found by a keyed hash of it."""

import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from backend.storage.errors import SealBroken, StorageFull, StorageUnavailable
from backend.storage.keys import DataClass, KeyRing

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class StoredFile:
    """A kept paper. `digest` finds it again; `size` is that of the cleaned content in bytes."""

    digest: str
    media_type: str
    size: int


@dataclass(frozen=True)
class KeptPaper:
    """A paper opened again."""

    content: bytes = field(repr=False)
    media_type: str


class FileStore:
    """A folder of papers. Its calls wait for the disk: use them from a thread."""

    def __init__(self, directory: Path, keys: KeyRing) -> None:
        self._directory = directory
        self._keys = keys

    def add(self, stream: BinaryIO, *, name: str) -> StoredFile:
        """Check, clean and keep what `stream` holds; when this returns, it is on disk.

        Raises `FileTooLarge`, `FileTypeRefused`, `StorageFull`, `StorageUnavailable`.
        """
        from backend.storage.papers import cleaned, media_type_of, read_limited  # brings the picture library in

        content = read_limited(stream)
        media_type = media_type_of(content, name)
        content = cleaned(content, media_type)
        digest = self._keys.content_hash("file", content).hex()
        with _disk_errors():
            self._mark(digest)
        if not self._has(digest):
            sealed = self._keys.seal_bytes(DataClass.SENSITIVE, content, **_place(digest))
            with _disk_errors():
                _write_durably(self._path(digest), sealed)
        return StoredFile(digest, media_type, len(content))

    def read(self, digest: str) -> bytes:
        """The content; `FileNotFoundError` if there is none, `SealBroken` if it was altered."""
        with _disk_errors():
            sealed = self._path(digest).read_bytes()
        return self._keys.unseal_bytes(sealed, **_place(digest))

    def open(self, digest: str) -> KeptPaper:
        """The content with its kind, to be handed out. Raises what `read` does, and `FileTooLarge`."""
        from backend.storage.papers import check_leaves, kind_of  # brings the picture library in

        with _disk_errors():
            check_leaves(self._path(digest).stat().st_size)
        content = self.read(digest)
        return KeptPaper(content, kind_of(content))

    def remove(self, digest: str, *, unless_since: datetime) -> None:
        """Forget a paper, unless somebody added it again since; nothing happens if it is not there.

        It is put aside first and looked at then: who adds it meanwhile either finds nothing and writes it anew, or
        has marked it, and it comes back.
        """
        path = self._path(digest)
        aside = path.with_name(f".{secrets.token_hex(8)}")
        with _disk_errors(), suppress(FileNotFoundError):
            path.rename(aside)
            if aside.stat().st_mtime >= unless_since.timestamp():
                aside.replace(path)
            else:
                aside.unlink()
            _sync_directory(path.parent)

    def _mark(self, digest: str) -> None:
        with suppress(FileNotFoundError):
            os.utime(self._path(digest))

    def _has(self, digest: str) -> bool:
        """Whether a sound copy is there; a damaged one is written again."""
        try:
            self.read(digest)
        except (FileNotFoundError, SealBroken):
            return False
        return True

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("this is not the digest of a file")
        return self._directory / digest[:2] / digest[2:]


def _place(digest: str) -> dict[str, str]:
    return {"table": "file", "column": "content", "row": digest}


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull("the disk is full; the paper was not kept") from None
        raise StorageUnavailable(f"the folder of papers cannot be used now: {error.strerror}") from None


def _write_durably(path: Path, data: bytes) -> None:
    """All of it under its name, or nothing: written aside, synced, renamed, and the rename synced."""
    new_folder = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with aside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)
    if new_folder:
        _sync_directory(path.parent.parent)


def _sync_directory(directory: Path) -> None:
    if os.name != "posix":
        return  # elsewhere a folder cannot be opened; the file itself is synced
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

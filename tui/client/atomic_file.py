"""Files that are there whole or not at all, whatever happens while they are written."""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

PRIVATE = 0o600


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path`, durably: the old content stays until the new one is on the disk. Raises OSError."""
    beside = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        _write(beside, content)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(path.parent)


def create_file(path: Path, content: bytes) -> None:
    """As `replace_file`, but raises FileExistsError rather than replace; never leaves half a file behind."""
    try:
        _write(path, content)
    except FileExistsError:
        raise
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise
    _sync_folder(path.parent)


def remove_file(path: Path) -> None:
    """Durably gone; no error when it was not there."""
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)


def private_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # some file systems cannot sync a folder; the file itself is safe
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

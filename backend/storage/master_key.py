"""The file of the master key: for the node alone, and never made in the place of another."""

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from backend.storage.errors import KeyMissing, KeysUnusable

__all__ = ["KEY_BYTES", "read_master", "write_master"]

KEY_BYTES: Final = 32


def write_master(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_master(path: Path) -> bytes:
    """Raises KeyMissing, KeysUnusable."""
    try:
        mode = path.stat().st_mode
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        raise KeyMissing(f"there is no master key file {path.name}") from None
    except (OSError, UnicodeDecodeError):
        raise KeysUnusable(f"the master key file {path.name} cannot be read") from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise KeysUnusable(f"the master key file {path.name} can be read by others: set its mode to 0600")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise KeysUnusable(f"the master key file {path.name} does not hold a key") from None

"""What the station keeps of citizens, kept under its own key: AES-256-GCM, a fresh nonce each time.

Sealed form: `OW1`, 12 bytes nonce, ciphertext with tag. The name a thing is kept under is authenticated with it,
so a sealed draft cannot be passed off as another.
"""

import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tui.client.atomic_file import create_file, private_folder

_MARK: Final = b"OW1"
_NONCE: Final = 12
_KEY: Final = 32


class Unsealable(Exception):
    """The bytes were not sealed with this key under this name, or were changed."""


class StationKey:
    """The key of one station. The file is readable by its user only."""

    def __init__(self, key: bytes) -> None:
        self._gcm = AESGCM(key)

    @classmethod
    def at(cls, path: Path) -> "StationKey":
        """The key at `path`, made when there is none. Raises OSError, ValueError when the file is not a key."""
        private_folder(path.parent)
        if path.exists() and not path.stat().st_size:
            path.unlink()  # left by a disk that was full: nothing can have been sealed with it
        try:
            create_file(path, AESGCM.generate_key(8 * _KEY))
        except FileExistsError:
            path.chmod(0o600)
        key = path.read_bytes()
        if len(key) != _KEY:
            raise ValueError("the station key file does not hold a key")
        return cls(key)

    def seal(self, name: str, content: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return _MARK + nonce + self._gcm.encrypt(nonce, content, name.encode())

    def unseal(self, name: str, sealed: bytes) -> bytes:
        """Raises Unsealable."""
        if not sealed.startswith(_MARK):
            raise Unsealable(name)
        start = len(_MARK)
        nonce, content = sealed[start : start + _NONCE], sealed[start + _NONCE :]
        try:
            return self._gcm.decrypt(nonce, content, name.encode())
        except (InvalidTag, ValueError):
            raise Unsealable(name) from None

    def __repr__(self) -> str:
        return "<StationKey>"

"""Encryption at rest: one master key outside the database, data keys per hall and year inside it.

AES-256-GCM with a random 96-bit nonce. What was sealed for one table, column and row opens nowhere else.
"""

import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.storage.errors import KeysUnusable, SealBroken
from backend.storage.master_key import KEY_BYTES, read_master, write_master

_NONCE_BYTES: Final = 12
_KEY_ID_BYTES: Final = 16
_FORMAT: Final = b"\x01"  # AES-256-GCM, key id, nonce, ciphertext with tag
_HEADER_BYTES: Final = len(_FORMAT) + _KEY_ID_BYTES
_INDEX_BYTES: Final = 16
_TIMELESS: Final = 0


class DataClass(StrEnum):
    """How sensitive a value is; only D2 to D4 are sealed."""

    OPEN = "D0"
    INTERNAL = "D1"
    PERSONAL = "D2"
    SENSITIVE = "D3"
    SECRET = "D4"


_SEALED: Final = {DataClass.PERSONAL, DataClass.SENSITIVE, DataClass.SECRET}
_INDEX: Final = "index"


class KeyName(NamedTuple):
    """Which key: of a hall (12-digit division code), a year (0 = for ever), for a data class or the index."""

    hall: str
    year: int
    purpose: str


@dataclass(frozen=True)
class WrappedKey:
    """A data key as it is stored: useless without the master key named by `master`."""

    id: str
    name: KeyName
    master: str
    wrapped: bytes


class KeyShelf(Protocol):
    """Where wrapped keys are kept."""

    def find(self, name: KeyName) -> WrappedKey | None: ...
    def find_by_id(self, key_id: str) -> WrappedKey | None: ...

    def add(self, key: WrappedKey) -> WrappedKey:
        """Keep the key and answer it, or the one that was there already under the same name."""
        ...

    def when_kept(self, remember: Callable[[], None]) -> None:
        """Call `remember` once what was added is durable (at once, if it already is)."""
        ...


@dataclass(frozen=True, repr=False)
class _DataKey:
    id: str
    secret: bytes

    @cached_property
    def cipher(self) -> AESGCM:
        return AESGCM(self.secret)

    @cached_property
    def header(self) -> bytes:
        return _FORMAT + bytes.fromhex(self.id)


class KeyRing:
    """Seals and opens values. Holds the master key; its `repr` shows nothing."""

    def __init__(self, master: bytes, *, home: str = "000000000000", year: Callable[[], int] | None = None) -> None:
        """`home` is the division code of the hall whose keys are used when a call names no other."""
        if len(master) != KEY_BYTES:
            raise KeysUnusable("a master key has 32 bytes")
        self._master = AESGCM(master)
        self._master_name = hmac.digest(master, b"onewindow master key", "sha256")[:8].hex()
        self._year = year or (lambda: datetime.now(UTC).year)
        self._shelf: KeyShelf = _MemoryShelf()
        self._by_name: dict[KeyName, _DataKey] = {}
        self._by_id: dict[str, _DataKey] = {}
        self._changing = threading.Lock()
        self.home = home

    @classmethod
    def open(cls, path: Path, *, home: str = "000000000000", create: bool = False) -> Self:
        """Read the master key file; with `create`, make one if there is none (demo and embedded use)."""
        if create and not path.exists():
            write_master(path)
        return cls(read_master(path), home=home)

    @classmethod
    def throwaway(cls, *, home: str = "000000000000") -> Self:
        """A ring with a random master key that is written nowhere: for tests and throw-away realms."""
        return cls(secrets.token_bytes(KEY_BYTES), home=home)

    def __repr__(self) -> str:
        return "<KeyRing>"

    def __reduce__(self) -> str:
        raise TypeError("a key ring cannot be copied out of its process")

    def use(self, shelf: KeyShelf) -> None:
        """Keep data keys on this shelf from now on; called when a store opens."""
        with self._changing:
            self._shelf = shelf
            self._by_name.clear()
            self._by_id.clear()

    def seal(
        self, data_class: DataClass, text: str, *, table: str, column: str, row: str, hall: str | None = None
    ) -> bytes:
        """Encrypt `text` for one place; needs a random-access key of the hall's current year."""
        return self.seal_bytes(data_class, text.encode(), table=table, column=column, row=row, hall=hall)

    def unseal(self, sealed: bytes, *, table: str, column: str, row: str) -> str:
        """Decrypt what was sealed for exactly this place; `SealBroken` otherwise."""
        return self.unseal_bytes(sealed, table=table, column=column, row=row).decode()

    def seal_bytes(
        self, data_class: DataClass, plain: bytes, *, table: str, column: str, row: str, hall: str | None = None
    ) -> bytes:
        if data_class not in _SEALED:
            raise ValueError(f"{data_class} values are stored as they are")
        key = self._key_named(KeyName(hall or self.home, self._year(), data_class.value))
        nonce = os.urandom(_NONCE_BYTES)
        place = _place(table, column, row, key.id)
        return key.header + nonce + key.cipher.encrypt(nonce, plain, place)

    def unseal_bytes(self, sealed: bytes, *, table: str, column: str, row: str) -> bytes:
        if sealed[:1] != _FORMAT or len(sealed) < _HEADER_BYTES + _NONCE_BYTES:
            raise SealBroken("these bytes were not sealed by this program")
        key = self._key_by_id(sealed[1:_HEADER_BYTES].hex())
        nonce, body = sealed[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES], sealed[_HEADER_BYTES + _NONCE_BYTES :]
        try:
            return key.cipher.decrypt(nonce, body, _place(table, column, row, key.id))
        except InvalidTag:
            raise SealBroken(f"sealed value in {table}.{column} is altered or out of place") from None

    def blind_index(self, kind: str, normalised: str) -> bytes:
        """A keyed digest to look a value up by equality; the caller normalises (18 digits, upper-case X)."""
        return self.content_hash(kind, normalised.encode())[:_INDEX_BYTES]

    def content_hash(self, kind: str, content: bytes) -> bytes:
        """A keyed digest that finds equal content again and tells nothing to whoever lacks the key."""
        key = self._key_named(KeyName(self.home, _TIMELESS, _INDEX))
        return hmac.digest(key.secret, kind.encode() + b"\x00" + content, hashlib.sha256)

    def _key_named(self, name: KeyName) -> _DataKey:
        known = self._by_name.get(name)
        if known is not None:
            return known
        stored = self._shelf.find(name) or self._shelf.add(self._new_key(name))
        return self._opened(stored)

    def _key_by_id(self, key_id: str) -> _DataKey:
        known = self._by_id.get(key_id)
        if known is not None:
            return known
        stored = self._shelf.find_by_id(key_id)
        if stored is None:
            raise SealBroken("the key of this sealed value is not here: destroyed, or of another store")
        return self._opened(stored)

    def _new_key(self, name: KeyName) -> WrappedKey:
        key_id = secrets.token_hex(_KEY_ID_BYTES)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        wrapped = nonce + self._master.encrypt(nonce, secrets.token_bytes(KEY_BYTES), _wrapping(key_id, name))
        return WrappedKey(key_id, name, self._master_name, wrapped)

    def _opened(self, stored: WrappedKey) -> _DataKey:
        if stored.master != self._master_name:
            raise KeysUnusable("this store was sealed with another master key")
        nonce, body = stored.wrapped[:_NONCE_BYTES], stored.wrapped[_NONCE_BYTES:]
        try:
            secret = self._master.decrypt(nonce, body, _wrapping(stored.id, stored.name))
        except InvalidTag:
            raise SealBroken("a stored data key is altered") from None
        key = _DataKey(stored.id, secret)
        self._shelf.when_kept(lambda: self._remember(stored.name, key))
        return key

    def _remember(self, name: KeyName, key: _DataKey) -> None:
        with self._changing:
            self._by_name[name] = key
            self._by_id[key.id] = key


class _MemoryShelf:
    """The shelf of a ring without a store."""

    def __init__(self) -> None:
        self._keys: dict[KeyName, WrappedKey] = {}

    def find(self, name: KeyName) -> WrappedKey | None:
        return self._keys.get(name)

    def find_by_id(self, key_id: str) -> WrappedKey | None:
        return next((key for key in self._keys.values() if key.id == key_id), None)

    def add(self, key: WrappedKey) -> WrappedKey:
        return self._keys.setdefault(key.name, key)

    def when_kept(self, remember: Callable[[], None]) -> None:
        remember()


def _place(table: str, column: str, row: str, key_id: str) -> bytes:
    if "|" in f"{table}{column}{row}":
        raise ValueError("the place of a sealed value cannot contain |")
    return f"{table}|{column}|{row}|{key_id}".encode()


def _wrapping(key_id: str, name: KeyName) -> bytes:
    return f"data_key|{key_id}|{name.hall}|{name.year}|{name.purpose}".encode()

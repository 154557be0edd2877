"""A social security card's chip as pure code: command in, answer out, in the order a real chip insists on."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

ENVIRONMENT: Final = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
ISSUER_FILE: Final = 0xEF05
HOLDER_FILE: Final = 0xEF06
T0_ATR: Final = bytes.fromhex("3B6D00000080318065B0890201F1829000")
T1_ATR: Final = bytes.fromhex("3B80800101")
_FREE_WITHOUT_KEY: Final = frozenset((0x01, 0x03, 0x05, 0x06, 0x07))


class Dialect(Enum):
    """Habits in which real chips differ. A chip may have several."""

    GET_RESPONSE = auto()
    """T=0: data of a selection have to be fetched (61xx)."""
    EXACT_LENGTH = auto()
    """A record is only given for exactly its length (6Cxx)."""
    OLD_SELECT = auto()
    """Files are selected with P1=00; P1=02 is refused (6A86)."""


@dataclass(frozen=True, slots=True, repr=False)
class SocialSecurityMemory:
    """What a chip holds: the records of both files by tag, without tag and length."""

    issuer: dict[int, bytes]
    holder: dict[int, bytes]
    dialects: frozenset[Dialect] = frozenset()
    atr: bytes = T1_ATR
    locked: bool = False
    needs_key: bool = False
    """Third generation: the holder's file is closed (6982)."""

    def __repr__(self) -> str:
        return "<SocialSecurityMemory>"


@dataclass(slots=True, repr=False)
class SocialSecurityChip:
    """The chip under power. `reset` forgets everything selected."""

    memory: SocialSecurityMemory
    _in_environment: bool = False
    _file: int | None = None
    _waiting: bytes = field(default=b"")

    def reset(self) -> None:
        self._in_environment, self._file, self._waiting = False, None, b""

    def answer(self, command: bytes) -> bytes:
        """Data and status words for one command APDU."""
        if len(command) < 4 or command[0] != 0:
            return _sw(0x6E00)
        handler = {0xA4: self._select, 0xB2: self._read_record, 0xC0: self._get_response}.get(command[1])
        if command[1] != 0xC0:
            self._waiting = b""
        return _sw(0x6D00) if handler is None else handler(command)

    def _select(self, command: bytes) -> bytes:
        name = command[5 : 5 + command[4]] if len(command) > 5 else b""
        if command[2] == 0x04:
            return self._select_environment(name)
        wanted = 0x00 if Dialect.OLD_SELECT in self.memory.dialects else 0x02
        if command[2] != wanted:
            return _sw(0x6A86)
        file = int.from_bytes(name, "big")
        if not self._in_environment or file not in (ISSUER_FILE, HOLDER_FILE):
            return _sw(0x6A82)
        self._file = file
        return _sw(0x9000)

    def _select_environment(self, name: bytes) -> bytes:
        if name != ENVIRONMENT:
            return _sw(0x6A82)
        if self.memory.locked:
            return _sw(0x9303)
        self._in_environment, self._file = True, None
        control = b"\x6f\x11\x84\x0f" + ENVIRONMENT
        if Dialect.GET_RESPONSE in self.memory.dialects:
            self._waiting = control
            return _sw(0x6100 | len(control))
        return control + _sw(0x9000)

    def _get_response(self, command: bytes) -> bytes:
        waiting, self._waiting = self._waiting, b""
        if not waiting:
            return _sw(0x6985)
        return waiting[: command[4] or 256] + _sw(0x9000) if len(command) > 4 else _sw(0x6700)

    def _read_record(self, command: bytes) -> bytes:
        if self._file is None:
            return _sw(0x6986)
        if command[3] != 0x00:
            return _sw(0x6A86)
        tag = command[2]
        if self.memory.needs_key and tag not in _FREE_WITHOUT_KEY:
            return _sw(0x6982)
        value = (self.memory.issuer if self._file == ISSUER_FILE else self.memory.holder).get(tag)
        if value is None:
            return _sw(0x6A83)
        record = bytes((tag, len(value))) + value
        wanted = command[4] if len(command) > 4 else 0
        exact = Dialect.EXACT_LENGTH in self.memory.dialects or wanted != 0
        if exact and wanted != len(record):
            return _sw(0x6C00 | len(record))
        return record + _sw(0x9000)

    def __repr__(self) -> str:
        return "<SocialSecurityChip>"


def _sw(status: int) -> bytes:
    return status.to_bytes(2, "big")


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class SocialSecurityHolder:
    """A synthetic person and their card. Dates as `YYYYMMDD`; the area is six digits."""

    number: str
    name: str
    sex: str = "1"
    ethnicity: str | None = "01"
    birthplace: str | None = "999999"
    birth_date: str | None = None
    identification_code: str = "999900D15600000599990001"
    card_number: str = "Z99000017"
    version: str = "2.00"
    issued: str = "20240102"
    valid_to: str = "20340101"
    has_name_extension: bool = True

    def memory(self, *dialects: Dialect, atr: bytes = T1_ATR) -> SocialSecurityMemory:
        """The chip's content. Version 1 cards have no name extension, version 3 cards ask for a key."""
        return SocialSecurityMemory(
            self._issuer_records(),
            self._holder_records(),
            frozenset(dialects),
            atr,
            needs_key=self.version.startswith("3"),
        )

    def _issuer_records(self) -> dict[int, bytes]:
        return {
            0x01: bytes.fromhex(self.identification_code.ljust(32, "F")),
            0x02: b"3",
            0x03: self.version.encode("ascii"),
            0x04: bytes.fromhex("999900000000000000000000"),
            0x05: bytes.fromhex(self.issued),
            0x06: bytes.fromhex(self.valid_to),
            0x07: self.card_number.encode("ascii"),
        }

    def _holder_records(self) -> dict[int, bytes]:
        name = self.name.encode("gb18030")
        records = {0x08: self.number.encode("ascii"), 0x09: name[:30].ljust(30, b"\0"), 0x0A: self.sex.encode("ascii")}
        if self.has_name_extension and not self.version.startswith("1"):
            records[0x4E] = name[30:50].ljust(20, b"\0")
        if self.ethnicity is not None:
            records[0x0B] = bytes.fromhex(self.ethnicity)
        if self.birthplace is not None:
            records[0x0C] = bytes.fromhex(self.birthplace)
        records[0x0D] = bytes.fromhex(self.birth_date or self.number[6:14])
        return records

    def __repr__(self) -> str:
        return "<SocialSecurityHolder>"

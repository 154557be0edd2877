"""Files and records of a social security card that this program reads, and the form of a record.

Records are read by tag: their numbers moved when version 2 put the name extension in.
"""

from enum import IntEnum
from functools import cache
from typing import Final

from card_reader.errors import ProtocolError
from card_reader.pcsc.apdu import Command, Instruction
from card_reader.wiping import Octets

ENVIRONMENT: Final = b"sx1.sh." + "社会保障".encode("gb18030")


class File(IntEnum):
    ISSUER = 0xEF05
    HOLDER = 0xEF06


class Tag(IntEnum):
    IDENTIFICATION_CODE = 0x01
    """cn 16; its first six digits are the area of the office that issued the card."""
    VERSION = 0x03
    """an 4, as in `2.00`."""
    ISSUED = 0x05
    """cn 4, YYYYMMDD."""
    VALID_TO = 0x06
    """cn 4, YYYYMMDD."""
    CARD_NUMBER = 0x07
    """an 9."""
    NUMBER = 0x08
    """an 18: the citizen's ID number."""
    NAME = 0x09
    """an 30."""
    SEX = 0x0A
    """an 1."""
    ETHNICITY = 0x0B
    """cn 1."""
    BIRTHPLACE = 0x0C
    """cn 3, area code."""
    BIRTH_DATE = 0x0D
    """cn 4, YYYYMMDD."""
    NAME_EXTENSION = 0x4E
    """an 20: the bytes that follow those of `NAME`, from version 2 on."""


ISSUER_TAGS: Final = (Tag.VERSION, Tag.IDENTIFICATION_CODE, Tag.ISSUED, Tag.VALID_TO, Tag.CARD_NUMBER)
HOLDER_TAGS: Final = (
    Tag.NUMBER, Tag.NAME, Tag.NAME_EXTENSION, Tag.SEX, Tag.ETHNICITY, Tag.BIRTHPLACE, Tag.BIRTH_DATE
)  # fmt: skip


@cache
def select_environment() -> Command:
    return Command(Instruction.SELECT, 0x04, 0x00, ENVIRONMENT)


@cache
def select_file(file: File, *, p1: int) -> Command:
    """`p1` 02 selects below the current environment; older cards want 00."""
    return Command(Instruction.SELECT, p1, 0x00, file.to_bytes(2, "big"))


@cache
def read_record(tag: Tag) -> Command:
    return Command(Instruction.READ_RECORD, tag, 0x00, expected=0)


def record_value(tag: Tag, record: Octets) -> tuple[Octets, bool]:
    """The value of a record, and whether all of it came. Raises ProtocolError for another record's answer."""
    if len(record) < 2 or record[0] != tag:
        raise ProtocolError("another_record")
    value = record[2 : 2 + record[1]]
    return value, len(value) == record[1]

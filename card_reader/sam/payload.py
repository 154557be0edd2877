"""What the data of an answer holds: text and photo, the newest address, the module's own number."""

from dataclasses import dataclass
from typing import Final

from card_reader.errors import ProtocolError
from card_reader.sam.frames import PREAMBLE
from card_reader.wiping import Octets, wipe

TEXT_LENGTH: Final = 256
_ADDRESS_LENGTH: Final = 70
_ADDRESS_HEADER: Final = b"\x00\x46"


@dataclass(frozen=True, slots=True, repr=False)
class CardContent:
    """The two parts of a read answer this program asks for, in buffers of their own."""

    text: bytearray
    photo: bytearray

    def wipe(self) -> None:
        wipe(self.text)
        wipe(self.photo)

    def __repr__(self) -> str:
        return "<CardContent>"


def split_read_answer(data: Octets, *, with_fingerprint: bool = False) -> CardContent:
    """Cut the data of a read answer by the lengths it transmits. A fingerprint part is left behind.

    Raises ProtocolError when the lengths do not add up, or when the text holds the start of another frame:
    then two answers ran into each other and only the weak checksum missed it.
    """
    parts = 3 if with_fingerprint else 2
    if len(data) < 2 * parts:
        raise ProtocolError("read_too_short")
    lengths = [int.from_bytes(data[2 * part : 2 * part + 2], "big") for part in range(parts)]
    if 2 * parts + sum(lengths) != len(data):
        raise ProtocolError("read_lengths")
    if lengths[0] != TEXT_LENGTH:
        raise ProtocolError("text_length")
    start = 2 * parts
    text = bytearray(data[start : start + TEXT_LENGTH])
    if PREAMBLE in text:
        wipe(text)
        raise ProtocolError("spliced_answers")
    return CardContent(text, bytearray(data[start + TEXT_LENGTH : start + TEXT_LENGTH + lengths[1]]))


def newest_address_block(data: Octets) -> bytearray:
    """The 70 bytes of a newest-address answer; some readers put their length in front."""
    if len(data) == _ADDRESS_LENGTH + 2 and data[:2] == _ADDRESS_HEADER:
        return bytearray(data[2:])
    if len(data) != _ADDRESS_LENGTH or PREAMBLE in data:
        raise ProtocolError("newest_address_length")
    return bytearray(data)


def sam_number(data: Octets) -> str:
    """The security module's number, as printed on the reader's label."""
    if len(data) != 16:
        raise ProtocolError("sam_number_length")
    standard, version = (int.from_bytes(data[at : at + 2], "little") for at in (0, 2))
    made, serial, batch = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
    return f"{standard:02d}.{version:02d}-{made:08d}-{serial:010d}-{batch:010d}"

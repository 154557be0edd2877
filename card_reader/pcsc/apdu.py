"""Commands to a chip card and its answers (ISO 7816-4), and the two ways a card asks to be asked again.

Only three instructions exist here. Nothing in this program can present a PIN (VERIFY): a wrong one locks a citizen's
card.
"""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final, NamedTuple, Self

from card_reader.errors import ProtocolError
from card_reader.wiping import Octets, wipe

LONGEST_ANSWER: Final = 4096
_MOST_CONTINUATIONS: Final = 32
_CONTINUED: Final = (0x61, 0x6C)


class Instruction(IntEnum):
    SELECT = 0xA4
    READ_RECORD = 0xB2
    GET_RESPONSE = 0xC0


@dataclass(frozen=True, slots=True)
class Command:
    """A command of class 00. `expected` is Le as transmitted: 0 asks for whatever there is, None sends none.

    Raises ValueError for an instruction this program never sends.
    """

    instruction: Instruction
    p1: int
    p2: int
    data: bytes = b""
    expected: int | None = None
    _encoded: bytes = field(init=False, repr=False, compare=False)
    octets: list[int] = field(init=False, repr=False, compare=False)
    """As the card service's binding wants them, made once; never changed."""

    def __post_init__(self) -> None:
        header = bytes((0, Instruction(self.instruction), self.p1, self.p2))
        body = bytes((len(self.data),)) + self.data if self.data else b""
        end = b"" if self.expected is None else bytes((self.expected,))
        object.__setattr__(self, "_encoded", header + body + end)
        object.__setattr__(self, "octets", list(header + body + end))

    def to_bytes(self) -> bytes:
        return self._encoded


class Response(NamedTuple):
    """What a card answered: data and the two status bytes as one number."""

    data: Octets
    status: int

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Raises ProtocolError for an answer without status or longer than any card's."""
        return cls.from_buffer(bytearray(raw))

    @classmethod
    def from_buffer(cls, raw: bytearray) -> Self:
        """`raw` becomes the data, which can be wiped. Raises ProtocolError like `from_bytes`."""
        if not 2 <= len(raw) <= LONGEST_ANSWER:
            raise ProtocolError("answer_length")
        status = raw[-2] << 8 | raw[-1]
        del raw[-2:]
        return cls(raw, status)

    def __repr__(self) -> str:
        return f"<Response {self.status:04X}, {len(self.data)} bytes>"


Exchange = Generator[Command, Response, Response]
"""Yields commands, is sent the answers, returns the one that counts."""


def exchange(command: Command) -> Exchange:
    """One command with all its continuations: `61xx` fetches what is waiting, `6Cxx` repeats with the right length.

    Raises ProtocolError when the card goes on without end.
    """
    response = yield command
    if response.status >> 8 not in _CONTINUED:
        return response
    data = bytearray()
    for _ in range(_MOST_CONTINUATIONS):
        if response.status >> 8 == 0x6C and not response.data:
            command = replace(command, expected=response.status & 0xFF)
        else:
            data += response.data
            wipe(response.data)
            if response.status >> 8 != 0x61:
                return Response(data, response.status)
            command = Command(Instruction.GET_RESPONSE, 0, 0, expected=response.status & 0xFF)
        if len(data) > LONGEST_ANSWER:
            break
        response = yield command
    wipe(data)
    raise ProtocolError("endless_answer")

"""The head of a log: its size and root, in the text form of a C2SP checkpoint.

    onewindow/530102001000.1/sm3
    42
    <base64 of the root>

    <signature lines, once a signer process makes them>

Heads are unsigned for now. A signer adds lines to `signatures`; nothing else here has to change for it.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final, Self

from backend.supervision.errors import HeadUnreadable
from backend.supervision.hashing import DIGEST_BYTES, HashName

_ORIGIN: Final = re.compile(r"onewindow/(?P<log>[0-9]{6,12}\.[0-9]{1,6})/(?P<hash>[a-z0-9]{1,16})")
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,15}")
_SIGNATURE_MARK: Final = "— "


@dataclass(frozen=True)
class Origin:
    """Which log, and by which hash: the first line of every head and of every export."""

    log: str
    hash: str = HashName.SM3

    def __str__(self) -> str:
        return f"onewindow/{self.log}/{self.hash}"

    @property
    def hall(self) -> str:
        return self.log.partition(".")[0]

    @property
    def epoch(self) -> int:
        """Which log of the hall it is, counted from 1."""
        return int(self.log.partition(".")[2])

    @classmethod
    def parse(cls, line: str) -> Self:
        match = _ORIGIN.fullmatch(line)
        if match is None:
            raise HeadUnreadable("the first line does not name a log")
        return cls(match["log"], match["hash"])


@dataclass(frozen=True)
class Head:
    """What a log was, in one line of hash."""

    origin: Origin
    size: int
    root: bytes
    signatures: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """What a signature covers."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def __str__(self) -> str:
        return "\n".join((self.body, *self.signatures, "")) if self.signatures else self.body

    @classmethod
    def parse(cls, text: str) -> Self:
        """The head a text shows; `HeadUnreadable` if it is none."""
        body, blank, rest = text.partition("\n\n")
        lines = body.removesuffix("\n").split("\n")
        if len(lines) != 3 or not _SIZE.fullmatch(lines[1]):
            raise HeadUnreadable("a head has three lines: origin, size, root")
        return cls(Origin.parse(lines[0]), int(lines[1]), _root(lines[2]), _signatures(rest) if blank else ())


def _root(line: str) -> bytes:
    try:
        root = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        raise HeadUnreadable("the root is not base64") from None
    if len(root) != DIGEST_BYTES or base64.b64encode(root).decode() != line:
        raise HeadUnreadable("the root is not a hash")
    return root


def _signatures(text: str) -> tuple[str, ...]:
    lines = tuple(text.removesuffix("\n").split("\n"))
    if not all(line.startswith(_SIGNATURE_MARK) for line in lines):
        raise HeadUnreadable("below the blank line come signatures only")
    return lines

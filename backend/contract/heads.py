"""The head of the hall's supervision chain, as every reply of a node to a signed-in station carries it in a header."""

import re
from typing import Final, Self

from pydantic import ConfigDict

from backend.contract.model import Model

__all__ = ["CHAIN_HEAD", "ChainHead"]

CHAIN_HEAD: Final = "X-Chain-Head"
"""Header: `<size> <beginning of the root in hex>`."""

_FORM: Final = re.compile(r"(0|[1-9][0-9]{0,15}) ([0-9a-f]{8,128})")


class ChainHead(Model):
    """How long a hall's log was, and the beginning of its root, when a reply was made."""

    model_config = ConfigDict(frozen=True)

    size: int
    root: str

    def __str__(self) -> str:
        return f"{self.size} {self.root}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The head a header tells. Raises ValueError when it is none."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError("not a chain head")
        return cls(size=int(match[1]), root=match[2])

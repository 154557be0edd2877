"""The head of the supervision chain, as every reply of a node carries it in a header."""

import re
from typing import Final, Self

from pydantic import BaseModel, ConfigDict

__all__ = ["CHAIN_HEAD", "ChainHead"]

CHAIN_HEAD: Final = "Chain-Head"
"""Header: `<origin> <size> <root>`, the three lines of a checkpoint in one, root in base64."""

_FORM: Final = re.compile(r"([\x21-\x7e]{1,80}) (0|[1-9][0-9]{0,15}) ([A-Za-z0-9+/=]{1,128})")


class ChainHead(BaseModel):
    """How long a log was, and its root, when a reply was made. `log` is the log's origin line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    log: str
    size: int
    root: str

    def __str__(self) -> str:
        return f"{self.log} {self.size} {self.root}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The head a header tells. Raises ValueError when it is none."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError("not a chain head")
        return cls(log=match[1], size=int(match[2]), root=match[3])

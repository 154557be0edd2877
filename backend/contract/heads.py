"""The head of the hall's supervision chain, as every reply of a node to a signed-in station carries it in a header."""

import re
from typing import Final, Self

from pydantic import ConfigDict

from backend.contract.model import Model

__all__ = ["CHAIN_HEAD", "ChainHead"]

CHAIN_HEAD: Final = "X-Chain-Head"
"""Header: the lines of a head as the chain keeps it (which log by which hash, size, root), parted by blanks."""

_FORM: Final = re.compile(
    r"onewindow/(?P<hall>[0-9]{6,12})\.(?P<epoch>[0-9]{1,6})/(?P<hash>[a-z0-9]{1,16})"
    r"[ \n](?P<size>0|[1-9][0-9]{0,15})[ \n](?P<root>[A-Za-z0-9+/]{43}=)\n?"
)


class ChainHead(Model):
    """How long a hall's log was, and its root, when a reply was made."""

    model_config = ConfigDict(frozen=True)

    hall: str
    epoch: int
    hash: str
    size: int
    root: str

    def __str__(self) -> str:
        return " ".join(self._lines)

    @property
    def log(self) -> str:
        return f"{self.hall}.{self.epoch}"

    @property
    def checkpoint(self) -> str:
        """As a file that `chain verify` and `chain compare` read."""
        return "".join(f"{line}\n" for line in self._lines)

    @property
    def _lines(self) -> tuple[str, str, str]:
        return f"onewindow/{self.log}/{self.hash}", str(self.size), self.root

    @classmethod
    def parse(cls, text: str) -> Self:
        """The head a header, or a file, tells. Raises ValueError when it is none."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError("not a chain head")
        return cls(
            hall=match["hall"], epoch=int(match["epoch"]), hash=match["hash"], size=int(match["size"]),
            root=match["root"],
        )  # fmt: skip

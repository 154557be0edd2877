"""The newest head of the node's supervision chain this station has seen: a history must never get shorter.

Every station keeping the head it was last told is one of the places an administrator cannot reach (`trust.md` 4).
Here only size and root are compared; that an older head is a prefix of a newer one is proved by `chain compare`.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from backend.contract import CHAIN_HEAD, ChainHead
from tui.client.atomic_file import private_folder, replace_file
from tui.client.errors import HistoryShrank

_NAME = "chain-heads.json"


class HistoryHead:
    """Remembers one head a log. `see` is cheap; `keep` writes, and belongs in a thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._heads: dict[str, ChainHead] = {}

    def load(self) -> None:
        with suppress(OSError, ValueError):
            told = json.loads(self._path.read_text("ascii"))
            self._heads = {log: ChainHead.parse(text) for log, text in told.items()}

    def see(self, headers: Mapping[str, str]) -> None:
        """Take note of the head a reply carries. Raises HistoryShrank and keeps the old one if it went back."""
        text = headers.get(CHAIN_HEAD)
        if text is None:
            return
        with suppress(ValueError):
            self._compare(ChainHead.parse(text))

    def _compare(self, head: ChainHead) -> None:
        held = self._heads.get(head.log)
        if held is not None and (head.size < held.size or (head.size == held.size and head.root != held.root)):
            raise HistoryShrank(f"log went from {held.size} to {head.size} entries")
        self._heads[head.log] = head

    def keep(self) -> None:
        content = json.dumps({log: str(head) for log, head in self._heads.items()})
        with suppress(OSError):
            private_folder(self._path.parent)
            replace_file(self._path, content.encode("ascii"))

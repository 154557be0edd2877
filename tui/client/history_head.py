"""The newest head of the node's supervision chain this station has seen: a history must never get shorter.

Every station keeping the head it was last told is one of the places an administrator cannot reach.
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
    """Remembers one head a hall. `see` is cheap; `keep` writes, and belongs in a thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._heads: dict[str, ChainHead] = {}

    def load(self) -> None:
        with suppress(OSError, ValueError):
            told = json.loads(self._path.read_text("ascii"))
            self._heads = {hall: ChainHead.parse(text) for hall, text in told.items()}

    def held(self, hall: str) -> ChainHead | None:
        return self._heads.get(hall)

    def see(self, hall: str, headers: Mapping[str, str], since: ChainHead | None) -> None:
        """Take note of the head of a hall's log that a reply carries.

        `since` is what was held when the request was sent: replies may cross each other, so only that is a floor.
        Raises HistoryShrank, and keeps the old head, if the log went back behind it.
        """
        text = headers.get(CHAIN_HEAD)
        if text is None:
            return
        with suppress(ValueError):
            head = ChainHead.parse(text)
            if since is not None and _went_back(since, head):
                raise HistoryShrank(f"log went from {since.size} to {head.size} entries")
            newest = self._heads.get(hall)
            if newest is None or head.size > newest.size:
                self._heads[hall] = head

    def keep(self) -> None:
        content = json.dumps({hall: str(head) for hall, head in self._heads.items()})
        with suppress(OSError):
            private_folder(self._path.parent)
            replace_file(self._path, content.encode("ascii"))


def _went_back(before: ChainHead, after: ChainHead) -> bool:
    return after.size < before.size or (after.size == before.size and after.root != before.root)

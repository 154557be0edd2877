"""The heads of the node's supervision chain this station has seen: a history must never get shorter.

Every station keeping what it was told is one of the places an administrator cannot reach. The last head of each day
stays, as a file that `chain verify --heads` and `chain compare` read: a log rewritten and grown since does not show
here, but there.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from backend.contract import CHAIN_HEAD, ChainHead
from tui.client.atomic_file import private_folder, replace_file
from tui.client.errors import HistoryShrank

HEADS: Final = "heads"


class HistoryHead:
    """Remembers the newest head of each hall. `see` is cheap; `keep` writes, and belongs in a thread."""

    def __init__(self, folder: Path, today: Callable[[], date]) -> None:
        self._folder = folder / HEADS
        self._today = today
        self._heads: dict[str, ChainHead] = {}
        self._kept: dict[str, ChainHead] = {}

    def load(self) -> None:
        with suppress(OSError):
            newest = {path.name.partition("_")[0]: path for path in sorted(self._folder.glob("[0-9]*_*"))}
            for path in newest.values():
                with suppress(OSError, ValueError):
                    self._take(ChainHead.parse(path.read_text("ascii")))
        self._kept = dict(self._heads)

    def held(self, hall: str) -> ChainHead | None:
        return self._heads.get(hall)

    def see(self, headers: Mapping[str, str], since: ChainHead | None) -> None:
        """Take note of the head of a hall's log that a reply carries.

        `since` is what was held when the request was sent: replies may cross each other, so only that is a floor.
        Raises HistoryShrank if the log went back behind it, or another was begun in its place after a recovery.
        """
        text = headers.get(CHAIN_HEAD)
        if text is None:
            return
        with suppress(ValueError):
            head = ChainHead.parse(text)
            self._take(head)
            if since is not None and since.hall == head.hall and _went_back(since, head):
                raise HistoryShrank(f"log {since.log} of {since.size} entries is now {head.log} of {head.size}")

    def keep(self) -> None:
        for hall, head in tuple(self._heads.items()):
            if self._kept.get(hall) == head:
                continue
            with suppress(OSError):
                replace_file(
                    private_folder(self._folder) / f"{head.log}_{self._today()}", head.checkpoint.encode("ascii")
                )
                self._kept[hall] = head

    def _take(self, head: ChainHead) -> None:
        """A newer one takes the place of the one held; one that went back does not."""
        held = self._heads.get(head.hall)
        if held is None or (head.epoch, head.size) > (held.epoch, held.size):
            self._heads[head.hall] = head


def _went_back(before: ChainHead, after: ChainHead) -> bool:
    if after.epoch != before.epoch:
        return True
    return after.size < before.size or (after.size == before.size and after.root != before.root)

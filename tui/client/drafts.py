"""Drafts of this station: saved at every change, sealed, and there again after a crash or a power cut.

Saving never waits for the disk: one worker thread writes in order, and only the newest state of a visit. A draft
that cannot be written stays in memory, is tried again with the next change, and the watcher is told.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from errno import EDQUOT, ENOSPC
from pathlib import Path
from threading import Lock
from typing import Any, Final

from tui.client.atomic_file import private_folder, remove_file, replace_file
from tui.client.sealing import StationKey, Unsealable

KEPT_DAYS: Final = 7
_ENDING: Final = ".draft"
_ASIDE: Final = ".unreadable"


class DraftTrouble(StrEnum):
    DISK_FULL = "disk_full"
    NOT_WRITABLE = "not_writable"


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft as it was last saved. `body` is for the counter, which made it."""

    visit: str
    saved_at: datetime
    body: dict[str, Any] = field(repr=False)


class DraftBox:
    """`on_trouble` is called from the worker thread: with what is wrong, and with None when it works again."""

    def __init__(
        self,
        folder: Path,
        key: Callable[[], StationKey],
        *,
        on_trouble: Callable[[DraftTrouble | None], None] = lambda trouble: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder = folder
        self._find_key = key
        self._key: StationKey | None = None
        self._on_trouble = on_trouble
        self._clock = clock
        self._lock = Lock()
        self._unwritten: dict[str, SavedDraft | None] = {}
        self._trouble: DraftTrouble | None = None
        self.damaged = 0
        """How many drafts on the disk were no longer what was written, and were put aside."""
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drafts")

    @property
    def trouble(self) -> DraftTrouble | None:
        return self._trouble

    def save(self, visit: str, body: dict[str, Any]) -> Future[None]:
        """Keep this state of a visit; the future is done when it is on the disk, or known not to get there."""
        return self._queue(visit, SavedDraft(visit, self._clock(), body))

    def drop(self, visit: str) -> Future[None]:
        """The visit is over: forget its draft."""
        return self._queue(visit, None)

    def try_again(self) -> Future[None]:
        """Write what could not be written before, if there is anything."""
        return self._worker.submit(self._write_waiting)

    def load(self) -> list[SavedDraft]:
        """All drafts on the disk that can be read, oldest first; blocks. What cannot be read is put aside."""
        drafts = [draft for path in self._files() if (draft := self._read(path)) is not None]
        until = self._clock() - timedelta(days=KEPT_DAYS)
        for draft in drafts:
            if draft.saved_at < until and not draft.body.get("operation"):
                remove_file(self._path(draft.visit))
        self._forget_put_aside(until)
        return sorted((draft for draft in drafts if self._path(draft.visit).exists()), key=lambda d: d.saved_at)

    def _forget_put_aside(self, until: datetime) -> None:
        with suppress(OSError):
            for path in self._folder.glob(f"*{_ASIDE}"):
                if path.stat().st_mtime < until.timestamp():
                    remove_file(path)

    def close(self) -> None:
        """Write what is waiting, then stop."""
        self._worker.shutdown(wait=True)

    def _queue(self, visit: str, draft: SavedDraft | None) -> Future[None]:
        with self._lock:
            self._unwritten[visit] = draft
        return self._worker.submit(self._write_waiting)

    def _write_waiting(self) -> None:
        """Write the newest state of every visit that has one unwritten."""
        with self._lock:
            waiting = dict(self._unwritten)
        for visit, draft in waiting.items():
            try:
                self._write(visit, draft)
            except (OSError, ValueError) as error:
                self._tell(_trouble_of(error))
                return
            with self._lock:
                if self._unwritten.get(visit) is draft:
                    del self._unwritten[visit]
        self._tell(None)

    def _write(self, visit: str, draft: SavedDraft | None) -> None:
        if draft is None:
            remove_file(self._path(visit))
            return
        content = json.dumps({"saved_at": draft.saved_at.isoformat(), "body": draft.body}, ensure_ascii=False)
        private_folder(self._folder)
        replace_file(self._path(visit), self._sealing().seal(visit, content.encode()))

    def _read(self, path: Path) -> SavedDraft | None:
        visit = path.name.removesuffix(_ENDING)
        try:
            key = self._sealing()
        except (OSError, ValueError):
            return None  # the key may be there again later: the draft stays
        try:
            content = json.loads(key.unseal(visit, path.read_bytes()))
            return SavedDraft(visit, datetime.fromisoformat(content["saved_at"]), content["body"])
        except (Unsealable, ValueError, KeyError, TypeError):
            self.damaged += 1
            with suppress(OSError):
                path.rename(path.with_suffix(_ASIDE))
        except OSError:
            return None
        return None

    def _sealing(self) -> StationKey:
        if self._key is None:
            self._key = self._find_key()
        return self._key

    def _tell(self, trouble: DraftTrouble | None) -> None:
        if trouble is not self._trouble:
            self._trouble = trouble
            self._on_trouble(trouble)

    def _files(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from sorted(self._folder.glob(f"*{_ENDING}"))

    def _path(self, visit: str) -> Path:
        return self._folder / f"{visit}{_ENDING}"


def _trouble_of(error: Exception) -> DraftTrouble:
    full = isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT)
    return DraftTrouble.DISK_FULL if full else DraftTrouble.NOT_WRITABLE

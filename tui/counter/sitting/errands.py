"""What is under way for a visit while the operator goes on."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from tui.client import ClientError, NotSignedIn, SessionLocked, Unreachable, told
from tui.locale import _
from tui.widgets import Level

log = logging.getLogger(__name__)

Tell = Callable[[str, Level], None]


class Errands:
    """`tell` reaches the operator; `interrupted` is called with what wants signing in again."""

    def __init__(self, tell: Tell, interrupted: Callable[[ClientError], None]) -> None:
        self.tell = tell
        self._interrupted = interrupted
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, errand: Coroutine[Any, Any, None]) -> None:
        """Let an errand run; it ends with the sitting."""
        task = asyncio.get_running_loop().create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """An errand that broke is told and written down by its kind only: its words may hold personal data."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an errand of a visit broke: %s", type(error).__name__)
            words = _("Something went wrong in this program ({kind}). Nothing typed is lost: tell support.")
            self.tell(words.format(kind=type(error).__name__), "problem")

    def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()

    def failed(self, error: ClientError, *, again: bool = False) -> None:
        if not self.ask_to_sign_in(error):
            self.tell(told(error, again=again), "caution" if isinstance(error, Unreachable) else "problem")

    def ask_to_sign_in(self, error: ClientError) -> bool:
        """Or to unlock, where that is what is wrong; whether it is."""
        wanted = isinstance(error, SessionLocked | NotSignedIn)
        if wanted:
            self._interrupted(error)
        return wanted

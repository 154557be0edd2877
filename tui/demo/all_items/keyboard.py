"""Keys pressed at a counter that runs without a terminal, and what is waited for between them."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from tui.app import OneWindowApp

__all__ = ["Keyboard", "Stuck"]

PATIENCE: Final = 30.0
"""Seconds after which nothing more is expected of the screen."""

PERSON, SCANNER = 0.08, 0.002
"""Seconds between two keys of a person, and of a scanner."""

EARLIER: Final = 24 * 3600.0


class Stuck(Exception):
    """The screen does not do, or does not want, what was expected; says where. Holds nothing personal."""


class Keyboard:
    """Keys carry the times of somebody who types evenly. The counter, which tells a scanner from a person by these
    times, need not wait for them: they lie a day back and only ever go on.
    """

    def __init__(self, pilot: Pilot[None], app: OneWindowApp) -> None:
        self._pilot = pilot
        self._app = app
        self._time = monotonic() - EARLIER
        self.presses = 0

    async def press(self, *keys: str) -> None:
        """Named keys, or single characters; each counts."""
        for key in keys:
            self._send(key, PERSON)
        self.presses += len(keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """A text as it comes from the keyboard or the input method: each character counts once."""
        await self.press(*text)

    async def scan(self, code: str) -> None:
        """A barcode: no key of anybody's, so none is counted."""
        self._time += 1.0
        for key in (*code, "enter"):
            self._send(key, SCANNER)
        await self.settle()

    def _send(self, key: str, pause: float) -> None:
        self._time += pause
        character = key if len(key) == 1 else ("\r" if key == "enter" else None)
        event = events.Key(_character_to_key(key) if len(key) == 1 else key, character)
        event.time = self._time
        event.set_sender(self._app)
        self._app.post_message(event)

    async def settle(self) -> None:
        """Until the keys are through: the last may be held as long as it could begin a scan."""
        await self._pilot.pause(0)
        await self.until(lambda: not self._app.holds_keys, "keys come through")
        await self._pilot.pause(0)
        await self._pilot.pause(0)

    async def until(self, there: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
        """Raises Stuck when it does not come about."""
        end = monotonic() + patience
        while not there():
            if monotonic() > end:
                raise Stuck(f"waited in vain: {what}")
            await asyncio.sleep(0.004)

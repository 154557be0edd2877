"""A scanner is a keyboard that types very fast: its bursts become messages instead of text in some field.

`card_reader.scanner` tells the two apart by time. In a field the first character of a possible burst appears at
once, so that ordinary typing has no delay; what follows within the gap of a scanner is held back until it is known
what it was. When it was a scan, the field takes its first character back and `Scanned` is posted. Anything else is
handed on as if nothing had happened, in order.
"""

import asyncio
from collections import deque
from math import inf
from typing import Final, Protocol, TypeVar, runtime_checkable

from textual import events
from textual.message import Message
from textual.widget import Widget

from card_reader import BurstDetector, Keys
from tui.keyboard import SteadyKeys

GAP: Final = 0.03
"""Seconds of silence after which held keys are people's. Scanners need 1 to 15 ms, people more than 60."""

_ENDS: Final = {"enter": "\r", "ctrl+j": "\r", "tab": "\r"}
# Group, record and unit separators, which two-dimensional codes carry between their parts.
_SEPARATORS: Final = {
    "ctrl+right_square_bracket": "\x1d",
    "ctrl+circumflex_accent": "\x1e",
    "ctrl+underscore": "\x1f",
}

ReturnType = TypeVar("ReturnType")


class Scanned(Message):
    """A code was scanned while this screen was in front; bubbles to the application."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


@runtime_checkable
class TakesBack(Protocol):
    """A widget that shows a key at once and can undo it when the key turns out to begin a scan."""

    def on_take_back(self, event: "TakeBack") -> None: ...


class TakeBack(Message, bubble=False):
    """To a field: undo this key. A message, so that it comes after the key however many wait in between."""

    def __init__(self, key: events.Key) -> None:
        super().__init__()
        self.key = key


class Silence(Message, bubble=False):
    """To the application itself, behind all keys that wait: no key has come for a while."""


def scanner_character(key: events.Key) -> str:
    """What the key is to a scanner's code; nothing when no scanner types it."""
    if key.key in _ENDS:
        return _ENDS[key.key]
    if key.key in _SEPARATORS:
        return _SEPARATORS[key.key]
    character = key.character or ""
    return character if len(character) == 1 and " " <= character <= "~" else ""


class ScanCapture(SteadyKeys[ReturnType]):
    """The application our screens run in: looks at keys before any widget does."""

    def __init__(self, *, scanner_prefix: str = "", steady: bool = True) -> None:
        """`scanner_prefix`: what the hall's scanners send before each code, if they are set to."""
        super().__init__(steady=steady)
        self._detector = BurstDetector(prefix=scanner_prefix, max_gap=GAP)
        self._held: deque[events.Key] = deque()
        self._shown: tuple[events.Key, Widget] | None = None
        self._silence: asyncio.TimerHandle | None = None

    @property
    def holds_keys(self) -> bool:
        """Whether keys are held back until it is known whether a scanner sent them."""
        return bool(self._held)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._on_raw_key(event)
            return
        if isinstance(event, events.Paste) and self._is_covered:
            return
        if isinstance(event, events.InputEvent | events.Paste) and self._held:
            await self._release()
        await super().on_event(event)

    async def _on_raw_key(self, key: events.Key) -> None:
        character = scanner_character(key)
        if self._is_covered:
            await self._act_as_application(key)
        elif not character or not getattr(self.screen, "CAPTURES_SCANS", False):
            await self._release()
            await super().on_event(key)
        else:
            self._held.append(key)
            await self._act_on(self._detector.feed(character, key.time))
            await self._show_first(key)
            self._await_silence()

    @property
    def _is_covered(self) -> bool:
        """Whether the window is too small: nobody sees what a key or a paste would do."""
        return bool(getattr(self.screen, "too_small", False))

    async def _act_as_application(self, key: events.Key) -> None:
        """Only what is not of the screen: the counter can be closed."""
        for binding in self._bindings.key_to_bindings.get(key.key, ()):
            if binding.priority:
                await self.run_action(binding.action, self)

    async def _act_on(self, keys: Keys) -> None:
        """What the detector decided covers the oldest of the held keys, one per character."""
        for _ in keys.released:
            await self._deliver(self._held.popleft())
        if keys.scan is not None:
            await self._take_scan(keys.scan.text)

    async def _deliver(self, key: events.Key) -> None:
        if self._shown is not None and self._shown[0] is key:
            self._shown = None
        else:
            await super().on_event(key)

    async def _take_scan(self, code: str) -> None:
        is_scan = getattr(self.screen, "is_scan", None)
        if not callable(is_scan) or not is_scan(code):
            while self._held:
                await self._deliver(self._held.popleft())
            return
        self._held.clear()
        if self._shown is not None:
            first, widget = self._shown
            self._shown = None
            widget.post_message(TakeBack(first))
        self.screen.post_message(Scanned(code))

    async def _show_first(self, key: events.Key) -> None:
        """Let the field have the first key of a possible burst now: it can take it back."""
        focused = self.focused
        if len(self._held) == 1 and self._held[0] is key and isinstance(focused, TakesBack):
            self._shown = (key, focused)
            await super().on_event(key)

    def _await_silence(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
        if self._held:
            self._silence = asyncio.get_running_loop().call_later(GAP + 0.001, self.post_message, Silence())

    async def on_silence(self, event: Silence) -> None:
        # A new message knows what time it is by the clock of the keys.
        await self._act_on(self._detector.flush(Message().time))
        self._await_silence()

    async def _release(self) -> None:
        """Hand on what was held back, as if it had never been."""
        await self._act_on(self._detector.flush(inf))

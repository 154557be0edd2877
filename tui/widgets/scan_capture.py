"""A scanner is a keyboard that types very fast: its bursts become messages instead of text in some field.

Nothing is decided by guessing early. In a field the first character of a possible burst appears at once, so
ordinary typing has no delay; what follows within `GAP` is held back until the keys fall silent. A long enough
burst that ended with Enter or Tab is a scan: the field takes its first character back and `Scanned` is posted.
Anything else is handed to the field as if nothing had happened, in order, at most one `GAP` later.
"""

import asyncio
from typing import Final, Protocol, TypeVar, runtime_checkable

from textual import events
from textual.app import App
from textual.message import Message
from textual.widget import Widget

GAP: Final = 0.03
"""Seconds. Scanners need 1 to 15 ms between characters; people need more than 60, and rarely twice in a row."""

SHORTEST: Final = 6
"""Characters. Shorter bursts are two hands on a keyboard."""

_ENDS: Final = {"enter": "\n", "ctrl+j": "\n", "tab": "\t"}
# Group, record and unit separators and end of transmission, which two-dimensional codes carry between their parts.
_SEPARATORS: Final = {
    "ctrl+right_square_bracket": "\x1d",
    "ctrl+circumflex_accent": "\x1e",
    "ctrl+underscore": "\x1f",
    "ctrl+d": "\x04",
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

    def take_back(self, key: events.Key) -> None: ...


class Burst:
    """Keys that came so close together that they may be a scan; pure, its clock is the time of the keys."""

    def __init__(self) -> None:
        self.keys: list[events.Key] = []
        self._last = 0.0

    def __bool__(self) -> bool:
        return bool(self.keys)

    def continues_with(self, key: events.Key) -> bool:
        return bool(self.keys) and key.time - self._last <= GAP

    def add(self, key: events.Key) -> None:
        self.keys.append(key)
        self._last = key.time

    def take(self) -> list[events.Key]:
        keys, self.keys = self.keys, []
        return keys

    @property
    def text(self) -> str:
        return "".join(map(burst_character, self.keys))

    @property
    def ended(self) -> bool:
        """Long enough, and closed as scanners close their codes."""
        return self.text.endswith(("\n", "\t")) and len(self.text.strip("\n\t")) >= SHORTEST


def burst_character(key: events.Key) -> str:
    """What the key adds to a code; nothing when no scanner types it."""
    if key.key in _ENDS:
        return _ENDS[key.key]
    if key.key in _SEPARATORS:
        return _SEPARATORS[key.key]
    character = key.character or ""
    return character if len(character) == 1 and " " <= character <= "~" else ""


class ScanCapture(App[ReturnType]):
    """The application our screens run in: looks at keys before any widget does."""

    def __init__(self) -> None:
        super().__init__()
        self._burst = Burst()
        self._shown_in: TakesBack | None = None
        self._silence: asyncio.TimerHandle | None = None

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._on_raw_key(event)
            return
        if isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded and self._burst:
            await self._release()
        await super().on_event(event)

    async def _on_raw_key(self, key: events.Key) -> None:
        if getattr(self.screen, "too_small", False):
            await self._check_bindings(key.key, priority=True)
        elif not burst_character(key) or not getattr(self.screen, "CAPTURES_SCANS", False):
            await self._release()
            await super().on_event(key)
        elif self._burst.continues_with(key):
            await self._continue(key)
        else:
            await self._release()
            await self._begin(key)

    async def _begin(self, key: events.Key) -> None:
        if key.key in _ENDS:
            await super().on_event(key)
            return
        self._burst.add(key)
        focused = self.focused
        if isinstance(focused, TakesBack):
            self._shown_in = focused
            await super().on_event(key)
        self._await_silence()

    async def _continue(self, key: events.Key) -> None:
        self._burst.add(key)
        if key.key in _ENDS and not self._burst.ended:
            await self._release()
        else:
            self._await_silence()

    def _await_silence(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
        loop = asyncio.get_running_loop()
        self._silence = loop.call_later(GAP, self.call_next, self._silent)

    async def _silent(self) -> None:
        """The keys fell silent: either it was a scan, or somebody typed quickly."""
        if not self._burst.ended or not self._taken_as_scan(code := self._burst.text.rstrip("\n\t")):
            await self._release()
            return
        first = self._burst.take()[0]
        if isinstance(self._shown_in, Widget):
            self._shown_in.call_next(self._shown_in.take_back, first)
        self._forget()
        self.screen.post_message(Scanned(code))

    def _taken_as_scan(self, code: str) -> bool:
        is_scan = getattr(self.screen, "is_scan", None)
        return bool(is_scan(code)) if callable(is_scan) else False

    async def _release(self) -> None:
        """Hand over what was held back, as if it had never been."""
        held = self._burst.take()
        if self._shown_in is not None:
            held = held[1:]
        self._forget()
        for key in held:
            await super().on_event(key)

    def _forget(self) -> None:
        self._shown_in = None
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None

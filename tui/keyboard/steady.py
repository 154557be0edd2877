"""The application below all our screens: a key that acts, acts once however long it is held."""

import asyncio
from typing import TypeVar

from textual import events
from textual.app import App
from textual.message import Message
from textual.widgets import Input

from tui.keyboard.held import NEXT_REPEAT, HeldKeys, Verdict

ReturnType = TypeVar("ReturnType")


class Meant(Message, bubble=False):
    """To the application itself: a key that might have been held down was not followed by another."""

    def __init__(self, key: events.Key) -> None:
        super().__init__()
        self.key = key


class SteadyKeys(App[ReturnType]):
    """Text, movement and Escape pass as often as they come: they lose nothing. `steady` is off for programs that
    press keys as fast as they can."""

    def __init__(self, *, steady: bool = True) -> None:
        super().__init__()
        self._steady = steady
        self._keys = HeldKeys()
        self._perhaps: events.Key | None = None

    def came_up(self) -> None:
        """Something has come on the screen by itself: no key pressed until now was meant for it."""
        self._keys.came_up(Message().time)
        self._perhaps = None

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Paste):
            self._keys.passed()
        if not self._steady or not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif not self._acts(event):
            self._keys.passed()
            await self._let_through()
            await super().on_event(event)
        else:
            await self._judge(event)

    def _acts(self, key: events.Key) -> bool:
        if key.key == "enter" or (key.key.startswith("f") and key.key[1:].isdigit()):
            return True
        return key.is_printable and (not self._is_typing or self._keys.is_down(key.key, key.time))

    @property
    def _is_typing(self) -> bool:
        return isinstance(self.focused, Input)

    async def _judge(self, key: events.Key) -> None:
        verdict = self._keys.press(key.key, key.time, typed=key.is_printable and self._is_typing)
        if verdict is Verdict.REPEAT:
            self._perhaps = None
            return
        await self._let_through()
        if verdict is Verdict.MEANT:
            await super().on_event(key)
        else:
            self._perhaps = key
            asyncio.get_running_loop().call_later(NEXT_REPEAT, self.post_message, Meant(key))

    async def on_meant(self, event: Meant) -> None:
        if self._perhaps is event.key:
            if event.key.is_printable and self._is_typing:
                self._keys.passed()
            await self._let_through()

    async def _let_through(self) -> None:
        if self._perhaps is not None:
            key, self._perhaps = self._perhaps, None
            await super().on_event(key)

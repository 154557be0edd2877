"""A key that is held down, or pressed twice by a nervous finger, counts once; pure rules.

Enter leads from page to page, digits answer and F12 hands over. Held for seconds, each would answer what nobody has
read. Terminals do not tell a held key from one pressed often; the time between does.
"""

from enum import Enum, auto
from typing import Final

TWICE: Final = 0.25
"""Seconds within which the same key again was not meant: a double click of the finger, or a held key."""

FIRST_REPEAT: Final = 1.2
"""Seconds after which at the latest a held key begins to repeat (Windows waits up to one)."""

NEXT_REPEAT: Final = 0.08
"""Seconds after which at the latest a key that has begun to repeat comes again."""

SEEN: Final = 0.4
"""Seconds what came up by itself has to be there before a key can have been meant for it."""


class Verdict(Enum):
    MEANT = auto()
    REPEAT = auto()
    PERHAPS = auto()
    """Meant, unless the same key comes again within NEXT_REPEAT."""


class HeldKeys:
    """Asked about each key in turn; times in seconds, of one clock."""

    def __init__(self) -> None:
        self._key = ""
        self._last = 0.0
        self._came_up = float("-inf")

    def press(self, key: str, time: float, *, typed: bool = False) -> Verdict:
        """What to do with a key that acts, or that acted last and would be `typed` now: who types is not slowed."""
        again, since = key == self._key, time - self._last
        self._key, self._last = key, time
        if time - self._came_up < SEEN or (again and since < (NEXT_REPEAT if typed else TWICE)):
            return Verdict.REPEAT
        return Verdict.PERHAPS if again and since <= FIRST_REPEAT else Verdict.MEANT

    def is_down(self, key: str, time: float) -> bool:
        """Whether this is the key that acted last, so soon afterwards that it may never have been let go."""
        return key == self._key and time - self._last <= FIRST_REPEAT

    def passed(self) -> None:
        """A key was taken as text or movement, which may be held."""
        self._key = ""

    def came_up(self, time: float) -> None:
        """Something is on the screen that no key has called for."""
        self._came_up = time

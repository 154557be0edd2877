"""Telling a barcode scanner that types like a keyboard from a person who types.

Pure: fed with characters and the monotonic time of each. A scanner's keys come in a burst and end with Enter.
"""

from dataclasses import dataclass
from typing import Final

ENTER: Final = ("\r", "\n")
SHORTEST: Final = 6
"""Characters of a scan; fewer may be a quick typist's."""


@dataclass(frozen=True, slots=True, repr=False)
class Scan:
    """What a scanner sent, without prefix and Enter. A code may stand for a person: its repr shows nothing."""

    text: str

    def __repr__(self) -> str:
        return f"<Scan of {len(self.text)} characters>"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Outcome of one key. `released` was typed by a person and goes where typing goes, in order.

    The Enter of a scan is never released: a scan must not submit a form.
    """

    scan: Scan | None = None
    released: str = ""

    def __repr__(self) -> str:
        return f"<Keys {self.scan!r}, {len(self.released)} released>"


_NOTHING: Final = Keys()


class BurstDetector:
    """Holds keys back while they may still become a scan, for at most `max_gap` seconds after the last one.

    After every `feed`, call `flush` at `due` unless another key came first. Scanners set to send a `prefix`
    spare the typist even that: only keys that could be the prefix are held.
    """

    def __init__(self, *, prefix: str = "", max_gap: float = 0.035, max_length: int = 4096) -> None:
        self._prefix = prefix
        self._max_gap = max_gap
        self._max_length = max_length
        self._held = ""
        self._last_at = 0.0

    @property
    def due(self) -> float | None:
        """When held keys stop being a possible scan; None when none are held."""
        return self._last_at + self._max_gap if self._held else None

    def feed(self, character: str, at: float) -> Keys:
        """One key. Times must not run backwards."""
        late = self.flush(at).released
        outcome = self._enter(character) if character in ENTER else self._hold(character, at)
        return Keys(outcome.scan, late + outcome.released) if late else outcome

    def flush(self, at: float) -> Keys:
        """Release what is held when it has been quiet for longer than a scanner ever is."""
        if not self._held or at - self._last_at <= self._max_gap:
            return _NOTHING
        return Keys(released=self._let_go())

    def _enter(self, character: str) -> Keys:
        held = self._let_go()
        text = held[len(self._prefix) :]
        if held.startswith(self._prefix) and len(text) >= SHORTEST:
            return Keys(scan=Scan(text))
        return Keys(released=held + character)

    def _hold(self, character: str, at: float) -> Keys:
        self._held += character
        self._last_at = at
        could_be_scan = self._prefix.startswith(self._held) or self._held.startswith(self._prefix)
        if could_be_scan and len(self._held) <= self._max_length:
            return _NOTHING
        return Keys(released=self._let_go())

    def _let_go(self) -> str:
        held, self._held = self._held, ""
        return held

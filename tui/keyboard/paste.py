"""A paste is text and nothing else, whatever it holds.

A terminal puts a paste between two marks. Textual goes on looking for keys between them, and leaves the paste at a
sequence it does not know: the rest acts as keys, and a pasted text could hand a visit over. Here everything between
the marks is taken out before Textual's parser sees it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Final

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.events import Paste
from textual.message import Message

SETTLED: Final = 0.05
"""Seconds of silence after which an ended paste is over. Some terminals let a mark of the end through that is part of
the pasted text; the rest and the true mark follow at once, and all of it is the paste."""

STALLED: Final = 3.0
"""Seconds of silence after which an unfinished paste is shown as it is, and a key that comes alone is a key again."""

BROKEN_MARK: Final = 1.0
"""Seconds the rest of a mark is waited for that a bad line has cut in two."""

MOST: Final = 1_000_000
"""Characters of one paste that are kept: far more than any field takes."""

_LONGEST_KEY: Final = 6
_LONGEST_PART: Final = len(BRACKETED_PASTE_END) - 1
# Line breaks and tabs stay: fields make a blank of them.
_DROPPED: Final = re.compile(r"\x1b\[20[01]~|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


class PasteParser(XTermParser):
    """Textual's parser, which is shown everything but what is pasted."""

    def __init__(self, debug: bool = False, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self._part = ""
        """The end of what came last, as it may be a part of a mark."""
        self._pasting = False
        self._ended = False
        """While pasting: a mark of the end was seen, and nobody knows yet whether it was the last one."""
        self._pieces: list[str] = []
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        yield from self._settle()
        silence, self._last = self._clock() - self._last, self._clock()
        if self._pasting and not (silence >= STALLED and self._is_key(data)):
            yield from self._paste(data)
            return
        if self._pasting:
            self._leave()
        if silence >= BROKEN_MARK:
            self._part = ""
        yield from self._keys(data)

    def tick(self) -> Iterable[Message]:
        yield from self._settle()
        silence = self._clock() - self._last
        if self._pasting and silence >= STALLED:
            yield from self._told()
        elif not self._pasting and (len(self._part) < 3 or silence >= BROKEN_MARK):
            yield from super().tick()

    def _keys(self, data: str) -> Iterator[Message]:
        """Up to the first paste everything is Textual's, the mark too, so that it does not wait for its rest."""
        seen = len(self._part)
        before, mark, pasted = (self._part + data).partition(BRACKETED_PASTE_START)
        self._part = "" if mark else _begun(before, BRACKETED_PASTE_START)
        yield from super().feed((before + mark)[seen:])
        if mark:
            self._pasting = True
            yield from self._paste(pasted)

    def _paste(self, data: str) -> Iterator[Message]:
        text, mark, rest = (self._part + data).rpartition(BRACKETED_PASTE_END)
        if mark:
            self._keep(text)
            self._part = ""
            yield from self._told()
            self._ended = True
        self._keep(rest[:-_LONGEST_PART])
        self._part = rest[-_LONGEST_PART:]

    def _keep(self, text: str) -> None:
        if text and sum(map(len, self._pieces)) < MOST:
            self._pieces.append(text)

    def _told(self) -> Iterator[Message]:
        """What was pasted until now."""
        begun = _begun(self._part, BRACKETED_PASTE_END)
        self._keep(self._part.removesuffix(begun))
        if text := _DROPPED.sub("", "".join(self._pieces)):
            yield Paste(text)
        self._pieces.clear()
        self._part = begun

    def _settle(self) -> Iterator[Message]:
        """After an ended paste and a silence, what came behind it were keys."""
        if self._ended and self._clock() - self._last >= SETTLED:
            keys = "".join(self._pieces) + self._part
            self._leave()
            if keys:
                yield from self._keys(keys)

    def _leave(self) -> None:
        self._pasting = self._ended = False
        self._pieces.clear()
        self._part = ""
        # Textual saw the mark of the beginning; what it makes of the end is an empty paste.
        list(super().feed(BRACKETED_PASTE_END))

    def _is_key(self, data: str) -> bool:
        return len(data) <= _LONGEST_KEY and BRACKETED_PASTE_END not in self._part + data


def _begun(text: str, mark: str) -> str:
    """The longest end of a text that is the beginning of a mark."""
    return next((mark[:size] for size in range(len(mark) - 1, 0, -1) if text.endswith(mark[:size])), "")

"""Keys pressed before there is a screen: nobody can have meant them for what they have not seen."""

import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["keys_unseen"]

_MODES: Final = 3
"""Place of the local modes among what `tcgetattr` tells."""


@contextmanager
def keys_unseen(terminal: int | None = None) -> Iterator[None]:
    """Meanwhile keys are neither shown nor kept; Ctrl+C still ends the program. `terminal`: standard input."""
    terminal = sys.stdin.fileno() if terminal is None else terminal
    before = termios.tcgetattr(terminal)
    silent = list(before)
    silent[_MODES] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, silent)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)

"""The garbage collector of a process that serves: what is made at its start stays, and is not looked through again.

A full round over a whole catalogue stops every thread for tenths of a second, and meets somebody's hand-over.
"""

import gc
from typing import Final

__all__ = ["rest", "resume", "settle"]

# One hand-over makes some thousands of objects, hardly any of them part of a circle; by default it meets many rounds.
THRESHOLDS: Final = (20_000, 20, 20)


def rest() -> None:
    gc.disable()


def resume() -> None:
    """What there is now is not looked through again: later rounds stay short and few, and no answer waits for them."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


def settle() -> None:
    """What was made since `resume`, such as the items of a catalogue, stays as well; before it, nothing is done."""
    if gc.get_threshold() == THRESHOLDS:
        gc.freeze()

"""The garbage collector: what is made to stay, as a catalogue is, is not looked through again and again.

While a catalogue is read the rounds would take two fifths of the time. In a process that serves, a full round over one
stops every thread for tenths of a second, and meets somebody's hand-over; in a counter, somebody's key.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["rest", "resting", "resume", "settle", "tidy"]

# A round begins where most is made, in the middle of a hand-over: these are for a rush, else `tidy` comes before it.
THRESHOLDS: Final = (20_000, 20, 20)


def rest() -> None:
    gc.disable()


@contextmanager
def resting() -> Iterator[None]:
    """For as long as something is made that stays; where it rested before, it goes on resting."""
    worked = gc.isenabled()
    rest()
    try:
        yield
    finally:
        if worked:
            gc.enable()


def resume() -> None:
    """What there is now is not looked through again: later rounds stay short and few, and no answer waits for them."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


def settle() -> None:
    """What was made since `resume`, such as the items of a catalogue, stays as well; before it, nothing is done."""
    if gc.get_threshold() == THRESHOLDS:
        gc.freeze()


def tidy() -> None:
    """A short round now, lest a long one begins by itself where somebody waits; before `resume`, nothing is done."""
    if gc.get_threshold() == THRESHOLDS:
        gc.collect(1)

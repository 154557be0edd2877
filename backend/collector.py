"""The garbage collector while a process starts: what is made then stays, and looking it through again is time lost."""

import gc

__all__ = ["rest", "resume"]


def rest() -> None:
    gc.disable()


def resume() -> None:
    """What there is now is not looked through again: later rounds stay short, and no answer waits for them."""
    gc.freeze()
    gc.enable()

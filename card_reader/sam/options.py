"""Settings of a SAM reader. Times in seconds."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Timing:
    """How long to wait for what. An answer has to be complete within its time.

    `gap` is the longest pause inside a frame, `drain` the quiet demanded after a fault before the next request.
    """

    poll: float = 0.4
    find: float = 0.5
    select: float = 0.5
    status: float = 0.5
    read: float = 3.0
    newest_address: float = 2.0
    gap: float = 0.2
    drain: float = 0.1
    fault: float = 5.0
    reopen: tuple[float, ...] = (1.0, 2.0, 5.0)

    def for_baud(self, baud: int) -> "Timing":
        """A slow line needs more than a second for a card alone."""
        return replace(self, read=max(self.read, 5.0)) if baud <= 19200 else self


@dataclass(frozen=True, slots=True)
class SamOptions:
    """The photo is thrown away unless `keep_photo` is set; `newest_address` asks for one more item per card."""

    baud: int = 115200
    timing: Timing = field(default_factory=Timing)
    newest_address: bool = True
    keep_photo: bool = False

"""Faults a virtual reader can be told to have, and their one-line form for the control socket."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from card_reader.sam import frames


class FaultKind(StrEnum):
    """What goes wrong. The value after the colon, where one is needed, in brackets."""

    SILENT = "silent"
    BAD_CHECKSUM = "bad_checksum"
    NOISE = "noise"
    TRUNCATED = "truncated"
    """(bytes sent), by default half of the answer"""
    FRAGMENTS = "fragments"
    """(bytes in a piece)"""
    DELAY = "delay"
    """(seconds before the answer)"""
    STATUS = "status"
    """(SW3, two hex digits)"""
    REMOVED_BEFORE = "removed_before"
    """The card is pulled just before the step."""
    REMOVED_DURING = "removed_during"
    """(bytes sent) The card is pulled while the answer is on the line; the rest never comes."""
    UNPLUG = "unplug"
    """(bytes sent) The reader itself is pulled."""


class Step(StrEnum):
    """The requests a fault can be limited to."""

    RESET = "reset"
    STATUS = "status"
    SAM_ID = "sam_id"
    FIND = "find"
    SELECT = "select"
    READ = "read"
    NEWEST_ADDRESS = "newest_address"


STEPS: Final = {
    (frames.RESET.command, frames.RESET.parameter): Step.RESET,
    (frames.STATUS.command, frames.STATUS.parameter): Step.STATUS,
    (frames.SAM_ID.command, frames.SAM_ID.parameter): Step.SAM_ID,
    (frames.FIND.command, frames.FIND.parameter): Step.FIND,
    (frames.SELECT.command, frames.SELECT.parameter): Step.SELECT,
    (frames.READ.command, frames.READ.parameter): Step.READ,
    (frames.NEWEST_ADDRESS.command, frames.NEWEST_ADDRESS.parameter): Step.NEWEST_ADDRESS,
}

_FORM: Final = re.compile(
    r"(?P<kind>[a-z_]+)(:(?P<value>[0-9A-Fa-f.]+))?(@(?P<step>[a-z_]+))?(\*(?P<times>[1-9][0-9]{0,3}))?"
)


@dataclass(frozen=True, slots=True)
class ReaderFault:
    """`value` as the kind needs it; `step` None means every request; `times` None means until cleared."""

    kind: FaultKind
    value: float | None = None
    step: Step | None = None
    times: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `kind[:value][@step][*times]`, as in `status:41@read*2`. Raises ValueError."""
        form = _FORM.fullmatch(text)
        if form is None:
            raise ValueError("not a fault")
        kind = FaultKind(form["kind"])
        step = Step(form["step"]) if form["step"] else None
        times = int(form["times"]) if form["times"] else None
        return cls(kind, _value(kind, form["value"]), step, times)

    def concerns(self, step: Step | None) -> bool:
        return self.step is None or self.step is step


def _value(kind: FaultKind, text: str | None) -> float | None:
    if kind is FaultKind.STATUS:
        if text is None or len(text) != 2:
            raise ValueError("a status is two hex digits")
        return int(text, 16)
    if kind in (FaultKind.DELAY, FaultKind.FRAGMENTS) and text is None:
        raise ValueError("a value is needed")
    return None if text is None else float(text)

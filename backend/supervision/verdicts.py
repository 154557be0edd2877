"""What a check says, whatever it checked."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backend.supervision.heads import Head


class Status(StrEnum):
    INTACT = "intact"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"


_EXIT_CODES: Final = {Status.INTACT: 0, Status.TAMPERED: 1, Status.UNKNOWN: 2}


@dataclass(frozen=True)
class Verification:
    """What an export, a proof or two heads show. `reason` is an English sentence for people, `size` the entries
    that were looked at."""

    status: Status
    size: int
    reason: str
    first_bad_seq: int | None = None
    last_good_head: Head | None = None

    @property
    def exit_code(self) -> int:
        return _EXIT_CODES[self.status]

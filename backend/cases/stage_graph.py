"""How the stages of a case run: which may open, and what their answers together mean. Pure.

Stages form a graph by `after`. A stage opens when all it comes after have approved; stages with nothing between them
run side by side. What the applicant must hear is told at once where it can be: a refusal waits for the departments
still asked, and so does a return in a joint case (one meeting, several opinions). A return in any other case moves
the case immediately, because time runs for the applicant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from backend.cases.ports import Outcome
from backend.guide.item import ApprovalPattern

__all__ = ["Joined", "Part", "StageState", "join", "ready"]


class StageState(StrEnum):
    WAITING = "waiting"  # for the stages before it
    QUEUED = "queued"
    SENT = "sent"
    ANSWERED = "answered"
    RETURNED = "returned"
    PARKED = "parked"  # a person must look: the department may or may not have it
    SKIPPED = "skipped"  # the case was decided, or ended, without it


ASKED = frozenset({StageState.QUEUED, StageState.SENT, StageState.PARKED})


@dataclass(frozen=True)
class Part:
    """One stage as the join sees it; `outcome` is set once it is answered or returned."""

    code: str
    after: tuple[str, ...]
    state: StageState
    outcome: Outcome | None = None


class Joined(StrEnum):
    """What the answers so far mean for the case."""

    GOES_ON = "goes_on"
    APPROVED = "approved"
    REFUSED = "refused"
    RETURNED = "returned"


def ready(parts: Iterable[Part]) -> tuple[str, ...]:
    """Codes of the waiting stages that may open now."""
    parts = tuple(parts)
    approved = {part.code for part in parts if part.outcome is Outcome.APPROVED}
    return tuple(part.code for part in parts if part.state is StageState.WAITING and approved >= set(part.after))


def join(pattern: ApprovalPattern, parts: Iterable[Part]) -> Joined:
    """What the case is to do after an answer, before anything new is opened."""
    parts = tuple(parts)
    outcomes = {part.outcome for part in parts}
    someone_is_asked = any(part.state in ASKED for part in parts)
    if Outcome.REFUSED in outcomes:
        return Joined.GOES_ON if someone_is_asked else Joined.REFUSED
    if Outcome.RETURNED in outcomes:
        waits = someone_is_asked and pattern is ApprovalPattern.JOINT
        return Joined.GOES_ON if waits else Joined.RETURNED
    everyone_approved = all(part.outcome is Outcome.APPROVED for part in parts)
    return Joined.APPROVED if everyone_approved else Joined.GOES_ON

"""What the node tells whoever watches, in order, resumable by id."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from backend.contract.model import Model

__all__ = ["HEARTBEAT_SECONDS", "Event", "EventKind"]

HEARTBEAT_SECONDS: Final = 4.0
"""A stream on which nothing happens says so this often: who hears nothing for longer knows that nobody is there."""


class EventKind(StrEnum):
    CASE_CHANGED = "case.changed"
    CASE_ANSWERED = "case.answered"
    PAPER_DUE = "paper.due"  # a paper owed is due soon, today, or was due
    VISIT_TAKEN_OVER = "visit.taken_over"  # another window goes on with it: params name the window
    SYSTEM_STATE = "system.state"  # a department system stopped or resumed answering
    CATALOGUE_CHANGED = "catalogue.changed"
    SESSION_ENDED = "session.ended"
    WARNING = "warning"  # for the supervisor: somebody reveals more than is usual


class Event(Model):
    """No personal data: ids and states only; the watcher fetches what it may see.

    ``subject`` is a case (``case.…``, ``paper.due``), a visit, a department system, a version of the catalogue, a
    session, or an account (``warning``).
    """

    id: int
    kind: EventKind
    at: datetime
    subject: str
    params: dict[str, str | int] = {}

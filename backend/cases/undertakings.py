"""When an owed paper is due, and what follows: noticed two working days before, on the day, and after it. Pure.

A paper the applicant undertook to bring and did not bring leaves the case waiting for them: their time is not counted
against the departments, and nothing is closed for it. A paper the hall took upon itself to confirm leaves the case as
it is: its falling due is told to the hall.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from backend.calendar import Calendar, add_working_days, working_days_between
from backend.guide.outcome import PaperState

__all__ = ["OWED", "Mark", "Owes", "last_day_to_mark", "mark_of", "who_owes"]

REMINDER_DAYS: Final = 2
"""Working days before the due day on which it is called to mind (ours)."""

OWED: Final = frozenset({PaperState.FOLLOWS, PaperState.CONFIRMING})


class Mark(StrEnum):
    REMINDED = "reminded"
    DUE = "due"
    OVERDUE = "overdue"


class Owes(StrEnum):
    APPLICANT = "applicant"
    HALL = "hall"


def who_owes(state: str) -> Owes:
    return Owes.APPLICANT if state == PaperState.FOLLOWS else Owes.HALL


def mark_of(due_on: date, today: date, calendar: Calendar) -> Mark | None:
    """How near the day is; None while it is further off than anybody must be reminded. The due day is in time."""
    if due_on < today:
        return Mark.OVERDUE
    if due_on == today:
        return Mark.DUE
    return Mark.REMINDED if working_days_between(today, due_on, calendar) <= REMINDER_DAYS else None


def last_day_to_mark(today: date, calendar: Calendar) -> date:
    """Papers due later than this need no mark today."""
    return add_working_days(today, REMINDER_DAYS + 1, calendar).date - timedelta(days=1)

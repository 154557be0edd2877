"""Working days, deadlines that can say why, and clocks that stop."""

from backend.calendar.clocks import PAUSE_RULES, Clock, ClockKind, Pause, PauseRule, Stops, clocks_stopped_by, due
from backend.calendar.days import (
    OFFICIAL,
    Calendar,
    CalendarAnswer,
    CalendarError,
    CalendarFileWrong,
    DayKind,
    Override,
    load_calendar,
    local_date,
)
from backend.calendar.deadlines import (
    ONE_TIME_NOTICE_DAYS,
    Deadline,
    Step,
    StepKind,
    add_working_days,
    counts_as_accepted,
    one_time_notice_due,
    working_days_between,
)

__all__ = [
    "OFFICIAL",
    "ONE_TIME_NOTICE_DAYS",
    "PAUSE_RULES",
    "Calendar",
    "CalendarAnswer",
    "CalendarError",
    "CalendarFileWrong",
    "Clock",
    "ClockKind",
    "DayKind",
    "Deadline",
    "Override",
    "Pause",
    "PauseRule",
    "Step",
    "StepKind",
    "Stops",
    "add_working_days",
    "clocks_stopped_by",
    "counts_as_accepted",
    "due",
    "load_calendar",
    "local_date",
    "one_time_notice_due",
    "working_days_between",
]

"""Why a clock stands still, and what a citizen still owes, in words."""

from collections.abc import Iterator
from datetime import date

from backend.contract import CaseView, OwedPaper, PaperView, PauseView
from tui.counter.day_reasons import ground_words
from tui.counter.words import Names, day_words, either, named
from tui.locale import N_, _, ngettext
from tui.widgets.sheet_rows import Row, paragraph, row

_STOPPED = {
    (): N_("no clock stops for it"),
    ("promised",): N_("the promised day moves, the legal one does not"),
    ("statutory",): N_("the legal day moves, the promised one does not"),
    ("promised", "statutory"): N_("both days move"),
}

OWED = frozenset({"missing", "follows", "confirming"})
"""Papers a case still wants."""


def pause_rows(view: CaseView, departments: Names, room: int) -> Iterator[Row]:
    """Each pause: what for, from when to when, which clock, who says so and on what ground in law."""
    if view.pauses:
        yield row((" " + _("Clocks that stood still"), "strong"))
    for pause in view.pauses:
        mark, role = ("   ", "dim") if pause.ended_on else (" ▲ ", "warn")
        yield from paragraph(f"{ground_words(pause.ground)} · {_span(pause)}", room - 1, role, lead=mark)
        yield from paragraph(_why(pause, view, departments), room - 1, "dim", indent=5)


def _span(pause: PauseView) -> str:
    start = day_words(pause.started_on)
    if pause.ended_on is not None:
        return _("{start} to {end}").format(start=start, end=day_words(pause.ended_on))
    if pause.expected_end is not None:
        return _("since {start}, expected until {end}").format(start=start, end=day_words(pause.expected_end))
    return _("since {start}").format(start=start)


def _why(pause: PauseView, view: CaseView, departments: Names) -> str:
    parts = [_(_STOPPED.get(tuple(sorted(pause.stops)), "")) or ", ".join(pause.stops)]
    if pause.stops and pause.most_days is not None:
        days = ngettext("at most {count} working day", "at most {count} working days", pause.most_days)
        parts.append(days.format(count=pause.most_days))
    if pause.stops and pause.most_natural_days is not None:
        days = ngettext("at most {count} calendar day", "at most {count} calendar days", pause.most_natural_days)
        parts.append(days.format(count=pause.most_natural_days))
    if pause.awaits:
        parts.append(_("awaits {body}").format(body=pause.awaits))
    if pause.legal_basis and pause.stops:
        # A law that lists this ground stops the clock of the law; for the hall's own it says nothing.
        parts.append(_basis(pause.legal_basis if "statutory" in pause.stops else "hall_promise"))
    return " · ".join([*parts, _whose(pause, view, departments)])


def _basis(ground: str) -> str:
    """A law as it is cited, or the hall's own rule."""
    return _("by the hall's own promise") if ground == "hall_promise" else ground


def _whose(pause: PauseView, view: CaseView, departments: Names) -> str:
    stage = next((stage for stage in view.stages if stage.code == pause.stage), None)
    if stage is None:
        return named(pause.by, departments)
    return either(stage.name, stage.name_en)


def owed_words(paper: PaperView | OwedPaper) -> tuple[str, str]:
    """When an owed paper is due, and the role to show it in; nothing for a paper not owed."""
    if paper.due_on is None:
        return "", "dim"
    return _due_words(paper.due_on, paper.due)


def owed_until_words(day: date, today: date) -> tuple[str, str]:
    """The same of a whole case, by when the first of its papers is due."""
    return _due_words(day, "overdue" if day < today else "due" if day == today else None)


def _due_words(day: date, due: str | None) -> tuple[str, str]:
    match due:
        case "overdue":
            return _("overdue since {day}").format(day=day_words(day)), "bad"
        case "due":
            return _("due today"), "warn"
        case "reminded":
            return _("due soon: {day}").format(day=day_words(day)), "warn"
        case _:
            return _("owed by {day}").format(day=day.isoformat()), "warn"

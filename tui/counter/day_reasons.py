"""Why a day is the day it is, in words: the clocks of a case and each step of their counting."""

from collections.abc import Iterator
from datetime import date

from backend.contract import DateStep, Deadline
from tui.counter.words import day_words, in_a_row
from tui.locale import N_, _, ngettext

_STEPS = {
    "holiday": N_("{span}: {name}, not counted"),
    "make_up": N_("{span}: worked in exchange for {name}, counted"),
    "pause": N_("{span}: the clock stood still ({name}), {days} working days not counted"),
    "unknown_year": N_("the holidays of {year} are not published yet: plain weeks were counted, the day may move"),
    "stopped": N_("the clock stands still now"),
}
_OWN_DAYS = {
    "holiday": N_("{span}: {name}, not counted (this place's own calendar)"),
    "make_up": N_("{span}: {name}, counted (this place's own calendar)"),
}
_GROUNDS = {
    "hearing": N_("hearing"),
    "expert_review": N_("expert review"),
    "inspection": N_("inspection"),
    "disability_assessment": N_("disability assessment"),
    "capability_assessment": N_("capability assessment"),
    "medical_exam": N_("medical examination"),
    "exam": N_("examination"),
    "site_survey": N_("site survey"),
    "public_notice": N_("public notice"),
    "economic_check": N_("means check"),
    "home_visit": N_("home visit"),
    "investigation": N_("investigation"),
    "mediation": N_("mediation"),
    "cooling_off": N_("cooling-off period"),
    "supplement": N_("papers or corrections awaited from the citizen"),
    "undertaking": N_("a paper the citizen undertook to bring"),
}
_CLOCKS = {
    "promised": N_("Promised for"),
    "statutory": N_("Latest by law"),
    "notice": N_("To be told everything missing by"),
}


def ground_words(code: str) -> str:
    """What a pause, or a step of counting, is named for."""
    return _(_GROUNDS[code]) if code in _GROUNDS else code


def clock_name(clock: str) -> str:
    return _(_CLOCKS.get(clock, clock))


def due_words(deadline: Deadline) -> str:
    return f"{deadline.due_on.year}-{day_words(deadline.due_on)}"


def counted_words(deadline: Deadline) -> str:
    """How many working days, and whether the calendar is sure of them."""
    if not deadline.days:
        return _("done on the spot")
    days = ngettext("{count} working day", "{count} working days", deadline.days).format(count=deadline.days)
    return days if deadline.known else days + "  " + _("calendar not published yet")


def step_words(deadline: Deadline) -> Iterator[str]:
    """One line for each time that was not counted like the others; the weekends, of which there are many, in one."""
    weekends = [step for step in deadline.steps if step.code == "weekend"]
    if weekends:
        spans = [_span(f"{step.day:%m-%d}", f"{_end(step):%m-%d}") for step in weekends]
        yield _("weekends, not counted: {days}").format(days=in_a_row(spans))
    for step in deadline.steps:
        if step.code != "weekend":
            yield _why(step)


def _end(step: DateStep) -> date:
    return date.fromisoformat(str(step.params.get("to", step.day)))


def _span(start: str, end: str) -> str:
    return start if start == end else _("{start} to {end}").format(start=start, end=end)


def _sentence(step: DateStep) -> str:
    return _OWN_DAYS.get(step.code, _STEPS[step.code]) if step.params.get("own") else _STEPS[step.code]


def _why(step: DateStep) -> str:
    span = _span(day_words(step.day), day_words(_end(step)))
    params = {"name": "", "days": 0, **step.params, "span": span, "year": step.day.year}
    if step.code == "pause":
        params["name"] = ground_words(str(params["name"]))
    words = _(_sentence(step)) if step.code in _STEPS else f"{span}  {step.code}"
    return words.format_map({name: str(value) for name, value in params.items()})

"""What the counter says: states, sources and decisions in the language spoken now."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from backend.contract import HALL_TIME
from backend.guide.declared import Fact, FactKind
from backend.guide.facts import Known, Source, Value
from backend.guide.masking import mask_known
from backend.guide.outcome import DecisionKind, PaperState
from backend.guide.steps import Step
from backend.guide.text import Text
from tui.locale import N_, _, language, ngettext
from tui.locale.codes import said_code

STEP_NAMES: Final[dict[Step, str]] = {
    Step.IDENTIFY: N_("Who"),
    Step.CHOOSE: N_("Items"),
    Step.ASK: N_("Ask"),
    Step.FILL: N_("Form"),
    Step.PAPERS: N_("Papers"),
    Step.REVIEW: N_("Review"),
    Step.HAND_OVER: N_("Hand over"),
}

Names = Mapping[str, Text]
"""What departments or systems are called, by their codes."""

_SOURCES: Final[dict[Source, str]] = {
    Source.DEFAULT: N_("usual"),
    Source.PRESUMED: N_("presumed"),
    Source.EARLIER: N_("used last time"),
    Source.COMPUTED: N_("worked out"),
    Source.SHARED: N_("shared data"),
    Source.CARD: N_("ID card"),
    Source.ASKED: N_("asked"),
    Source.TYPED: N_("typed"),
}

_PAPER_STATES: Final[dict[PaperState, str]] = {
    PaperState.WAIVED: N_("waived"),
    PaperState.IN_LIBRARY: N_("in the library"),
    PaperState.IN_HAND: N_("in hand"),
    PaperState.MISSING: N_("still needed"),
    PaperState.FOLLOWS: N_("may follow"),
    PaperState.CONFIRMING: N_("to be confirmed by the hall"),
    PaperState.OPTIONAL: N_("if there is one"),
}

_DELIVERIES: Final[dict[str, str]] = {
    "collection": N_("collected here"),
    "courier": N_("sent by courier"),
    "grid": N_("brought by the grid worker"),
}

_WEEKDAYS: Final = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))

_RULED: Final = frozenset({PaperState.WAIVED, PaperState.IN_LIBRARY, PaperState.IN_HAND, PaperState.CONFIRMING})


def said(text: Text) -> str:
    """A catalogue text in the language spoken now."""
    return text.to(language())


def either(zh: str, en: str) -> str:
    """What the node tells in both languages, in the one spoken now; in Chinese where it has no English."""
    return en if en and language() == "en" else zh


def in_a_row(names: Iterable[str]) -> str:
    return (", " if language() == "en" else "、").join(names)


def named(code: str, names: Names) -> str:
    """What a code stands for; what is no code of these, as it is."""
    return said(names[code]) if code in names else code


def step_name(step: Step) -> str:
    return _(STEP_NAMES[step])


def decision_name(kind: DecisionKind) -> str:
    return said_code(kind)


def paper_state(state: PaperState) -> str:
    return _(_PAPER_STATES[state])


def is_settled(state: PaperState) -> bool:
    """Whether nothing is owed of the paper."""
    return state in _RULED


def delivery_words(way: str) -> str:
    """How a result reaches the citizen."""
    return _(_DELIVERIES[way]) if way in _DELIVERIES else way


def case_state(state: str) -> str:
    return said_code(state)


def origin(known: Known, systems: Names) -> str:
    """Where a value came from, in a word or two."""
    if known.correction:
        return _("corrected")
    name = systems.get(known.provenance.system or "")
    if name is not None and known.provenance.source in (Source.SHARED, Source.COMPUTED):
        return said(name)
    return _(_SOURCES[known.provenance.source])


def value_words(fact: Fact, value: Value | None) -> str:
    """A value as it is read: the label of a choice, yes or no, a number with its unit."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ngettext("{count} row", "{count} rows", len(value)).format(count=len(value))
    if fact.kind is FactKind.CHOICE:
        return next((said(choice.label) for choice in fact.choices if choice.value == value), str(value))
    unit = f" {said(fact.unit)}" if fact.unit is not None else ""
    return f"{value}{unit}"


def shown_value(fact: Fact, known: Known | None) -> str:
    """What may stand on the screen."""
    if known is None:
        return ""
    masked = mask_known(fact, known)
    return value_words(fact, known.value) if masked is None else masked


def day_words(day: date) -> str:
    """`11-25 Wed`"""
    return f"{day:%m-%d} {_(_WEEKDAYS[day.weekday()])}"


def moment_words(at: datetime, *, year: bool = False) -> str:
    local = at.astimezone(HALL_TIME)
    return f"{local:%Y-%m-%d %H:%M}" if year else f"{local:%m-%d %H:%M}"


def time_words(at: datetime) -> str:
    return f"{at.astimezone(HALL_TIME):%H:%M}"


def clock_words(ahead: timedelta) -> str:
    """That this station's clock is wrong; nothing for less than half a minute."""
    if not _minutes(ahead):
        return ""
    words = _("This station's clock is wrong by {length}: the hall's time is used. Tell support.")
    return words.format(length=_length(ahead))


def clocks_apart_words(node: datetime, here: datetime) -> str:
    """That nobody may be able to sign in because of a clock, and how to see which one."""
    words = _(
        "The node's clock says {node}, this station's {here}: {length} apart. Codes count by the node's clock: compare "
        "both with a telephone, and have support set the one that is wrong."
    )
    return words.format(node=_moment(node), here=_moment(here), length=_length(node - here))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(HALL_TIME):%Y-%m-%d %H:%M}"


def _minutes(length: timedelta) -> int:
    return round(abs(length).total_seconds() / 60)


def _length(length: timedelta) -> str:
    """In the unit that is read best."""
    minutes = _minutes(length)
    hours, days = round(minutes / 60), round(minutes / 60 / 24)
    if days > 1:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    if hours > 1:
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return _("{count} min").format(count=minutes)


def labelled(label: str, text: str) -> str:
    return f"{label}: {text}" if language() == "en" else f"{label}：{text}"


def window_words(window: str) -> str:
    """`03` is window 3 to everybody."""
    return window.lstrip("0") or window


def same_window(one: str, other: str) -> bool:
    return window_words(one) == window_words(other)


def promised_words(days: int) -> str:
    if days == 0:
        return _("done on the spot")
    return ngettext("{count} working day", "{count} working days", days).format(count=days)


def sex_words(sex: str | None) -> str:
    """By the code of the card, GB/T 2261.1."""
    return {"1": _("male"), "2": _("female"), "male": _("male"), "female": _("female")}.get(sex or "", "")

"""What is said at sign-in without being asked: a role that ends soon or is not one of the window, and what a supervisor
has to see to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from backend.contract import HallState, ManyLooks, Operator, Role
from tui.client import Station
from tui.counter.words import in_a_row, moment_words
from tui.locale import _, ngettext, sentences

__all__ = ["first_words", "looks_to_see_to", "looks_words"]

_SOON: Final = timedelta(days=7)
_OVERSEES: Final = frozenset({Role.SUPERVISOR, Role.INSPECTOR})
_RECEIVES: Final = frozenset({Role.OPERATOR, Role.TRAINEE})
_MOST_NAMED: Final = 3


async def looks_to_see_to(station: Station) -> list[ManyLooks]:
    """Nothing for who does not answer for it. Raises `ClientError`."""
    return await station.node.many_looks() if _oversees(station.operator) else []


def first_words(operator: Operator | None, hall: HallState | None, looks: Sequence[ManyLooks], now: datetime) -> str:
    calendar = _calendar_words(hall) if _oversees(operator) else ""
    return sentences(_role_words(operator, now), calendar, looks_words(looks), _place_words(operator))


def looks_words(looks: Sequence[ManyLooks]) -> str:
    """Who looked at very many persons, and how often."""
    if not looks:
        return ""
    who = in_a_row(_look_words(one) for one in looks[:_MOST_NAMED])
    return _("Somebody looked at very many persons within an hour: {who}. Ask why.").format(who=who)


def _look_words(one: ManyLooks) -> str:
    words = ngettext(
        "{name} ({account}), {count} time on {day}", "{name} ({account}), {count} times on {day}", one.count
    )
    return words.format(name=one.name, account=one.account, count=one.count, day=f"{one.day:%m-%d}")


def _oversees(operator: Operator | None) -> bool:
    return operator is not None and not _OVERSEES.isdisjoint(operator.roles)


def _role_words(operator: Operator | None, now: datetime) -> str:
    ends = None if operator is None else operator.role_ends_at
    if ends is None or ends - now > _SOON:
        return ""
    words = _("Your role ends at {moment}; nobody can sign in without one. Ask an administrator to grant it anew.")
    return words.format(moment=moment_words(ends))


def _place_words(operator: Operator | None) -> str:
    """Better now than when a citizen's number has been typed."""
    if operator is None or not _RECEIVES.isdisjoint(operator.roles):
        return ""
    return _("Your role receives nobody at a window. Ctrl+O shows the cases it may see.")


def _calendar_words(hall: HallState | None) -> str:
    missing = None if hall is None else hall.calendar_missing
    if missing is None:
        return ""
    words = _("The node does not know the holidays of {year}: days promised in it may move. Tell the administrator.")
    return words.format(year=missing)

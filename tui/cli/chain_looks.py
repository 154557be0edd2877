"""``onewindow chain who-looked``: what a person may ask of the hall, answered by an inspector in front of them."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

import typer

from tui.cli.at_node import at_node
from tui.cli.console import refuse, say, say_list
from tui.cli.option_sets import one_by_one
from tui.cli.which_node import WhichNode
from tui.locale import N_, _, ngettext

if TYPE_CHECKING:
    from backend.contract import Look
    from tui.counter.words import Names

__all__ = ["WHO_LOOKED", "who_looked"]

WHO_LOOKED = N_(
    "Who looked at what is known of a person: what everybody may ask about themselves. For an inspector who signs in; "
    "the ID number is asked for and stands on no command line, and the question is in the chain itself."
)
_ACTS: Final = {
    "visit.open": N_("began a visit"),
    "visit.take_over": N_("took the visit over"),
    "data.look_up": N_("asked a department"),
    "data.reveal": N_("saw in full"),
    "draft.open": N_("opened the draft of the visit"),
    "form.print": N_("printed the filled form"),
    "material.open": N_("opened a scan"),
    "person.show": N_("found by name, masked"),
    "person.choose": N_("chose from those found by name"),
    "person.who_looked": N_("asked who looked"),
}


@one_by_one
def who_looked(at: WhichNode = WhichNode()) -> None:
    from tui.client import new_operation
    from tui.client.inspecting import Inspecting

    operation = new_operation()
    with at_node(Inspecting, at.address(), at.account) as sitting:
        number = _asked_number()
        looks = sitting.ask(lambda asked: asked.who_looked(number, operation)).looks
    say(
        ngettext("{count} look is written down.", "{count} looks are written down.", len(looks)).format(
            count=len(looks)
        )
    )
    names = _system_names() if any(look.system for look in looks) else {}
    say_list([_line(look, names) for look in looks])


def _asked_number() -> str:
    """Looked at before it is sent: of a number mistyped no look is known."""
    from backend.contract import HALL_TIME
    from tui.counter.arrivals.identity import checked, refusal_words

    check = checked(typer.prompt(_("ID number of who asks"), hide_input=True, err=True), datetime.now(HALL_TIME).date())
    if not check.accepted:
        refuse(refusal_words(check))
    return check.number


def _system_names() -> "Names":
    """As the shipped catalogue calls them; a system of the hall's own stands there by its code."""
    from backend.catalogue import DATA
    from tui.cli.catalogue_sources import load_folder

    return {code: system.name for code, system in load_folder(DATA).systems.items()}


def _line(look: "Look", names: "Names") -> str:
    from tui.counter.words import moment_words, named

    act = _(_ACTS[look.act]) if look.act in _ACTS else look.act
    who = f"{look.name} ({look.account})" if look.name else look.account
    system = named(look.system, names) if look.system else ""
    told = [moment_words(look.at, year=True), who, act, system, " ".join(look.facts), look.purpose or ""]
    return "  ".join(part for part in told if part)

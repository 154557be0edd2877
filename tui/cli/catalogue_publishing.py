"""``onewindow catalogue publish | rollback | versions``: which catalogue holds from which day."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tui.cli.catalogue_sources import keeping, kept, load_folder, show_faults, today
from tui.cli.console import progress, refuse, say, say_list
from tui.cli.which_node import WhichNode
from tui.locale import N_, _

if TYPE_CHECKING:
    from backend.contract import CatalogueVersions, Publication, Rehearsed
    from backend.guide.bundle import Bundle

__all__ = ["PUBLISH", "ROLLBACK", "VERSIONS", "publish", "rollback", "versions"]

PUBLISH = N_(
    "Make a catalogue hold from a day on. "
    "The node checks it, keeps it, serves it when that day begins, and tells the screens; nobody restarts anything. "
    "Cases already accepted keep the version they were accepted with. Needs the role of keeper.\n\n"
    "Rehearse it first; without a rehearsal say why."
)
ROLLBACK = N_(
    "Go back to the version before, at once, with a reason. "
    "What is planned is withdrawn with it: publish it again if it is still right. "
    "Cases keep the version they were accepted with. Needs the role of keeper."
)
VERSIONS = N_("Every version a node keeps, from which day it holds, who published it and why.")

_STATES: Final = {
    "planned": N_("planned"),
    "in_force": N_("in force"),
    "past": N_("past"),
    "withdrawn": N_("withdrawn"),
}
_NODE: Final = "node"
SHORTEST_REASON: Final = 2


def publish(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=N_("The catalogue's folder."))],
    day: Annotated[str, typer.Option("--from", help=N_("First day it holds, e.g. 2026-12-01."), metavar="DATE")],
    why: Annotated[
        str | None, typer.Option("--why", help=N_("Why it is published without a rehearsal."), metavar="TEXT")
    ] = None,
    at: WhichNode = WhichNode(),
) -> None:
    from backend.catalogue.source import pack
    from backend.contract import NewPublication
    from tui.client import new_operation

    begins = _day(day)
    excuse = None if why is None else _reason(why)
    version = _sound(folder).version
    wanted = NewPublication(version=version, takes_effect=begins, rehearsed=_rehearsed(folder, version), why=excuse)
    if wanted.rehearsed is None and why is None:
        refuse(
            _("This catalogue was not rehearsed as it is now."),
            _("Do it: onewindow catalogue rehearse {folder}. Or say why not, with --why.").format(folder=folder),
        )
    with keeping(at) as sitting:
        packed, operation = pack(folder), new_operation()
        done = sitting.ask(lambda node: node.publish(wanted, packed, operation))
    say(_published(done))
    if done.unreached:
        say(_unreached(done.unreached))


def rollback(
    why: Annotated[str, typer.Option("--why", help=N_("The reason; it is kept for ever."), metavar="TEXT")],
    planned: Annotated[
        bool, typer.Option("--planned", help=N_("Only withdraw what is planned; what holds now stays."))
    ] = False,
    at: WhichNode = WhichNode(),
) -> None:
    from backend.contract import RollBack
    from tui.client import new_operation

    reason = _reason(why)
    with keeping(at) as sitting:
        asked, operation = RollBack(why=reason, planned_only=planned), new_operation()
        done = sitting.ask(lambda node: node.roll_back(asked, operation))
    say(_("Version {version} holds now.").format(version=short(done.version)))


def versions(
    as_json: Annotated[bool, typer.Option("--json", help=N_("One JSON object."))] = False,
    at: WhichNode = WhichNode(),
) -> None:
    with kept(at) as shelf:
        known = shelf.versions()
    if as_json:
        typer.echo(known.model_dump_json())
        return
    _tell_versions(known)


def short(version: str) -> str:
    """Enough of it to name it by."""
    return version[:8]


def _tell_versions(known: "CatalogueVersions") -> None:
    say(_("In force: {version}").format(version=known.current))
    if not known.publications:
        say(_("Nothing was published here: the node serves the folder it was set up with."))
    for one in known.publications:
        say(
            _("{version}  from {day}  {state}").format(
                version=short(one.version), day=one.takes_effect, state=_(_STATES[one.state])
            ),
            mark="· ",
        )
        say_list(_story(one), mark="  ")


def _story(one: "Publication") -> list[str]:
    """How it came to be published, and withdrawn."""
    if one.by == _NODE:
        lines = [_("served by the node from its folder before anything was published")]
    else:
        lines = [_("published by {who}, {when:%Y-%m-%d %H:%M}").format(who=one.by, when=_local(one.published_at))]
    if one.rehearsed is not None:
        lines.append(_rehearsal_words(one.rehearsed))
    if one.why:
        lines.append(_("without a rehearsal: {why}").format(why=one.why))
    if one.withdrawn_at is not None:
        told = _("withdrawn by {who}, {when:%Y-%m-%d %H:%M}: {why}")
        lines.append(told.format(who=one.withdrawn_by, when=_local(one.withdrawn_at), why=one.withdrawn_why))
    return lines


def _published(done: "Publication") -> str:
    version = short(done.version)
    if done.takes_effect > today():
        return _("Version {version} will hold from {day}.").format(version=version, day=done.takes_effect)
    return _("Version {version} holds now.").format(version=version)


def _unreached(systems: list[str]) -> str:
    told = _(
        "The node has no line to {systems}: what is handed over for it waits, nothing is lost. "
        "Let the administrator name it in the node's onewindow.toml and start the node again."
    )
    return told.format(systems=", ".join(systems))


def _rehearsal_words(done: "Rehearsed") -> str:
    return _("rehearsed with {visits} visits, {differing} of them went otherwise").format(
        visits=done.visits, differing=done.differing
    )


def _sound(folder: Path) -> "Bundle":
    """The catalogue in the folder, checked as the node will check it."""
    from backend.catalogue.check import check

    bundle = load_folder(folder)
    with progress() as bars:
        bars.add_task(_("Checking"), total=None)
        faults = check(folder)
    if faults:
        show_faults(faults)
        refuse(_("Nothing was published."), _("Put the faults right first."))
    return bundle


def _rehearsed(folder: Path, version: str) -> "Rehearsed | None":
    """What the rehearsal of the folder, as it is now, left beside it."""
    from backend.catalogue.rehearsal import find_rehearsal
    from backend.contract import Rehearsed

    found = find_rehearsal(folder, version)
    return None if found is None else Rehearsed(against=found.against, visits=found.visits, differing=found.differing)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        refuse(_("“{text}” is no day.").format(text=text), _("Write year-month-day, e.g. 2026-12-01."))
    if day < today():
        refuse(_("{day} is over.").format(day=day), _("Name today or a later day."))
    return day


def _reason(why: str) -> str:
    if len(why.strip()) < SHORTEST_REASON:
        refuse(_("The reason is missing."), _("Say it in a few words with --why; it is kept."))
    return why.strip()


def _local(moment: datetime) -> datetime:
    from backend.contract import HALL_TIME

    return moment.astimezone(HALL_TIME)

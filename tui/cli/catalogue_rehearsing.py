"""``onewindow catalogue rehearse``: what a new catalogue makes otherwise for those who come, before it holds."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.catalogue_sources import CURRENT, load_folder, named_catalogue, show_faults
from tui.cli.console import progress, refuse, say, say_list, say_table
from tui.cli.which_node import WhichNode
from tui.locale import N_, _, language

if TYPE_CHECKING:
    from backend.catalogue.rehearsal import Rehearsal, StoredVisit
    from backend.guide.bundle import Bundle

__all__ = ["REHEARSE", "rehearse"]

REHEARSE = N_(
    "Try a new catalogue before it holds. "
    "Synthetic visits are run by the catalogue in force and by the new one: those you keep in FOLDER/visits.yaml, "
    "and of every changed item those its answers make, of people the systems know and of people they do not. "
    "It shows which questions, papers, days, stages and outcomes change, for how many of them. "
    "Publishing asks for it."
)


def rehearse(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=N_("The new catalogue's folder."))],
    against: Annotated[
        str, typer.Option("--against", help=N_("The catalogue that holds until then; as A of diff."), metavar="A")
    ] = CURRENT,
    as_json: Annotated[bool, typer.Option("--json", help=N_("One JSON object."))] = False,
    at: WhichNode = WhichNode(),
) -> None:
    new = load_folder(folder)
    old = named_catalogue(against, at)
    rehearsal = _with_bar(old, new, _stored(folder, new))
    _keep(folder, rehearsal)
    if as_json:
        typer.echo(json.dumps(_as_object(rehearsal), ensure_ascii=False))
    else:
        _tell(rehearsal)


def _stored(folder: Path, new: "Bundle") -> "dict[str, StoredVisit]":
    from backend.catalogue.rehearsal import read_visits, visit_faults

    faults = list(visit_faults(folder, new.find_item))
    if faults:
        show_faults(faults)
        refuse(_("The stored visits cannot be used."), _("Put the faults right first."))
    return read_visits(folder)


def _with_bar(old: "Bundle", new: "Bundle", stored: "dict[str, StoredVisit]") -> "Rehearsal":
    from backend.catalogue.rehearsal import items_to_rehearse
    from backend.catalogue.rehearsal import rehearse as run

    with progress() as bars:
        task = bars.add_task(_("Rehearsing"), total=len(items_to_rehearse(old, new)))
        return run(old, new, stored, lambda _code: bars.advance(task))


def _keep(folder: Path, rehearsal: "Rehearsal") -> None:
    from backend.catalogue.rehearsal import RehearsalRecord, keep_rehearsal

    record = RehearsalRecord(rehearsal.new, rehearsal.old, rehearsal.visits, rehearsal.differing)
    try:
        keep_rehearsal(folder, record)
    except OSError as error:
        refuse(_("The rehearsal cannot be written down in {folder}: {why}").format(folder=folder, why=error.strerror))


def _tell(rehearsal: "Rehearsal") -> None:
    from backend.catalogue.rehearsal import rehearsal_lines, rehearsal_summary, rehearsal_table

    for item in rehearsal.items:
        if item.differing:
            say(f"{item.code} {item.name.to(language())}")
            say_list(rehearsal_lines(item, language()))
    table: Sequence[Sequence[str]] = rehearsal_table(rehearsal, language())
    if len(table) > 1:
        typer.echo()
        say_table(table)
        typer.echo()
    say(rehearsal_summary(rehearsal, language()))


def _as_object(rehearsal: "Rehearsal") -> dict[str, object]:
    from backend.catalogue.rehearsal import rehearsal_lines

    items = [
        {
            "code": item.code, "visits": item.visits, "differing": item.differing,
            "changes": [line.strip() for line in rehearsal_lines(item, language())],
        }
        for item in rehearsal.items
    ]  # fmt: skip
    return {
        "against": rehearsal.old, "version": rehearsal.new, "visits": rehearsal.visits,
        "differing": rehearsal.differing, "unchanged": rehearsal.unchanged, "items": items,
    }  # fmt: skip

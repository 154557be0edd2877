"""``onewindow catalogue import | export``: a hall's own list taken in, and a catalogue given out."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tui.cli.catalogue_sources import CURRENT, named_catalogue, named_source
from tui.cli.console import progress, refuse, say, say_list
from tui.cli.which_node import WhichNode
from tui.locale import N_, _, language, ngettext

if TYPE_CHECKING:
    from backend.catalogue.hall_list import Imported, ListRefused

__all__ = ["EXPORT", "IMPORT", "export", "import_"]

IMPORT = N_(
    "Take a hall's own list in: a folder, or a table (XLSX, CSV) with one row an item. "
    "It is checked as a whole; every fault is named with sheet, row and column, and with one fault nothing is made. "
    "A table changes the heads of items there are and adds others to the index; an empty cell changes nothing. "
    "Columns: docs/catalogue-format.md, or the table that export writes."
)
EXPORT = N_(
    "Write a catalogue out: as the folder it was made of, or as a table for an office program. "
    "Both can be changed there and imported again."
)
_STEPS: Final = {
    "base": N_("Reading the catalogue"),
    "read": N_("Reading the list"),
    "write": N_("Writing"),
    "check": N_("Checking everything"),
}
_SHOWN: Final = 12  # codes named in one line

Into = Annotated[Path, typer.Option("--to", help=N_("The folder to make; it must not be there yet."), metavar="FOLDER")]


def import_(
    given: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The list: .xlsx, .csv, or a catalogue's folder."))],
    to: Into,
    base: Annotated[
        str, typer.Option("--base", help=N_("What a table is laid over; as A of diff."), metavar="A")
    ] = CURRENT,
    at: WhichNode = WhichNode(),
) -> None:
    from backend.catalogue.hall_list import AlreadyThere, ListRefused, import_folder, import_list
    from backend.catalogue.source import pack

    if not given.exists():
        refuse(_("There is no {file}.").format(file=given))
    try:
        if given.is_dir():
            done = _with_bar(lambda step: import_folder(pack(given), to, step), ("write", "check"))
        else:
            source = named_source(base, at)
            done = _with_bar(lambda step: import_list(given, source, to, step), tuple(_STEPS))
    except AlreadyThere:
        refuse(_("{folder} is there already.").format(folder=to), _("Nothing is written over: name a new folder."))
    except ListRefused as error:
        _tell_problems(error)
    _tell_done(done, to)


def export(
    which: Annotated[str, typer.Argument(metavar="A", help=N_("Which catalogue; as A of diff."))] = CURRENT,
    to: Annotated[
        Path | None, typer.Option("--to", help=N_("The folder to make; it must not be there yet."), metavar="FOLDER")
    ] = None,
    table: Annotated[
        Path | None, typer.Option("--table", help=N_("The CSV file to write, one row an item."), metavar="FILE")
    ] = None,
    at: WhichNode = WhichNode(),
) -> None:
    from backend.catalogue.hall_list import AlreadyThere, import_folder, list_csv

    if (to is None) is (table is None):
        refuse(_("Say where to: --to FOLDER or --table FILE."))
    if to is not None:
        try:
            import_folder(named_source(which, at), to)
        except AlreadyThere:
            refuse(_("{folder} is there already.").format(folder=to), _("Nothing is written over: name a new folder."))
    if table is not None:
        table.write_bytes(list_csv(named_catalogue(which, at), language()))
    typer.echo(str(to or table))


def _with_bar(work: "Callable[[Callable[[str], None]], Imported]", steps: tuple[str, ...]) -> "Imported":
    with progress() as bars:
        task = bars.add_task("", total=len(steps))

        def step(name: str) -> None:
            bars.update(task, description=_(_STEPS[name]), completed=steps.index(name))

        return work(step)


def _tell_problems(error: "ListRefused") -> None:
    from backend.catalogue.faults_told import fault_told
    from backend.catalogue.hall_list import told

    say_list([told(problem, language()) for problem in sorted(error.problems, key=lambda one: one.place)])
    say_list([fault_told(fault, language()) for fault in error.faults])
    count = len(error.problems) + len(error.faults)
    words = ngettext("{count} fault; nothing was made.", "{count} faults; nothing was made.", count)
    refuse(words.format(count=count))


def _tell_done(done: "Imported", to: Path) -> None:
    applied = done.applied
    if applied is not None:
        for words, codes in (
            (_("changed: {count}  {codes}"), applied.changed),
            (_("new in the index: {count}  {codes}"), applied.added),
            (_("as they were: {count}  {codes}"), applied.same),
            (_("not in the list, kept: {count}  {codes}"), done.unmentioned),
        ):
            if codes:
                more = "" if len(codes) <= _SHOWN else " …"
                say(words.format(count=len(codes), codes=" ".join(codes[:_SHOWN]) + more), mark="· ")
        if done.ignored:
            say(_("columns not used: {names}").format(names="、".join(done.ignored)), mark="· ")
    say(_("Made: {folder}, version {version}.").format(folder=to, version=done.version[:8]))
    say(_("Now: onewindow catalogue diff current {folder}").format(folder=to))

"""``onewindow catalogue check | show | guide | find``: what a catalogue says, on the terminal and on paper."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.catalogue_sources import load_folder, show_faults
from tui.cli.console import refuse
from tui.locale import N_, _, language

if TYPE_CHECKING:
    from backend.guide.bundle import Bundle
    from backend.guide.item import Item

__all__ = ["CHECK", "FIND", "GUIDE", "SHOW", "check", "find", "guide", "show"]

CHECK = N_("Name file, line and remedy of every fault. Exit 1 if there is one.")
SHOW = N_("The whole guide of one item, on the terminal.")
GUIDE = N_("The service guide for citizens, on paper or as a page.")
FIND = N_("Search as the screen does, best first. By name, popular name, pinyin, initials or code.")

Folder = Annotated[
    Path | None, typer.Option("--from", help=N_("Catalogue folder; the one shipped if not given."), metavar="FOLDER")
]
Code = Annotated[str, typer.Argument(metavar="CODE", help=N_("Code of the item, e.g. RS-001."))]


def check(
    given: Annotated[Path | None, typer.Argument(metavar="FOLDER", help=N_("The catalogue's folder."))] = None,
    folder: Folder = None,
) -> None:
    from backend.catalogue import DATA
    from backend.catalogue.check import check as faults_of

    where = given or folder or DATA
    if not where.is_dir():
        refuse(_("There is no folder {folder}.").format(folder=where), _("Give the folder of a catalogue."))
    faults = faults_of(where)
    if faults:
        show_faults(faults)
        raise typer.Exit(1)
    typer.echo(_("The catalogue has no faults."))


def show(code: Code, folder: Folder = None) -> None:
    from backend.catalogue.show import show as guide_of

    item, bundle = _item(code, folder)
    systems = {system: told.name for system, told in bundle.systems.items()}
    typer.echo(guide_of(item, language(), systems))


def guide(
    code: Code,
    pdf: Annotated[bool, typer.Option("--pdf", help=N_("On A4, to print and hand out."))] = False,
    html: Annotated[bool, typer.Option("--html", help=N_("One web page that needs nothing else."))] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", help=N_("File to write; CODE.pdf or CODE.html here if not given."), metavar="FILE"),
    ] = None,
    folder: Folder = None,
) -> None:
    if pdf is html:
        refuse(_("Say how: --pdf or --html."))
    from backend.catalogue.public_guide import page, public_guide, typeset
    from backend.typesetting import TypesettingError

    item, bundle = _item(code, folder)
    made = public_guide(item, bundle, language())
    target = output or Path(f"{item.code}.{'pdf' if pdf else 'html'}")
    try:
        target.write_bytes(typeset(made) if pdf else page(made).encode())
    except (TypesettingError, OSError) as error:
        refuse(_("The guide could not be written: {why}").format(why=error))
    typer.echo(str(target))


def find(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help=N_("What the citizen says, or its letters."))],
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("One JSON list."))] = False,
    organisation: Annotated[bool, typer.Option("--organisation", help=N_("As when an organisation applies."))] = False,
) -> None:
    from backend.catalogue import find as hits_of
    from backend.guide.item import ApplicantKind

    kind = ApplicantKind.ORGANISATION if organisation else ApplicantKind.PERSON
    bundle = _bundle(folder)
    names = {brief.code: brief.name for brief in bundle.briefs}
    hits = hits_of(" ".join(words), bundle, applicant=kind)
    if as_json:
        told = [
            {"code": hit.code, "name": names[hit.code].zh, "name_en": names[hit.code].en, "score": hit.score}
            for hit in hits
        ]
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    if not hits:
        refuse(_("Nothing found."), _("Try fewer words, another name of it, or pinyin initials."))
    for hit in hits:
        typer.echo(f"{hit.code}  {names[hit.code].to(language())}")


def _item(code: str, folder: Path | None) -> "tuple[Item, Bundle]":
    bundle = _bundle(folder)
    item = bundle.find_item(code.upper())
    if item is None:
        refuse(
            _("No item {code} is described in this catalogue.").format(code=code),
            _("Try: onewindow catalogue find WORDS"),
        )
    return item, bundle


def _bundle(folder: Path | None) -> "Bundle":
    from backend.catalogue import DATA

    return load_folder(folder or DATA)

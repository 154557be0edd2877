"""``onewindow catalogue``: check, show and search the items a hall offers."""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

__all__ = ["catalogue"]

catalogue = typer.Typer(help="Check, show and search the catalogue.", no_args_is_help=True, rich_markup_mode=None)
Folder = Annotated[Path | None, typer.Option("--from", help="Catalogue folder; the one shipped if not given.")]
Language = Annotated[str, typer.Option(help="zh_CN or en.")]


@catalogue.command("check")
def check(folder: Folder = None) -> None:
    """Name file, line and remedy of every fault. Exit 1 if there is one."""
    from backend.catalogue import DATA
    from backend.catalogue.check import check as faults_of

    faults = faults_of(folder or DATA)
    for fault in faults:
        typer.echo(str(fault))
    typer.echo(f"{len(faults)} faults" if faults else "catalogue: no faults")
    raise typer.Exit(1 if faults else 0)


@catalogue.command("show")
def show(code: str, folder: Folder = None, language: Language = "zh_CN") -> None:
    """The whole guide of one item, on the terminal."""
    from backend.catalogue import DATA, load
    from backend.catalogue.show import show as guide_of

    item = next((item for item in load(folder or DATA).items if item.code == code.upper()), None)
    if item is None:
        typer.echo(f"No item {code} in this catalogue. Try: onewindow catalogue find WORDS", err=True)
        raise typer.Exit(1)
    typer.echo(guide_of(item, language))


@catalogue.command("guide")
def guide(
    code: str,
    pdf: Annotated[bool, typer.Option("--pdf", help="On A4, to print and hand out.")] = False,
    html: Annotated[bool, typer.Option("--html", help="One web page that needs nothing else.")] = False,
    output: Annotated[Path | None, typer.Option(help="File to write; CODE.pdf or CODE.html here if not given.")] = None,
    folder: Folder = None,
    language: Language = "zh_CN",
) -> None:
    """The service guide for citizens, on paper or as a page."""
    if pdf is html:
        _refuse("Say how: --pdf or --html.")
    from backend.catalogue import DATA, load
    from backend.catalogue.public_guide import GuideFontMissing, page, public_guide, typeset

    bundle = load(folder or DATA)
    item = bundle.find_item(code.upper())
    if item is None:
        _refuse(f"No item {code} in this catalogue. Try: onewindow catalogue find WORDS")
    made = public_guide(item, bundle, language)
    target = output or Path(f"{item.code}.{'pdf' if pdf else 'html'}")
    try:
        target.write_bytes(typeset(made) if pdf else page(made).encode())
    except (GuideFontMissing, OSError) as error:
        _refuse(f"The guide could not be written: {error}")
    typer.echo(str(target))


def _refuse(words: str) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(1)


@catalogue.command("find")
def find(
    words: list[str],
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,
    organisation: Annotated[bool, typer.Option(help="As when an organisation applies.")] = False,
    language: Language = "zh_CN",
) -> None:
    """Search as the screen does, best first. By name, popular name, pinyin, initials or code."""
    from backend.catalogue import DATA, load
    from backend.catalogue import find as hits_of
    from backend.guide.item import ApplicantKind

    kind = ApplicantKind.ORGANISATION if organisation else ApplicantKind.PERSON
    bundle = load(folder or DATA)
    names = {brief.code: brief.name for brief in bundle.briefs}
    hits = [
        {"code": hit.code, "name": names[hit.code].zh, "name_en": names[hit.code].en, "score": hit.score}
        for hit in hits_of(" ".join(words), bundle, applicant=kind)
    ]
    if as_json:
        typer.echo(json.dumps(hits, ensure_ascii=False))
        return
    for found in hits:
        typer.echo(f"{found['code']}  {found['name'] if not language.startswith('en') else found['name_en']}")

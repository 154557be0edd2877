"""``onewindow catalogue``: check, show and search the items a hall offers."""

import json
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["catalogue"]

catalogue = typer.Typer(help="Check, show and search the catalogue.", no_args_is_help=True, rich_markup_mode=None)
Folder = Annotated[Path | None, typer.Option("--from", help="Catalogue folder; the one shipped if not given.")]
Language = Annotated[str, typer.Option(help="zh_CN or en.")]


@catalogue.command("check")
def check(folder: Folder = None) -> None:
    """Name file, line and remedy of every fault. Exit 1 if there is one."""
    from backend.catalogue import DATA
    from backend.catalogue import check as faults_of

    faults = faults_of(folder or DATA)
    for fault in faults:
        typer.echo(str(fault))
    typer.echo(f"{len(faults)} faults" if faults else "catalogue: no faults")
    raise typer.Exit(1 if faults else 0)


@catalogue.command("show")
def show(code: str, folder: Folder = None, language: Language = "zh_CN") -> None:
    """The whole guide of one item, on the terminal."""
    from backend.catalogue import DATA, load
    from backend.catalogue import show as guide_of

    item = next((item for item in load(folder or DATA).items if item.code == code.upper()), None)
    if item is None:
        typer.echo(f"No item {code} in this catalogue. Try: onewindow catalogue find WORDS", err=True)
        raise typer.Exit(1)
    typer.echo(guide_of(item, language))


@catalogue.command("find")
def find(
    words: list[str],
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,
    language: Language = "zh_CN",
) -> None:
    """Search as the screen does, best first. By name, popular name, pinyin, initials or code."""
    from backend.catalogue import DATA, load
    from backend.catalogue import find as hits_of

    bundle = load(folder or DATA)
    names = {brief.code: brief.name for brief in bundle.briefs}
    hits = [
        {"code": hit.code, "name": names[hit.code].zh, "name_en": names[hit.code].en, "score": hit.score}
        for hit in hits_of(" ".join(words), bundle)
    ]
    if as_json:
        typer.echo(json.dumps(hits, ensure_ascii=False))
        return
    for found in hits:
        typer.echo(f"{found['code']}  {found['name'] if not language.startswith('en') else found['name_en']}")

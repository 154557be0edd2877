"""``onewindow chain``: the supervision chain, out of a data folder and checked without one."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["chain"]

chain = typer.Typer(help="Export and verify the supervision chain.", no_args_is_help=True, rich_markup_mode=None)


@chain.command("verify")
def verify(
    export: Annotated[Path, typer.Argument(help="Folder made by 'chain export'.")],
    heads: Annotated[Path | None, typer.Option(help="Heads kept elsewhere, to compare with.")] = None,
) -> None:
    """Check an export offline. Exit 0: intact; 1: tampered with; 2: cannot tell."""
    from backend.supervision import verify_export

    verification = verify_export(export, heads)
    typer.echo(f"{verification.status}: {verification.size} entries. {verification.reason}")
    if verification.first_bad_seq is not None:
        typer.echo(f"first bad entry: {verification.first_bad_seq}")
    raise typer.Exit(verification.exit_code)


@chain.command("export")
def export(
    directory: Annotated[Path, typer.Argument(help="Folder to write to; made if missing.")],
    data: Annotated[Path | None, typer.Option(help="Data folder of the node, which may be running.")] = None,
    realm: Annotated[str | None, typer.Option(help="live, practice or demo.")] = None,
) -> None:
    """Write each hall's log to a folder of its own. Ready for 'chain verify'; the hall may be at work."""
    from backend.app import export_chain
    from backend.settings import NodeSettings

    given = {"data_dir": data, "realm": realm}
    settings = NodeSettings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    for folder in export_chain(settings, directory):
        typer.echo(str(folder))

"""``onewindow chain``: the supervision chain, out of a data folder and checked without one."""

from pathlib import Path
from typing import Annotated

import typer

from tui.cli.at_node import at_node
from tui.cli.chain_looks import WHO_LOOKED, who_looked
from tui.cli.chain_proving import COMPARE, PROVE, compare, prove
from tui.cli.chain_recovering import RECOVER, recover
from tui.cli.chain_taking import settings_of, taken_here, taken_over_the_line
from tui.cli.chain_told import tell, tell_proven
from tui.cli.not_started import told_plainly
from tui.cli.spoken_help import SpokenCommand, SpokenGroup
from tui.cli.which_node import Account, NodeAddress
from tui.locale import N_, _

__all__ = ["chain"]

VERIFY = N_(
    "Check an export offline, all its logs, or the proof of a case. Exit 0: intact; 1: tampered with; 2: cannot tell."
)
EXPORT = N_(
    "Write each hall's log to a folder of its own. Ready for 'chain verify'; the hall may be at work. "
    "On the node's machine out of its data folder; over the line, with --node, for an inspector who signs in: "
    "then the chain names who took it."
)

chain = typer.Typer(
    cls=SpokenGroup,
    help=N_("Export and verify the supervision chain."),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@chain.command("verify", cls=SpokenCommand, help=VERIFY)
def verify(
    export: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help=N_("Folder made by 'chain export' or 'chain prove', or one log in it.")),
    ],
    heads: Annotated[
        Path | None, typer.Option(help=N_("Heads kept elsewhere, to compare with: a folder of them, or one file."))
    ] = None,
) -> None:
    from backend.supervision import exported_logs

    if not export.is_dir():
        raise typer.BadParameter(_("There is no folder {folder}.").format(folder=export))
    codes = set()
    for log in exported_logs(export):
        if log != export:
            typer.echo(log.name)
        codes.add(_verify(log, heads))
    raise typer.Exit(1 if 1 in codes else max(codes))


def _verify(log: Path, heads: Path | None) -> int:
    from backend.supervision import holds_proof, read_proof, verify_export, verify_proof

    proven = holds_proof(log)
    verification = verify_proof(log, heads) if proven else verify_export(log, heads)
    tell(verification)
    if proven and verification.exit_code == 0:
        tell_proven(read_proof(log), is_witnessed=heads is not None)
    return verification.exit_code


@chain.command("export", cls=SpokenCommand, help=EXPORT)
def export(
    directory: Annotated[Path, typer.Argument(metavar="FOLDER", help=N_("Folder to write to; made if missing."))],
    data: Annotated[Path | None, typer.Option(help=N_("Data folder of the node, which may be running."))] = None,
    realm: Annotated[str | None, typer.Option(help=N_("live, practice or demo."))] = None,
    node: NodeAddress = None,
    account: Account = None,
) -> None:
    if node is not None:
        from tui.client.inspecting import Inspecting

        with at_node(Inspecting, node, account) as sitting:
            folders = taken_over_the_line(sitting, directory)
    else:
        with told_plainly():
            folders = taken_here(settings_of(data, realm), directory)
    for folder in folders:
        typer.echo(str(folder))


chain.command("prove", cls=SpokenCommand, help=PROVE)(prove)
chain.command("compare", cls=SpokenCommand, help=COMPARE)(compare)
chain.command("who-looked", cls=SpokenCommand, help=WHO_LOOKED)(who_looked)
chain.command("recover", cls=SpokenCommand, help=RECOVER)(recover)

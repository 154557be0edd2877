"""``onewindow chain``: the supervision chain, out of a data folder and checked without one."""

import tarfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tui.cli.at_node import at_node
from tui.cli.not_started import told_plainly
from tui.cli.spoken_help import SpokenCommand, SpokenGroup
from tui.cli.which_node import Account, NodeAddress
from tui.locale import N_, _, ngettext

if TYPE_CHECKING:
    from backend.supervision import Verification

__all__ = ["chain"]

VERIFY = N_("Check an export offline, all its logs. Exit 0: intact; 1: tampered with; 2: cannot tell.")
EXPORT = N_(
    "Write each hall's log to a folder of its own. Ready for 'chain verify'; the hall may be at work. "
    "On the node's machine out of its data folder; over the line, with --node, for an inspector who signs in: "
    "then the chain names who took it."
)

_STATUS: Final = {"intact": N_("intact"), "tampered": N_("tampered with"), "unknown": N_("cannot tell")}
_REASONS: Final = (
    N_("every entry is as it was written"),
    N_("the entries do not give the root that a head states"),
    N_("entries at the end are missing"),
    N_("there are entries that no head covers"),
    N_("there are more leaf hashes than entries"),
    N_("an entry is cut off"),
    N_("an entry does not have the hash listed for it"),
    N_("an entry is not in its form"),
    N_("an entry is missing, repeated, or out of order"),
    N_("an entry belongs to another log"),
    N_("two entries continue the same entry of a case"),
    N_("a head belongs to another log than the export"),
    N_("the head in the export belongs to another log"),
    N_("a kept head cannot be read"),
    N_("the export is incomplete or cannot be read"),
    N_("the export cannot be understood"),
)
"""What the verifier says, which speaks English; what it adds after a colon stays as it is."""

chain = typer.Typer(
    cls=SpokenGroup,
    help=N_("Export and verify the supervision chain."),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@chain.command("verify", cls=SpokenCommand, help=VERIFY)
def verify(
    export: Annotated[
        Path, typer.Argument(metavar="FOLDER", help=N_("Folder made by 'chain export', or one log in it."))
    ],
    heads: Annotated[Path | None, typer.Option(help=N_("Heads kept elsewhere, to compare with."))] = None,
) -> None:
    from backend.supervision import exported_logs, verify_export

    codes = set()
    for log in exported_logs(export):
        if log != export:
            typer.echo(log.name)
        verification = verify_export(log, heads)
        _tell(verification)
        codes.add(verification.exit_code)
    raise typer.Exit(1 if 1 in codes else max(codes))


def _tell(verification: "Verification") -> None:
    told = ngettext("{status}: {count} entry. {why}", "{status}: {count} entries. {why}", verification.size)
    status, why = _(_STATUS[verification.status.value]), _reason(verification.reason)
    typer.echo(told.format(status=_begun(status), count=verification.size, why=_begun(why)))
    if verification.first_bad_seq is not None:
        typer.echo(_("First bad entry: {number}").format(number=verification.first_bad_seq))
        good = verification.last_good_head
        typer.echo(_("Last good head: {head}").format(head=f"{good.size} {good.root.hex()[:12]}" if good else "–"))


@chain.command("export", cls=SpokenCommand, help=EXPORT)
def export(
    directory: Annotated[Path, typer.Argument(metavar="FOLDER", help=N_("Folder to write to; made if missing."))],
    data: Annotated[Path | None, typer.Option(help=N_("Data folder of the node, which may be running."))] = None,
    realm: Annotated[str | None, typer.Option(help=N_("live, practice or demo."))] = None,
    node: NodeAddress = None,
    account: Account = None,
) -> None:
    if node is not None:
        _export_over_the_line(directory, node, account)
        return
    from backend.app import export_chain
    from backend.settings import NodeSettings

    given = {"data_dir": data, "realm": realm}
    with told_plainly():
        settings = NodeSettings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
        for folder in export_chain(settings, directory):
            typer.echo(str(folder))


def _export_over_the_line(directory: Path, node: str, account: str | None) -> None:
    """What comes is unpacked as plain files below the folder, whatever it says of itself."""
    from tui.client import new_operation
    from tui.client.inspecting import Inspecting

    operation = new_operation()
    with at_node(Inspecting, node, account) as sitting:
        packed = sitting.ask(lambda asked: asked.export_chain(operation))
    directory.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=BytesIO(packed), mode="r:gz") as archive:
        archive.extractall(directory, filter="data")
        names = sorted({member.name.partition("/")[0] for member in archive.getmembers()})
    for name in names:
        typer.echo(str(directory / name))


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _reason(english: str) -> str:
    known, colon, more = english.partition(": ")
    return f"{_(known)}{colon}{more}" if known in _REASONS else english

"""``onewindow chain prove`` and ``compare``: what a court or an inspector can hold of one case, and of two heads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

import typer

from tui.cli.at_node import at_node
from tui.cli.chain_taking import settings_of, taken_here, taken_over_the_line
from tui.cli.chain_told import tell, tell_compared
from tui.cli.console import refuse, say
from tui.cli.not_started import told_plainly
from tui.cli.option_sets import one_by_one
from tui.cli.which_node import Account, NodeAddress
from tui.locale import N_, _

if TYPE_CHECKING:
    from backend.supervision import Verification

__all__ = ["COMPARE", "PROVE", "compare", "prove"]

PROVE = N_(
    "Write down what the supervision chain holds of one case, with the proof that it is in the log: to be handed to a "
    "court, and checked by 'chain verify' without anything else. Taken from a node as 'chain export' does it, or out "
    "of an export. Ids and codes only, as in the export."
)
COMPARE = N_(
    "Whether two heads are of one history, or something was rewritten between them: by an export that reaches as far. "
    "Exit 0: one history; 1: two histories; 2: cannot tell."
)
_CANNOT_TELL: Final = 2


@dataclass(frozen=True)
class _Source:
    """Where the log comes from."""

    export: Annotated[
        Path | None, typer.Option("--export", help=N_("Folder made by 'chain export'; then no node is asked."))
    ] = None
    data: Annotated[Path | None, typer.Option("--data", help=N_("Data folder of the node, which may be running."))] = (
        None
    )
    realm: Annotated[str | None, typer.Option("--realm", help=N_("live, practice or demo."))] = None
    node: NodeAddress = None
    account: Account = None


@dataclass(frozen=True)
class _Taken:
    """Logs, and the id under which they know the case."""

    case: str
    folder: Path


@one_by_one
def prove(
    case: Annotated[
        str,
        typer.Argument(metavar="CASE", help=N_("Number of the case, as on the receipt; of an export the case's id.")),
    ],
    directory: Annotated[Path, typer.Argument(metavar="FOLDER", help=N_("Folder to write to; made if missing."))],
    heads: Annotated[
        Path | None,
        typer.Option("--heads", help=N_("Heads kept elsewhere: the proof leads to one of them that covers the case.")),
    ] = None,
    source: _Source = _Source(),
) -> None:
    with told_plainly(), _taken(case, source) as taken:
        judged = [_prove(log, taken.case, directory, heads) for log in _logs_in(taken.folder)]
    codes = {verification.exit_code for verification, _written in judged}
    written = [folder for _verification, folder in judged if folder is not None]
    if written:
        say(_("Case {id}").format(id=taken.case))
        for folder in written:
            typer.echo(str(folder))
    elif codes == {0}:
        by_id = _("An export knows cases by their ids only; a node knows the number.") if source.export else ""
        refuse(_("No log here holds an entry of this case."), by_id, status=_CANNOT_TELL)
    raise typer.Exit(1 if 1 in codes else max(codes))


def compare(
    export: Annotated[
        Path, typer.Argument(metavar="FOLDER", help=N_("Folder made by 'chain export', or one log in it."))
    ],
    one: Annotated[Path, typer.Argument(metavar="HEAD", help=N_("File with one head."))],
    other: Annotated[Path, typer.Argument(metavar="HEAD", help=N_("File with the other."))],
) -> None:
    from backend.supervision import CannotTell, Status, Verification, compare_heads, read_head

    try:
        heads = read_head(one), read_head(other)
        compared = compare_heads(_log_of(export, heads[0].origin.log), *heads)
    except CannotTell as reason:
        compared = Verification(Status.UNKNOWN, 0, str(reason))
    tell_compared(compared)
    raise typer.Exit(compared.exit_code)


def _log_of(export: Path, log: str) -> Path:
    return export / log if (export / log).is_dir() else export


def _logs_in(export: Path) -> list[Path]:
    from backend.supervision import exported_logs

    return exported_logs(export)


def _prove(log: Path, case: str, directory: Path, heads: Path | None) -> "tuple[Verification, Path | None]":
    """What is to be said of the log, and the folder of the proof if the log is intact and holds the case."""
    from backend.supervision import EntryMissing, prove_case, verify_export

    verification = verify_export(log, heads)
    if verification.exit_code:
        typer.echo(log.name)
        tell(verification)
        return verification, None
    try:
        proof = prove_case(log, case, heads)
    except EntryMissing:
        return verification, None
    folder = directory / proof.head.origin.log
    proof.keep(folder)
    return verification, folder


@contextmanager
def _taken(case: str, source: _Source) -> Iterator[_Taken]:
    if source.export is not None:
        yield _Taken(case, source.export)
        return
    with TemporaryDirectory() as folder:
        yield _over_the_line(case, source, Path(folder)) if source.node else _here(case, source, Path(folder))


def _here(case: str, source: _Source, folder: Path) -> _Taken:
    from backend.case_numbers import BadCaseNumber, find_case

    settings = settings_of(source.data, source.realm)
    try:
        found = case if _is_id(case) else find_case(settings, case)
    except BadCaseNumber:
        refuse(_("This is not a case number: a character is wrong, missing or swapped."), status=_CANNOT_TELL)
    if found is None:
        refuse(_("There is no case with this number."), status=_CANNOT_TELL)
    taken_here(settings, folder)
    return _Taken(found, folder)


def _over_the_line(case: str, source: _Source, folder: Path) -> _Taken:
    from tui.client.inspecting import Inspecting

    with at_node(Inspecting, source.node or "", source.account) as sitting:
        found = case if _is_id(case) else sitting.ask(lambda asked: asked.case_by_number(case)).brief.id
        taken_over_the_line(sitting, folder)
    return _Taken(found, folder)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False

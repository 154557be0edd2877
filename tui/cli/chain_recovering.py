"""``onewindow chain recover``: what two administrators do when an old copy of the data had to be put back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.at_node import asked_who
from tui.cli.chain_taking import settings_of
from tui.cli.console import refuse, say
from tui.cli.not_started import told_plainly
from tui.locale import N_, _
from tui.locale.problems import remedy, sentence

if TYPE_CHECKING:
    from backend.contract import SignIn
    from backend.settings import NodeSettings
    from backend.supervision import Head

__all__ = ["RECOVER", "recover"]

RECOVER = N_(
    "After an old copy of the data was put back: begin each hall's log anew behind the last head known elsewhere, so "
    "that everybody can see what is lost. Two administrators sign in here and answer for it. On the node's machine, "
    "while the node is stopped."
)


def recover(
    heads: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help=N_("Heads kept elsewhere, as each window has them: a folder or a file.")),
    ],
    data: Annotated[Path | None, typer.Option(help=N_("Data folder of the node, which is stopped."))] = None,
    realm: Annotated[str | None, typer.Option(help=N_("live, practice or demo."))] = None,
) -> None:
    with told_plainly():
        settings = settings_of(data, realm)
        lost = _lost(settings, heads)
        if not lost:
            refuse(_("Nothing is missing: the logs here hold what these heads say, or were begun anew since."))
        for head in lost:
            say(_("{log}: {count} entries are known elsewhere.").format(log=head.origin.log, count=head.size))
        _begin_anew(settings, lost)
    say(_("Done. Start the node. What was handed over after the copy was made is taken in again, by the receipts."))


def _lost(settings: "NodeSettings", heads: Path) -> "list[Head]":
    from backend.recovering import find_lost
    from backend.supervision import CannotTell, HashUnusable, read_heads

    try:
        return find_lost(settings, read_heads(heads))
    except (CannotTell, HashUnusable):
        refuse(_("A kept head cannot be read."), _("Name a folder with nothing but heads in it, or one file."))


def _begin_anew(settings: "NodeSettings", lost: "list[Head]") -> None:
    from backend.access import AccessError, NotAllowed
    from backend.recovering import recover as begin_anew

    persons = _asked(_("First administrator")), _asked(_("Second administrator"))
    try:
        begin_anew(settings, lost, persons, clock=lambda: datetime.now(UTC))
    except NotAllowed:
        refuse(_("It takes two administrators, and each answers for themselves."))
    except AccessError as error:
        refuse(sentence(error.code, error.params, ""), remedy(error.code, error.params, ""))


def _asked(words: str) -> "SignIn":
    say(words)
    return asked_who(None)

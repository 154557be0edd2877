"""``onewindow staff first``: the two administrators a hall begins with."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.console import refuse, say
from tui.cli.not_started import told_plainly
from tui.cli.staff_secrets import ask_secrets, say_weak
from tui.locale import N_, _

if TYPE_CHECKING:
    from backend.enrolling import NewPerson

__all__ = ["FIRST", "first"]

FIRST = N_(
    "Make the two administrators a hall begins with, one for security and one for the system. "
    "Both sit here, each types their own secrets, and each confirms the other. "
    "On the node's machine, while the node is stopped; everybody else is made at the running node."
)


def first(
    data: Annotated[
        Path | None,
        typer.Option("--data", help=N_("Data folder of the node; that of onewindow.toml if not given.")),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help=N_("There are accounts, but no administrator can sign in any more."))
    ] = False,
) -> None:
    from backend.access import WeakPassword
    from backend.enrolling import PeopleThere, enrol_first
    from backend.settings import NodeSettings
    from backend.storage import Conflict

    given = {} if data is None else {"data_dir": data}
    with told_plainly():
        settings = NodeSettings(**given)  # type: ignore[arg-type]  # pydantic reads more kinds than the hint says
        security = _ask(_("Administrator for security"))
        people = security, _ask(_("Administrator for the system"), taken=security.account)
        try:
            enrol_first(settings, *people, clock=lambda: datetime.now(UTC), again=again)
        except PeopleThere:
            refuse(
                _("There are accounts here already."),
                _("Administrators make more of them: onewindow staff add. If none can sign in any more: --again."),
            )
        except Conflict:
            refuse(_("Somebody has this account name already."), _("Choose another."))
        except WeakPassword as weak:
            say_weak(weak)
            raise typer.Exit(1) from None
    say(_("Done. Start the node, then make the others: onewindow staff add"))


def _ask(words: str, taken: str = "") -> "NewPerson":
    """`taken`: the account of the one before, told at once and not after everything was typed."""
    from backend.enrolling import NewPerson

    say(words)
    while (account := str(typer.prompt(_("Account"), err=True)).strip()).casefold() == taken.casefold():
        say(" ".join([_("Somebody has this account name already."), _("Choose another.")]))
    name = str(typer.prompt(_("Name"), err=True)).strip()
    typed = ask_secrets(account, name)
    return NewPerson(account, name, typed.password, typed.pin, typed.seed)

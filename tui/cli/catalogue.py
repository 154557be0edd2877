"""``onewindow catalogue``: everything a hall does with its list of items, from reading it to publishing it."""

from collections.abc import Callable
from typing import Final

import typer

from tui.cli.catalogue_changes import DIFF, diff
from tui.cli.catalogue_lists import EXPORT, IMPORT, export, import_
from tui.cli.catalogue_publishing import PUBLISH, ROLLBACK, VERSIONS, publish, rollback, versions
from tui.cli.catalogue_reading import CHECK, FIND, GUIDE, SHOW, check, find, guide, show
from tui.cli.catalogue_rehearsing import REHEARSE, rehearse
from tui.cli.option_sets import one_by_one
from tui.cli.spoken_help import SpokenCommand, SpokenGroup
from tui.locale import N_

__all__ = ["catalogue"]

catalogue = typer.Typer(
    cls=SpokenGroup,
    help=N_("The list of items: check, search, change and publish it."),
    no_args_is_help=True,
    rich_markup_mode=None,
)
_COMMANDS: Final[tuple[tuple[str, str, Callable[..., None], str], ...]] = (
    ("check", CHECK, check, "check my-list"),
    ("show", SHOW, show, "show RS-001"),
    ("guide", GUIDE, guide, "guide RS-001 --pdf"),
    ("find", FIND, find, "find 农保\nfind cxjm --json"),
    ("diff", DIFF, diff, "diff current my-list\ndiff shipped my-list --json"),
    ("export", EXPORT, export, "export --to my-list\nexport shipped --table list.csv"),
    ("import", IMPORT, import_, "import list.xlsx --to my-list\nimport list.csv --base shipped --to my-list"),
    ("rehearse", REHEARSE, rehearse, "rehearse my-list\nrehearse my-list --against shipped"),
    ("publish", PUBLISH, publish, "publish my-list --from 2026-12-01"),
    ("rollback", ROLLBACK, rollback, 'rollback --why "..."\nrollback --planned --why "..."'),
    ("versions", VERSIONS, versions, "versions\nversions --node https://hall.example:8471"),
)
for name, told, command, examples in _COMMANDS:
    shown = "\n".join(f"onewindow catalogue {line}" for line in examples.splitlines())
    catalogue.command(name, cls=SpokenCommand, help=told, epilog=shown)(one_by_one(command))

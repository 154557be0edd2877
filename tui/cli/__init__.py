"""The ``onewindow`` command: every part of the program starts from here."""

import sys

__all__ = ["main"]


def main() -> None:
    """The counter is started every morning by everybody: it does not wait for the other commands to be read in."""
    from tui.cli.front import open_counter, plain_options

    if sys.argv[1:2] == ["counter"] and (given := plain_options(sys.argv[2:])) is not None:
        open_counter(given)
        return
    from tui.cli.commands import app

    app()

"""The ``onewindow`` command: every part of the program starts from here."""

import sys

__all__ = ["main"]


def main() -> None:
    """Counter and node are waited for: they do not wait for the other commands to be read in."""
    from tui.cli.front import COUNTER_OPTIONS, NODE_OPTIONS, open_counter, open_node, plain_options

    ways = {"counter": (COUNTER_OPTIONS, open_counter), "node": (NODE_OPTIONS, open_node)}
    if (way := ways.get("".join(sys.argv[1:2]))) is not None:
        options, start = way
        if (given := plain_options(sys.argv[2:], options)) is not None:
            start(given)
            return
    from tui.cli.commands import app

    app()

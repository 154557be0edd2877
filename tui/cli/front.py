"""The way in of counter and node. Typer reads options with pydantic: together they take longer than a first picture."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NoReturn

from tui.locale import N_, _

COUNTER_OPTIONS: Final = {
    "--node": "node",
    "--reader": "readers",
    "--window": "window",
    "--data": "data_dir",
    "--language": "language",
}
"""What `onewindow counter` takes, and the station's setting each stands for."""

NODE_OPTIONS: Final = {
    "--data": "data_dir",
    "--host": "host",
    "--port": "port",
    "--realm": "realm",
    "--county-url": "county_url",
    "--county-data": "county_data",
}
"""What `onewindow node` takes with a value, and the node's setting each stands for."""


def plain_options(arguments: Sequence[str], options: Mapping[str, str]) -> dict[str, Any] | None:
    """The settings given as `--option value`; None for anything else, which Typer reads, explains or refuses."""
    names, values = arguments[::2], arguments[1::2]
    if len(names) != len(values) or any(value.startswith("-") for value in values):
        return None
    given: dict[str, Any] = {}
    for name, value in zip(names, values, strict=True):
        if name not in options or (name == "--port" and not value.isdecimal()):
            return None
        setting = options[name]
        if setting == "readers":
            given.setdefault(setting, []).append(value)
        else:
            given[setting] = Path(value) if setting == "data_dir" else value
    return given


def open_counter(given: dict[str, Any]) -> None:
    """The counter with these settings; what is not given comes from the environment or the station's file."""
    check_terminal()
    from tui.app import run_counter
    from tui.settings import StationSettings

    run_counter(StationSettings(**given))


def open_node(given: dict[str, Any]) -> None:
    """The node with these settings, likewise."""
    from tui.cli.node_start import start_node
    from tui.cli.not_started import told_plainly

    with told_plainly(as_the_station_speaks=True):
        start_node(given)


def check_terminal() -> None:
    """Refuse in plain words where the screen could not be drawn or read."""
    if not sys.stdout.isatty():
        _refuse(N_("The counter screen needs a terminal."))
    if (sys.stderr.encoding or "").lower().replace("-", "") != "utf8":
        _refuse(N_("This terminal's character set is not UTF-8 (remote character set in PuTTY, LANG elsewhere)."))


def _refuse(words: str) -> NoReturn:
    """In Chinese where the terminal has the characters (a GBK one has), and in English."""
    charset = sys.stderr.encoding or "ascii"
    with suppress(UnicodeEncodeError):
        _(words).encode(charset)
        sys.stderr.write(f"{_(words)}\n")
    sys.stderr.write(f"{words}\n")
    raise SystemExit(1)

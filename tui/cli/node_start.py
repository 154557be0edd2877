"""The node from the command line, without what explains command lines."""

from pathlib import Path
from typing import Any

__all__ = ["start_node"]


def start_node(given: dict[str, Any]) -> None:
    """Serve with these settings; what is not given comes from ONEWINDOW_* and onewindow.toml.

    `county_data`: the simulated county's data folder, in which its secret and its drop folders are.
    """
    from backend import collector

    collector.rest()
    from backend.app import run_node
    from backend.settings import NodeSettings

    settings = {name: value for name, value in given.items() if name != "county_data"}
    if "county_data" in given:
        county = Path(given["county_data"])
        settings |= {"county_secret_file": county / "county.secret", "county_drop_dir": county / "drop"}
    run_node(NodeSettings(**settings))

"""Settings of a station: given on the command line, by `ONEWINDOW_…` variables, or in `onewindow.toml` under [station].

A plain dataclass: it is needed before the first paint, and pydantic-settings alone takes a third of that time.
"""

import os
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from platform import node as host_name
from typing import Any

FILE = "onewindow.toml"


def _setting(name: str) -> str | None:
    value = os.environ.get(f"ONEWINDOW_{name.upper()}")
    if value is None:
        told = _told().get(name)
        value = None if told is None else str(told)
    return value or None


def _told() -> dict[str, Any]:
    with suppress(OSError, ValueError), Path(FILE).open("rb") as file:
        section = tomllib.load(file).get("station")
        return section if isinstance(section, dict) else {}
    return {}


def _text(name: str, otherwise: str) -> Any:
    return field(default_factory=lambda: _setting(name) or otherwise)


def _maybe_text(name: str) -> Any:
    return field(default_factory=lambda: _setting(name))


def _maybe_path(name: str) -> Any:
    def found() -> Path | None:
        value = _setting(name)
        return Path(value) if value else None

    return field(default_factory=found)


def _readers() -> list[str]:
    value = _setting("readers")
    return [part.strip() for part in value.split(",") if part.strip()] if value else []


def _data_home() -> Path:
    value = _setting("station_data")
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return Path(value) if value else home / "onewindow" / "station"


def _scan_folder() -> Path:
    value = _setting("scan_folder")
    return Path(value) if value else Path.home()


@dataclass(kw_only=True)
class StationSettings:
    """Everything a counter must be told.

    `printer` is a command that takes a PDF on its standard input; without one receipts are written to files.
    `credentials`, `demo_control` and `demo_people` belong to the demo: who is signed in by itself (through the real
    route), the socket of the virtual card reader, and where the county tells its people.
    """

    node: str = _text("node", "http://127.0.0.1:8471")
    readers: list[str] = field(default_factory=_readers)
    language: str = _text("language", "zh_CN")
    data_dir: Path = field(default_factory=_data_home)
    station: str = _text("station", host_name() or "station")
    window: str = _text("window", "1")
    printer: str | None = _maybe_text("printer")
    scan_folder: Path = field(default_factory=_scan_folder)
    scanner_prefix: str = _text("scanner_prefix", "")
    look: str = _text("look", "calm")
    credentials: Path | None = _maybe_path("credentials")
    demo_control: Path | None = _maybe_path("demo_control")
    demo_people: str | None = _maybe_text("demo_people")

    def __post_init__(self) -> None:
        self.data_dir = Path(self.data_dir)
        self.scan_folder = Path(self.scan_folder)
        self.readers = [str(reader) for reader in self.readers]
        self.credentials = Path(self.credentials) if self.credentials else None
        self.demo_control = Path(self.demo_control) if self.demo_control else None

"""Puts a demo hall together: county, virtual reader, node, and the counter screen in this terminal."""

import os
import secrets
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock
from filelock import Timeout as LockHeld

from tui.demo.family import Child, Family
from tui.keyboard.ahead import keys_unseen
from tui.locale import _

if TYPE_CHECKING:
    from tui.settings import StationSettings

__all__ = ["DemoHall", "NotReady", "demo_hall", "open_workstation"]

LONGEST_START = 60.0  # seconds
MOST_REFUSALS = 4  # what a demo that was just killed still holds is free by then
_VOICE = "onewindow: "


class NotReady(Exception):
    """The hall did not come up; the message is a sentence for the keeper."""


@dataclass(frozen=True)
class DemoHall:
    """Where the running parts are."""

    node_url: str
    county_url: str
    reader: Path
    reader_control: Path
    credentials: Path
    data: Path

    def station(self, language: str) -> "StationSettings":
        """A window of this hall."""
        from tui.settings import StationSettings

        return StationSettings(
            node=self.node_url,
            readers=[str(self.reader)],
            language=language,
            data_dir=self.data / "station",
            scan_folder=self.data / "scans",
            station="demo",
            credentials=self.credentials,
            demo_control=self.reader_control,
            demo_people=f"{self.county_url}/control/people",
        )


@contextmanager
def demo_hall(
    data: Path, *, speed: float = 1.0, village: bool = False, meanwhile: Callable[[], object] = bool
) -> Iterator[DemoHall]:
    """The parts of a demo hall, running; its data stay in ``data`` from one start to the next.

    ``meanwhile`` is done while they start. Raises NotReady when a part does not answer within a minute.
    """
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    (data / "scans").mkdir(exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        stack.enter_context(_alone(data))
        sockets = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onewindow-")))
        node_port, county_port = _free_port(), _free_port()
        hall = DemoHall(
            node_url=f"http://127.0.0.1:{node_port}",
            county_url=f"http://127.0.0.1:{county_port}",
            reader=sockets / "reader",
            reader_control=sockets / "control",
            credentials=data / "node" / "demo-staff.json",
            data=data,
        )
        _agree_on_secret(data / "county")
        county, reader, node = _children(hall, node_port, county_port, speed, village=village)
        stack.enter_context(Family([county, reader, node]))
        meanwhile()
        _wait_for(county_port, "/health", county)
        _wait_for(node_port, "/api/v1/health", node)
        yield hall


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Nobody else has a demo on this folder meanwhile: two counties over one set of folders would mix everything."""
    lock = FileLock(data / "demo.lock")
    try:
        lock.acquire(timeout=0)
    except LockHeld:
        words = _("A demo runs already on {folder}. Go on there, or start this one with --data OTHER_FOLDER.")
        raise NotReady(words.format(folder=data)) from None
    try:
        yield
    finally:
        lock.release()


def _children(hall: DemoHall, node_port: int, county_port: int, speed: float, *, village: bool) -> list[Child]:
    logs = hall.data / "logs"
    county = ["county", "--data", str(hall.data / "county"), "--port", str(county_port), "--speed", str(speed)]
    node = ["node", "--data", str(hall.data / "node"), "--port", str(node_port), "--realm", "demo"]
    node += ["--county-url", hall.county_url, "--county-data", str(hall.data / "county")]
    node += ["--village"] if village else []
    reader = ["--link", str(hall.reader), "--control", str(hall.reader_control)]
    return [
        Child("county", "tui.cli", [*county, "--callback", hall.node_url], logs / "county.log"),
        Child("reader", "card_reader.virtual", reader, logs / "reader.log"),
        Child("node", "tui.cli", node, logs / "node.log"),
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _load_screens() -> None:
    import tui.app  # noqa: F401


def _wait_for(port: int, path: str, part: Child) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end and part.refusals < MOST_REFUSALS:
        if _answers(port, path):
            return
        time.sleep(0.02)
    words = _("The demo does not start. {why} More is in {log}")
    raise NotReady(words.format(why=_last_words(part.log), log=part.log))


def _last_words(log: Path) -> str:
    """What the part itself said to its keeper, if it did."""
    lines = log.read_text("utf-8", "replace").splitlines()
    return next((line.removeprefix(_VOICE) for line in reversed(lines) if line.startswith(_VOICE)), "")


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=1.0)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _agree_on_secret(county: Path) -> None:
    """County and node derive tokens and signing keys from one secret; made here so that they can start side by side."""
    county.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = county / "county.secret"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))


def open_workstation(data: Path, *, language: str, speed: float, village: bool = False) -> None:
    """The demo hall with its counter screen in this terminal, until the operator leaves."""
    with ExitStack() as stack:
        with keys_unseen():
            hall = stack.enter_context(demo_hall(data, speed=speed, village=village, meanwhile=_load_screens))
        from tui.app import run_counter

        run_counter(hall.station(language))

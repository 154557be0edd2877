"""A private PostgreSQL for the tests: own directory, unix socket only, gone with the test run."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

_START_TIMEOUT_S = 30
_ACCOUNT = "postgres"  # the server refuses to run as root


class Cluster:
    """A running server; every test gets an empty schema of its own, much quicker to make than a database."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @contextmanager
    def database(self) -> Iterator[str]:
        """A URL under which there is nothing yet; what is made there goes with the server."""
        schema = f"t{uuid4().hex}"
        with self.connect() as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        yield f"postgresql+psycopg://onewindow@/postgres?host={self._directory}&options=-csearch_path%3D{schema}"

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self._directory), user="onewindow", dbname="postgres", autocommit=True, connect_timeout=5
        )


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a server and stop it; fails the test, never skips it, where PostgreSQL is not installed."""
    binaries = _binaries()
    directory = Path(tempfile.mkdtemp(prefix="onewindow-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(directory, _ACCOUNT, _ACCOUNT)
        yield from _served(binaries, directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _served(binaries: Path, directory: Path) -> Iterator[Cluster]:
    data = directory / "data"
    _initialise(binaries, data)
    with (directory / "server.log").open("wb") as log:
        server = subprocess.Popen(
            _as_account(
                [f"{binaries}/postgres", "-D", f"{data}", "-k", f"{directory}", *_settings(listen_addresses="")]
            ),
            cwd="/",
            stdout=log,
            stderr=log,
        )
        try:
            cluster = Cluster(directory)
            _wait_until_ready(cluster, server, directory)
            yield cluster
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(_START_TIMEOUT_S)


def _settings(**extra: str) -> list[str]:
    # The server is never killed in these tests, so it need not wait for the disk.
    settings = {"fsync": "off", "full_page_writes": "off", "max_connections": "80", **extra}
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _initialise(binaries: Path, data: Path) -> None:
    command = [
        f"{binaries}/initdb",
        "-D",
        f"{data}",
        "-A",
        "trust",
        "-U",
        "onewindow",
        "-E",
        "UTF8",
        "-N",
        "--locale=C",
    ]
    done = subprocess.run(_as_account(command), cwd="/", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"initdb failed: {done.stderr}")


def _wait_until_ready(cluster: Cluster, server: "subprocess.Popen[bytes]", directory: Path) -> None:
    give_up = time.monotonic() + _START_TIMEOUT_S
    while True:
        try:
            cluster.connect().close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > give_up:
                pytest.fail(f"PostgreSQL did not start: {(directory / 'server.log').read_text()}")
        time.sleep(0.02)


def _as_account(command: list[str]) -> list[str]:
    """As an unprivileged account when we are root; the kernel ends the server if the tests are killed."""
    account = [f"--reuid={_ACCOUNT}", f"--regid={_ACCOUNT}", "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *account, "--pdeathsig=INT", *command]


def _binaries() -> Path:
    found = [Path(path).parent for path in (shutil.which("postgres"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for binaries in found:
        if (binaries / "initdb").exists():
            return binaries
    pytest.fail(
        "PostgreSQL is not installed. Every rule of the store is checked on SQLite and on PostgreSQL: "
        "install the system package postgresql (this is never skipped)."
    )

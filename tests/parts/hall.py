"""A hall of real processes: county and node, on ports of their own, that can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

READY = 90.0  # seconds


class Part:
    """One process of the program, started through the `onewindow` command."""

    def __init__(
        self,
        name: str,
        arguments: list[str],
        health: str,
        log: Path,
        environment: dict[str, str] | None = None,
        program: Sequence[str] = ("tui.cli",),
    ) -> None:
        self.name = name
        self._arguments = [*program, *arguments]
        self._environment = {**os.environ, **(environment or {})}
        self._health = health
        self._log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tui.demo.with_parent", *self._arguments],
                stdout=log,
                stderr=log,
                stdin=subprocess.PIPE,  # it ends when we do, however we end
                env=self._environment,
            )
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        end = time.monotonic() + READY
        while time.monotonic() < end:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}: {self._log.read_text()[-2000:]}")
            try:
                if httpx.get(self._health, timeout=1.0, trust_env=False).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.03)
        raise RuntimeError(f"{self.name} did not answer: {self._log.read_text()[-2000:]}")

    def kill(self) -> None:
        """As a power cut would: no chance to tidy up."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self._let_go(self.process)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(8)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._let_go(self.process)

    @staticmethod
    def _let_go(process: "subprocess.Popen[bytes]") -> None:
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


class HallParts:
    """County and node around one data folder. `with HallParts(folder) as hall:`

    `catalogue`: a folder of item files in place of the one that is shipped. `node_program`: the module, with what
    comes before the command's own arguments, that the node runs in place of the `onewindow` command.
    """

    def __init__(
        self,
        folder: Path,
        *,
        speed: float = 20.0,
        catalogue: Path | None = None,
        node_program: Sequence[str] = ("tui.cli",),
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        node_port, county_port = free_port(), free_port()
        self.node_url = f"http://127.0.0.1:{node_port}"
        self.county_url = f"http://127.0.0.1:{county_port}"
        self.node_data, self.county_data = folder / "node", folder / "county"
        county = ["county", "--data", str(self.county_data), "--port", str(county_port), "--speed", str(speed)]
        node = ["node", "--data", str(self.node_data), "--port", str(node_port), "--realm", "demo"]
        self.county = Part(
            "county", [*county, "--callback", self.node_url], f"{self.county_url}/health", folder / "county.log"
        )
        self.node = Part(
            "node",
            [*node, "--county-url", self.county_url, "--county-data", str(self.county_data)],
            f"{self.node_url}/api/v1/health",
            folder / "node.log",
            {"ONEWINDOW_CATALOGUE_DIR": str(catalogue)} if catalogue else None,
            node_program,
        )

    def __enter__(self) -> "HallParts":
        try:
            self.county.start()
            self.node.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.node.stop()
        self.county.stop()

    def county_says(self, path: str) -> Any:
        return httpx.get(f"{self.county_url}/control/{path}", trust_env=False).raise_for_status().json()

    def tell_county(self, system: str, **switches: object) -> None:
        httpx.post(f"{self.county_url}/control/{system}", json=switches, trust_env=False).raise_for_status()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

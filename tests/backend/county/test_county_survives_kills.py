"""A real county killed with -9 while it is told things: what it acknowledged stays, nothing takes effect twice."""

import asyncio
import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

SECRET = "shared with the node"
ROOT = Path(__file__).parents[3]


class Inbox(ThreadingHTTPServer):
    """The node's side: keeps signed call-backs, refuses the first of each so that it must be repeated."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _InboxHandler)
        self.answers: list[dict[str, Any]] = []
        self.seen: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _InboxHandler(BaseHTTPRequestHandler):
    server: Inbox

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        system = self.path.rpartition("/")[2]
        key = _derived(f"callback:{system}")
        good = hmac.new(key.encode(), body, hashlib.sha256).hexdigest() == self.headers["x-signature"]
        answer = json.loads(body)
        again = answer["answer_id"] in self.server.seen
        self.server.seen.add(answer["answer_id"])
        if good and again:
            self.server.answers.append(answer)
        self.send_response(204 if good and again else 503)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Tests print nothing."""


class Process:
    """The county as its own program."""

    def __init__(self, data: Path, callback: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data = data
        self._callback = callback
        self._process: subprocess.Popen[bytes] | None = None
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=10)

    async def start(self) -> None:
        options = ["--port", self.port, "--data", self.data, "--callback", self._callback, "--secret", SECRET]
        command = [sys.executable, "-m", "backend.county", *map(str, options), "--speed", "10"]
        self._process = await asyncio.to_thread(subprocess.Popen, command, cwd=ROOT)
        for _ in range(500):
            try:
                (await self.http.get("/health")).raise_for_status()
                return
            except httpx.HTTPError:
                await asyncio.sleep(0.03)
        raise AssertionError("the county did not come up")

    def kill(self) -> None:
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    async def submit(self, body: dict[str, Any]) -> str | None:
        """The reference it was acknowledged with, or None when the answer never came."""
        headers = {"Authorization": f"Bearer {_derived('token:RS-JM')}", "Idempotency-Key": body["dispatch_id"]}
        try:
            reply = await self.http.post("/rest/RS-JM/applications", json=body, headers=headers)
        except httpx.HTTPError:
            return None
        return str(reply.json()["reference"]) if reply.status_code == 202 else None


def _derived(purpose: str) -> str:
    return hmac.new(SECRET.encode(), purpose.encode(), hashlib.sha256).hexdigest()


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    server = Inbox()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.real
async def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(
    application: Any, until: Any, inbox: Inbox, tmp_path: Path
) -> None:
    county = Process(tmp_path, inbox.url)
    bodies = [application() for _ in range(80)]
    acknowledged: dict[str, str] = {}

    eight_at_once = asyncio.Semaphore(8)

    async def tell(body: dict[str, Any], kill_after: int | None = None) -> None:
        async with eight_at_once:
            reference = await county.submit(body)
        if reference is not None:
            assert acknowledged.setdefault(body["dispatch_id"], reference) == reference
        if len(acknowledged) == kill_after:
            county.kill()

    try:
        await county.start()
        await asyncio.gather(*(tell(body, kill_after=30) for body in bodies))
        before = dict(acknowledged)
        assert 30 <= len(before) < len(bodies), "the kill came too late to test anything"
        left = tmp_path / "drop" / "NY-BT" / "in"
        waiting = bodies[0] | {"item": "NY-011"}
        await asyncio.to_thread(_leave_file, left, waiting)

        await county.start()
        kept = {effect["dispatch_id"] for effect in (await county.http.get("/control/effects")).json()}
        assert set(before) <= kept
        await asyncio.gather(*(tell(body) for body in bodies))
        assert set(acknowledged) == {body["dispatch_id"] for body in bodies}
        await until(lambda: len({a["dispatch_id"] for a in inbox.answers}) == len(bodies), 15)
        ack = tmp_path / "drop" / "NY-BT" / "ack" / f"{waiting['dispatch_id']}.csv"
        await until(ack.exists)
        effects = (await county.http.get("/control/effects")).json()
        assert {effect["applications"] for effect in effects} == {1}
        assert len(effects) == len(bodies) + 1
        by_dispatch = {(answer["dispatch_id"], answer["answer_id"]) for answer in inbox.answers}
        assert len(by_dispatch) == len(bodies)
        assert {a["reference"] for a in inbox.answers} == set(acknowledged.values())
    finally:
        county.kill()
        await county.http.aclose()


def _leave_file(folder: Path, body: dict[str, Any]) -> None:
    rows = {k: v for k, v in body.items() if isinstance(v, str)}
    rows |= {f"applicant.{k}": v for k, v in body["applicant"].items()}
    lines = ["field,value", *(f"{name},{value}" for name, value in rows.items())]
    (folder / f"{body['dispatch_id']}.csv").write_text("\r\n".join(lines), encoding="utf-8-sig")

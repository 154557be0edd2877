"""Opening, serving, stopping and being killed: as a process, with a real port and real signals."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from pydantic import ValidationError

from backend.access import RealmMixed, read_demo_people
from backend.app import create_app, export_chain
from backend.catalogue import FaultyCatalogue
from backend.contract import Realm
from backend.guide.bundle import Bundle
from backend.settings import HallSettings, NodeSettings, SystemSettings
from backend.storage import KeyRing, KeysUnusable, StorageDamaged, Store, StoreTaken
from backend.supervision import ChainEntry, verify_export
from tests.backend.conftest import HALL, RunningNode, StartNode, empty_bundle, live
from tests.parts.small_catalogue import edit, write_catalogue

SECONDS = 60

PROGRAM = """
import sys
from pathlib import Path
from backend import app
from backend.settings import ArgonSettings, NodeSettings
from backend.guide.bundle import Bundle
import backend.start
empty = Bundle(version="0", items=(), briefs=(), search_keys=(), departments={}, systems={},
               documents={}, life_events={})
backend.start.load = lambda *_, **__: empty
cheap = ArgonSettings(time_cost=1, memory_kib=8)
app.run_node(NodeSettings(data_dir=Path(sys.argv[1]), realm="demo", port=0, argon2=cheap))
"""


class Process:
    """A node in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = (folder.parent / "node.log").open("ab")
        self._popen = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder)], stdout=self._log, stderr=self._log, cwd=Path.cwd()
        )
        self.ready = self._wait_ready()

    def _wait_ready(self) -> dict[str, Any]:
        until = time.monotonic() + SECONDS
        path = self.folder / "node.json"
        while time.monotonic() < until:
            if self._popen.poll() is not None:
                break
            if path.exists() and (ready := json.loads(path.read_text()))["pid"] == self._popen.pid:
                return dict(ready)
            time.sleep(0.02)
        raise AssertionError(f"the node did not start: {self.log}")

    @property
    def log(self) -> str:
        return (self.folder.parent / "node.log").read_text("utf-8")

    def send(self, what: signal.Signals) -> int:
        """End it and answer its status."""
        self._popen.send_signal(what)
        status = self._popen.wait(SECONDS)
        self._log.close()
        return status

    def stop_if_running(self) -> None:
        if self._popen.poll() is None:
            self.send(signal.SIGKILL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "node"


@pytest.fixture
def processes() -> Iterator[list[Process]]:
    started: list[Process] = []
    yield started
    for process in started:
        process.stop_if_running()


def sign_in(process: Process) -> tuple[int, str]:
    person = read_demo_people(process.folder)[0]
    code = pyotp.TOTP(person.seed).now()
    body = {"account": person.account, "password": person.password, "code": code, "station": "s", "window": "1"}
    reply = httpx.post(f"{process.ready['url']}/api/v1/sign-in", json=body, trust_env=False)
    return reply.status_code, reply.json().get("token", "")


@pytest.mark.real
def test_a_demo_node_is_ready_lets_its_people_in_and_stops_when_told(folder: Path, processes: list[Process]) -> None:
    processes.append(process := Process(folder))
    status, token = sign_in(process)
    assert status == 200
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.stream("GET", f"{process.ready['url']}/api/v1/events", headers=headers, trust_env=False) as events:
        assert events.status_code == 200
        began = time.monotonic()
        assert process.send(signal.SIGTERM) in {0, -signal.SIGTERM}
        assert time.monotonic() - began < 8  # an open stream does not hold it
    assert not (folder / "node.json").exists()
    assert token not in process.log
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{process.ready['url']}/api/v1/health", trust_env=False)


@pytest.mark.real
def test_a_node_that_was_killed_starts_again_and_says_so_in_the_chain(folder: Path, processes: list[Process]) -> None:
    processes.append(first := Process(folder))
    first.send(signal.SIGKILL)
    processes.append(second := Process(folder))
    assert sign_in(second)[0] == 200
    second.send(signal.SIGTERM)
    settings = NodeSettings(data_dir=folder, realm=Realm.DEMO)
    [exported] = export_chain(settings, folder.parent / "export")
    assert verify_export(exported).exit_code == 0
    entries = [json.loads(line) for line in (exported / "entries.jsonl").read_text("utf-8").splitlines()]
    starts = [entry for entry in entries if entry["act"] == "node.start"]
    assert len(starts) == 2
    assert [clean(folder, settings, entry["seq"]) for entry in starts] == [True, False]


def clean(folder: Path, settings: NodeSettings, seq: int) -> object:
    from sqlmodel import select

    from backend.supervision import find_payload

    keys = KeyRing.open(settings.key_file, home=settings.halls[0].code)
    with Store.open(settings.database, keys=keys) as store:
        log = store.read_now(lambda session: session.exec(select(ChainEntry.log)).first())
        payload = store.read_now(lambda session: find_payload(session, str(log), seq))
    assert payload is not None
    return payload["clean"]


@pytest.mark.real
def test_the_chain_is_exported_from_a_node_at_work_and_from_one_that_was_killed(
    folder: Path, processes: list[Process]
) -> None:
    processes.append(process := Process(folder))
    settings = NodeSettings(data_dir=folder, realm=Realm.DEMO)
    with ThreadPoolExecutor(3) as threads:
        answers = [threads.submit(sign_in, process) for _ in range(12)]
        sizes = []
        while not all(answer.done() for answer in answers):
            [exported] = export_chain(settings, folder.parent / "export")
            verification = verify_export(exported)
            assert verification.exit_code == 0
            sizes.append(verification.size)
    assert sizes == sorted(sizes)
    process.send(signal.SIGKILL)
    [exported] = export_chain(settings, folder.parent / "export")
    assert verify_export(exported).exit_code == 0
    assert verify_export(exported).size >= max(sizes)


@pytest.mark.real
def test_the_port_is_taken_only_when_there_is_something_to_serve(folder: Path, processes: list[Process]) -> None:
    processes.append(process := Process(folder))
    port = int(process.ready["url"].rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
    assert folder.stat().st_mode & 0o077 == 0


async def test_a_second_node_on_the_same_folder_is_refused(node: RunningNode, bundle: Bundle) -> None:
    second = create_app(node.node.settings, bundle=bundle)
    with pytest.raises(StoreTaken):
        async with second.router.lifespan_context(second):
            pass
    assert (await node.client.get("/me")).status_code == 200


async def test_a_data_folder_others_could_look_into_is_taken_from_them(
    start_node: StartNode, settings: NodeSettings
) -> None:
    settings.data_dir.mkdir(mode=0o755)
    async with start_node():
        assert settings.data_dir.stat().st_mode & 0o077 == 0


async def test_a_start_that_fails_lets_go_of_the_store(start_node: StartNode, settings: NodeSettings) -> None:
    async with start_node():
        pass
    mixed = create_app(live(settings), bundle=empty_bundle())
    with pytest.raises(RealmMixed):
        async with mixed.router.lifespan_context(mixed):
            pass
    demo = create_app(settings, bundle=empty_bundle())
    async with demo.router.lifespan_context(demo):
        assert demo.state.node.store.read_now(lambda session: True)


async def test_another_master_key_is_refused_and_changes_nothing(start_node: StartNode, settings: NodeSettings) -> None:
    async with start_node():
        pass
    key = settings.key_file.read_bytes()
    settings.key_file.write_bytes(b"0" * 64)
    app = create_app(settings, bundle=empty_bundle())
    with pytest.raises(KeysUnusable):
        async with app.router.lifespan_context(app):
            pass
    settings.key_file.write_bytes(key)
    async with app.router.lifespan_context(app):
        assert app.state.node.store.read_now(lambda session: True)


async def test_a_database_that_was_lost_is_not_begun_anew_beside_the_papers(
    start_node: StartNode, settings: NodeSettings
) -> None:
    async with start_node() as running:
        running.node.files.add(BytesIO(b"%PDF-1.7 a scan"), name="scan.pdf")
    for part in settings.data_dir.glob("node.db*"):
        part.unlink()
    app = create_app(settings, bundle=empty_bundle())
    with pytest.raises(StorageDamaged):
        async with app.router.lifespan_context(app):
            pass
    shutil.rmtree(settings.data_dir / "files")
    async with app.router.lifespan_context(app):
        assert app.state.node.store.read_now(lambda session: True)


async def test_a_halls_own_catalogue_is_served_once_no_rule_is_broken(settings: NodeSettings, tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path)
    app = create_app(NodeSettings(**{**settings.model_dump(), "catalogue_dir": folder}))
    edit(folder, "\nlevel: county", "\nlevel: village")
    with pytest.raises(FaultyCatalogue, match="only above it"):
        async with app.router.lifespan_context(app):
            pass
    edit(folder, "\nlevel: village", "\nlevel: county")
    async with app.router.lifespan_context(app):
        assert app.state.node.catalogue.bundle.items.codes == ("RS-001",)


def test_a_wrong_setting_is_told_without_the_secrets_beside_it() -> None:
    systems = {"GA-RK": {"url": "http://x", "token": "secret-token", "tokenn": "secret-token"}}
    with pytest.raises(ValidationError) as refused:
        NodeSettings(realm=Realm.DEMO, systems=systems)
    assert "secret-token" not in str(refused.value)


async def test_a_session_outlives_a_restart(settings: NodeSettings, start_node: StartNode) -> None:
    async with start_node() as running:
        token, clock = running.client.headers["Authorization"], running.clock
    app = create_app(settings, clock=clock, bundle=empty_bundle())
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://node/api/v1") as client:
            assert (await client.get("/me", headers={"Authorization": token})).status_code == 200


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "must name its halls"),
        ({"halls": []}, "at least one hall"),
        ({"halls": [HALL, HALL]}, "each once"),
        ({"halls": [HALL, HallSettings(code="999998101000", name="x", name_en="x")]}, "in one county"),
        ({"halls": [HALL], "county": "999998"}, "outside the county"),
        ({"halls": [HALL], "host": "0.0.0.0"}, "tls_certificate"),
        ({"halls": [HALL]}, "needs master_key_file, outside"),
        ({"halls": [HALL], "data_dir": "hall", "master_key_file": "hall/keys/master.key"}, "outside its data folder"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        NodeSettings(**values)


def test_a_system_is_reached_one_way() -> None:
    with pytest.raises(ValidationError, match="either a url or a drop_dir"):
        SystemSettings(url="http://x", drop_dir=Path("x"))


def test_settings_come_from_the_environment_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "onewindow.toml"
    file.write_text(
        'realm = "demo"\nport = 1000\nhost = "::1"\n[systems.GA-RK]\nurl = "http://police"\ntoken = "secret-token"\n'
        '[[halls]]\ncode = "530402102000"\nname = "厅"\nname_en = "Hall"\n[station]\nreaders = "auto"\n',
        "utf-8",
    )
    monkeypatch.setenv("ONEWINDOW_CONFIG", str(file))
    monkeypatch.setenv("ONEWINDOW_PORT", "2000")
    settings = NodeSettings(idle_lock_seconds=60)
    assert (settings.port, settings.host, settings.county, settings.idle_lock_seconds) == (2000, "::1", "530402", 60)
    assert settings.systems["GA-RK"].url == "http://police"
    assert "secret-token" not in repr(settings)

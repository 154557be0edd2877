"""A part that cannot start says why and what to do, in its keeper's language, and ends with a status of its own."""

import errno
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from typer.testing import CliRunner

from backend.access import RealmMixed
from backend.catalogue import load
from backend.contract import Realm
from backend.county.ledger import Ledger
from backend.dispatch import WrongAddress
from backend.guide.bundle import Protocol
from backend.listening import AddressUnusable, listen
from backend.settings import NodeSettings
from backend.storage import KeyRing, KeysUnusable, StorageFull, Store, StoreTaken
from tui.cli import main
from tui.cli.commands import app
from tui.cli.not_started import NOT_STARTED, told_plainly, why_not
from tui.demo.family import Child, Family
from tui.demo.launcher import NotReady, _wait_for, demo_hall
from tui.locale import set_language


@pytest.fixture(autouse=True)
def speak_chinese_afterwards() -> Iterator[None]:
    yield
    set_language("zh_CN")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        yield somebody.getsockname()[1]


def _database_of_rubbish(folder: Path) -> None:
    (folder / "node.db").write_bytes(b"no database at all " * 500)
    keys = KeyRing.open(folder / "master.key", home="999999101000", create=True)
    Store.open(f"sqlite:///{folder / 'node.db'}", keys=keys).close()


def _ledger_of_rubbish(folder: Path) -> None:
    (folder / "county.db").write_bytes(b"no database at all " * 500)
    Ledger(folder / "county.db").open()


def _key_of_rubbish(folder: Path) -> None:
    (folder / "master.key").touch(0o600)
    KeyRing.open(folder / "master.key", home="999999101000", create=True)


def _file_for_a_folder(folder: Path) -> None:
    (folder / "data").write_text("")
    (folder / "data").mkdir(exist_ok=True)


def _certificate_of_rubbish(folder: Path) -> None:
    (folder / "rubbish.pem").write_text("no certificate")
    config = uvicorn.Config(FastAPI(), port=0, log_config=None, ssl_certfile=folder / "rubbish.pem")
    listen(uvicorn.Server(config))


def _raising(error: Exception) -> Callable[[Path], None]:
    def raised(_folder: Path) -> None:
        raise error

    return raised


WHY: dict[str, tuple[Callable[[Path], object], str]] = {
    "database is rubbish": (_database_of_rubbish, "database is damaged"),
    "the county's database is rubbish": (_ledger_of_rubbish, "database is damaged"),
    "key is rubbish": (_key_of_rubbish, "master key does not open this data"),
    "a key that is not there": (lambda folder: KeyRing.open(folder / "none.key"), "“onewindow staff first” makes it"),
    "a file where a folder should be": (_file_for_a_folder, "cannot be used"),
    "catalogue without items": (load, "catalogue has faults"),
    "a port that is none": (lambda folder: NodeSettings(port=99999), "These settings do not do: port"),
    "a live node without a hall": (lambda folder: NodeSettings(realm=Realm.LIVE), "These settings do not do"),
    "a certificate that is none": (_certificate_of_rubbish, "certificate or its key cannot be used"),
    "a department's address that is none": (
        _raising(WrongAddress("MZ-BZ", Protocol.FILE_DROP_CSV)),
        "do not say how MZ-BZ is reached",
    ),
    "a second node": (_raising(StoreTaken("node.db is open in another process")), "a node runs on it already"),
    "another realm": (_raising(RealmMixed(realm=Realm.LIVE)), "another realm"),
    "the store's disk is full": (_raising(StorageFull("no room")), "The disk is full"),
    "the log's disk is full": (_raising(OSError(errno.ENOSPC, "No space left on device")), "The disk is full"),
    "a disk that can only be read": (_raising(OSError(errno.EROFS, "Read-only", "/data")), "can only be read"),
    "a port in use": (_raising(AddressUnusable("127.0.0.1", 8471, taken=True)), "Port 8471 is taken"),
    "an address elsewhere": (_raising(AddressUnusable("192.0.2.7", 80, taken=False)), "Nothing can listen at 192.0.2"),
}


@pytest.mark.parametrize("what", WHY)
def test_why_it_does_not_start_is_a_sentence_in_both_languages(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    provoke, english = WHY[what]
    for language in ("en", "zh_CN"):
        set_language(language)
        with pytest.raises(SystemExit) as ended, told_plainly():
            provoke(tmp_path)
        assert ended.value.code == NOT_STARTED
        told = capsys.readouterr().err.splitlines()
        assert "Traceback" not in "".join(told)
        assert (english in told[0]) is (language == "en")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in told[0]) is (language == "zh_CN")


def test_an_export_of_what_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "node.db").write_bytes(b"no database at all " * 500)
    words = ["chain", "export", str(tmp_path / "export"), "--data", str(tmp_path), "--realm", "demo"]
    told = CliRunner().invoke(app, [*words, "--language", "zh"])
    assert told.exit_code == NOT_STARTED
    assert "数据库文件已损坏" in told.stderr


def test_a_fault_of_the_program_stays_one() -> None:
    assert why_not(RuntimeError("inside")) is None
    with pytest.raises(RuntimeError), told_plainly():
        raise RuntimeError("inside")


def test_nothing_is_opened_for_an_address_nobody_can_have(taken: int) -> None:
    opened = []

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        opened.append(True)
        yield

    server = uvicorn.Server(uvicorn.Config(FastAPI(lifespan=lifespan), port=taken, log_config=None))
    with pytest.raises(AddressUnusable) as refused:
        listen(server)
    assert refused.value.taken
    assert opened == []


def test_what_kept_it_from_opening_is_raised_and_its_traceback_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        raise KeysUnusable("not the key")
        yield

    server = uvicorn.Server(uvicorn.Config(FastAPI(lifespan=lifespan), port=0, log_config=None))
    with pytest.raises(KeysUnusable):
        listen(server)
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("part", ["node", "county"])
def test_a_part_on_a_taken_port_says_so_as_the_station_speaks_and_touches_nothing(
    part: str, taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("backend.collector.rest", lambda: None)
    monkeypatch.setattr("gc.freeze", lambda: None)
    monkeypatch.setenv("ONEWINDOW_LANGUAGE", "zh_CN")
    set_language("en")
    monkeypatch.setattr("sys.argv", ["onewindow", part, "--data", str(tmp_path / "data"), "--port", str(taken)])
    if part == "node":
        sys.argv += ["--realm", "demo"]
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == NOT_STARTED
    assert capsys.readouterr().err.startswith(f"onewindow: 端口 {taken} 已被占用")
    assert not (tmp_path / "data").exists()


def test_a_second_demo_on_the_same_folder_is_refused_at_once(tmp_path: Path) -> None:
    from filelock import FileLock

    with FileLock(tmp_path / "demo.lock"), pytest.raises(NotReady, match=str(tmp_path)), demo_hall(tmp_path):
        pass
    assert not (tmp_path / "county").exists()


def test_what_a_part_of_the_demo_said_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.py").write_text("import sys; sys.stderr.write('onewindow: No room.\\n'); sys.exit(3)")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path.cwd()}")
    monkeypatch.setattr("tui.demo.family.REST", 0.0)
    part = Child("node", "one", [], tmp_path / "node.log")
    with Family([part]), pytest.raises(NotReady, match=r"No room\."):
        _wait_for(9, "/health", part)
    assert part.refusals >= 4

"""An old copy of the data was put back: it is known by a head kept elsewhere, and two administrators answer for it."""

import asyncio
from dataclasses import replace
from pathlib import Path
from shutil import copytree, rmtree

import httpx
import pyotp
import pytest

from backend.access import NotAllowed, WrongCredentials
from backend.app import create_app
from backend.contract import CHAIN_HEAD, ChainHead, SignIn
from backend.enrolling import NewPerson, enrol_first
from backend.exporting import export_logs
from backend.recovering import find_lost, recover
from backend.settings import NodeSettings
from backend.storage import KeyRing, Store, StoreTaken
from backend.supervision import Head, Status, verify_export
from tests.backend.conftest import HALL, PASSWORD, PIN, FakeClock, empty_bundle, live

SECURITY = NewPerson("security", "甄安全", PASSWORD, PIN, pyotp.random_base32())
SYSTEM = NewPerson("system", "郝系统", PASSWORD, PIN, pyotp.random_base32())


@pytest.fixture
def real(settings: NodeSettings) -> NodeSettings:
    """A live node of one hall."""
    return live(NodeSettings(**{**settings.model_dump(), "halls": [HALL]}))


def credentials(person: NewPerson, clock: FakeClock) -> dict[str, str]:
    """Each time with a new code."""
    clock.advance(seconds=30)
    code = pyotp.TOTP(person.seed).at(clock.now)
    return {"account": person.account, "password": PASSWORD, "code": code, "station": "console", "window": "1"}


async def head_at_work(settings: NodeSettings, clock: FakeClock) -> Head:
    """As a window keeps it when somebody has signed in there."""
    app = create_app(settings, clock=clock, bundle=empty_bundle())
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://node/api/v1") as client:
            reply = await client.post("/sign-in", json=credentials(SECURITY, clock))
    return Head.parse(ChainHead.parse(reply.headers[CHAIN_HEAD]).checkpoint)


async def begin_anew(settings: NodeSettings, lost: list[Head], clock: FakeClock, *persons: NewPerson) -> None:
    first, second = (SignIn.model_validate(credentials(person, clock)) for person in persons)
    await asyncio.to_thread(recover, settings, lost, (first, second), clock=clock)


async def test_an_old_copy_put_back_goes_on_behind_what_a_window_keeps(real: NodeSettings, tmp_path: Path) -> None:
    clock = FakeClock()
    enrol_first(real, SECURITY, SYSTEM, clock=clock)
    copytree(real.data_dir, tmp_path / "old")
    kept = await head_at_work(real, clock)
    assert find_lost(real, [kept]) == []
    rmtree(real.data_dir)
    copytree(tmp_path / "old", real.data_dir)
    lost = find_lost(real, [replace(kept, size=1), kept])
    assert lost == [kept]
    await begin_anew(real, lost, clock, SECURITY, SYSTEM)
    assert find_lost(real, [kept]) == []
    goes_on = await head_at_work(real, clock)
    assert goes_on.origin.log == f"{HALL.code}.2"
    assert find_lost(real, [kept, goes_on]) == []
    first, second = export_logs(real, tmp_path / "export")
    assert verify_export(first).status is verify_export(second).status is Status.INTACT
    (tmp_path / "kept").write_text(str(kept), "utf-8")
    assert verify_export(first, tmp_path / "kept").status is Status.TAMPERED  # what is missing, stays missing


async def test_nobody_begins_a_log_anew_alone(real: NodeSettings, tmp_path: Path) -> None:
    clock = FakeClock()
    enrol_first(real, SECURITY, SYSTEM, clock=clock)
    lost = [Head.parse(f"onewindow/{HALL.code}.1/sm3\n900\n{'A' * 43}=\n")]
    assert find_lost(real, lost) == lost
    with pytest.raises(NotAllowed):
        await begin_anew(real, lost, clock, SECURITY, SECURITY)
    with pytest.raises(WrongCredentials):
        await begin_anew(real, lost, clock, SECURITY, replace(SYSTEM, account="nobody"))
    assert [log.name for log in export_logs(real, tmp_path)] == [f"{HALL.code}.1"]
    with Store.open(real.database, keys=KeyRing.throwaway()), pytest.raises(StoreTaken):  # as a node at work has it
        await begin_anew(real, lost, clock, SECURITY, SYSTEM)

"""A live node has no ready-made accounts: two administrators make each other while it is stopped."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pyotp
import pytest

from backend.access import RealmMixed, WeakPassword
from backend.app import create_app
from backend.contract import Role
from backend.enrolling import CONSOLE, NewPerson, PeopleThere, enrol_first
from backend.settings import NodeSettings
from backend.storage import Conflict, KeysUnusable, StoreTaken
from tests.backend.conftest import HALL, PASSWORD, PIN, FakeClock, RunningNode, StartNode, empty_bundle, live

SECURITY = NewPerson("security", "甄安全", PASSWORD, PIN, pyotp.random_base32())
SYSTEM = NewPerson("system", "郝系统", PASSWORD, PIN, pyotp.random_base32())
ONE_HALL = {"halls": [HALL]}


@asynccontextmanager
async def serving(settings: NodeSettings, clock: FakeClock) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings, clock=clock, bundle=empty_bundle())
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://node/api/v1") as client:
            yield client


async def roles(client: httpx.AsyncClient, person: NewPerson, clock: FakeClock) -> tuple[list[str], str]:
    """Signed in: the roles, and how far the person's grant reaches."""
    code = pyotp.TOTP(person.seed).at(clock.now)
    body = {"account": person.account, "password": PASSWORD, "code": code, "station": "s", "window": "1"}
    reply = await client.post("/sign-in", json=body)
    assert reply.status_code == 200, reply.text
    staff = await client.get("/staff", headers={"Authorization": f"Bearer {reply.json()['token']}"})
    (grant,) = next(one["grants"] for one in staff.json() if one["account"] == person.account)
    return reply.json()["operator"]["roles"], grant["scope"]


async def test_they_sign_in_with_what_they_typed_and_answer_for_each_other(settings: NodeSettings) -> None:
    clock, real = FakeClock(), live(settings)
    enrol_first(real, SECURITY, SYSTEM, clock=clock)
    assert not (real.data_dir / "master.key").exists()
    async with serving(real, clock) as client:
        assert await roles(client, SECURITY, clock) == ([Role.ADMIN_SEC], "999999000000")
        assert await roles(client, SYSTEM, clock) == ([Role.ADMIN_SYS], "999999000000")
        staff = await client.get("/staff")
        assert staff.status_code == 401


async def test_the_chain_begins_with_them(settings: NodeSettings) -> None:
    clock, real = FakeClock(), live(NodeSettings(**{**settings.model_dump(), **ONE_HALL}))
    enrol_first(real, SECURITY, SYSTEM, clock=clock)
    app = create_app(real, clock=clock, bundle=empty_bundle())
    async with app.router.lifespan_context(app):
        told = RunningNode(app, app.state.node, clock, httpx.AsyncClient(), None)  # type: ignore[arg-type]  # nobody yet
        first = [(one["act"], one["actor"] == CONSOLE, one["why"]) for one in told.entries()[:6]]
    grants = [("grant.proposed", True), ("grant.confirmed", False)]
    assert first == [
        ("staff.enrolled", True, None),
        ("staff.enrolled", True, None),
        *((*step, "admin.sec") for step in grants),
        *((*step, "admin.sys") for step in grants),
    ]


async def test_they_are_made_once_unless_somebody_says_again(settings: NodeSettings) -> None:
    clock, real = FakeClock(), live(settings)
    enrol_first(real, SECURITY, SYSTEM, clock=clock)
    new = [replace(person, account=f"{person.account}2") for person in (SECURITY, SYSTEM)]
    with pytest.raises(PeopleThere):
        enrol_first(real, *new, clock=clock)
    with pytest.raises(Conflict):
        enrol_first(real, SECURITY, SYSTEM, clock=clock, again=True)
    enrol_first(real, *new, clock=clock, again=True)
    async with serving(real, clock) as client:
        assert await roles(client, new[0], clock) == ([Role.ADMIN_SEC], "999999000000")


@pytest.mark.parametrize("changed", [{"password": "short"}, {"pin": "1111"}, {"account": "herons"}])
def test_weak_secrets_are_refused_before_anything_is_made(settings: NodeSettings, changed: dict[str, str]) -> None:
    real = live(settings)
    with pytest.raises(WeakPassword):
        enrol_first(real, SECURITY, replace(SYSTEM, **changed), clock=FakeClock())
    assert not real.key_file.exists()


async def test_a_live_node_makes_no_key_of_its_own_and_none_is_made_beside_data(settings: NodeSettings) -> None:
    real = live(settings)
    with pytest.raises(KeysUnusable):
        async with serving(real, FakeClock()):
            pass
    enrol_first(real, SECURITY, SYSTEM, clock=FakeClock())
    real.key_file.unlink()
    with pytest.raises(KeysUnusable):
        enrol_first(real, SECURITY, SYSTEM, clock=FakeClock(), again=True)
    assert not real.key_file.exists()


async def test_a_folder_of_the_demo_is_left_alone(start_node: StartNode, settings: NodeSettings) -> None:
    async with start_node():
        pass
    with pytest.raises(RealmMixed):
        enrol_first(live(settings), SECURITY, SYSTEM, clock=FakeClock(), again=True)


async def test_a_running_node_is_left_alone(node: RunningNode) -> None:
    with pytest.raises(StoreTaken):
        enrol_first(node.node.settings, SECURITY, SYSTEM, clock=node.clock)

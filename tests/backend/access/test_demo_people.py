"""The demo's people sign in like everybody, and are no key to anything real."""

import stat
from pathlib import Path
from typing import Any

import pyotp
import pytest

from backend.access import DEMO_FILE, RealmMixed, read_demo_people
from backend.app import create_app
from backend.contract import Realm, Role
from backend.guide.bundle import Bundle
from backend.settings import NodeSettings
from backend.storage import KeyRing
from tests.backend.conftest import RunningNode, StartNode, empty_bundle, live


async def test_each_of_them_signs_in_through_the_real_route(node: RunningNode) -> None:
    people = read_demo_people(node.node.settings.data_dir)
    assert [person.role for person in people] == [
        Role.OPERATOR,
        Role.OPERATOR,
        Role.SUPERVISOR,
        Role.INSPECTOR,
        Role.KEEPER,
    ]
    for person in people:
        body = {"account": person.account, "password": person.password, "station": "demo", "window": person.window}
        async with node.anonymous() as client:
            code = pyotp.TOTP(person.seed).at(node.clock.now)
            reply = await client.post("/sign-in", json={**body, "code": code})
        assert reply.status_code == 200
        assert reply.json()["operator"]["demo_pin"] == person.pin


async def test_their_file_is_for_its_owner_only_(node: RunningNode) -> None:
    path = node.node.settings.data_dir / DEMO_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(PermissionError, match="0600"):
        read_demo_people(path.parent)


@pytest.mark.parametrize("content", ["{", "[1]", '[{"account": "x"}]', '[{"role": "king"}]'])
def test_a_file_of_them_that_is_not_what_was_written_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / DEMO_FILE
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(OSError, match="not what was written") as refused:
        read_demo_people(tmp_path)
    assert refused.value.filename == str(path)


async def test_a_second_start_keeps_them(settings: NodeSettings, bundle: Bundle) -> None:
    told = []
    for _ in range(2):
        app = create_app(settings, bundle=bundle)
        async with app.router.lifespan_context(app):
            told.append(read_demo_people(settings.data_dir))
    assert told[0] == told[1]


async def test_their_secrets_differ_from_folder_to_folder(
    start_node: StartNode, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secrets: list[set[Any]] = []
    for _ in range(2):
        folder = tmp_path_factory.mktemp("node")
        async with start_node(data_dir=folder):
            people = read_demo_people(folder)
            secrets.append({value for person in people for value in (person.password, person.seed)})
    assert not secrets[0] & secrets[1]


@pytest.mark.parametrize("realm", [Realm.LIVE, Realm.PRACTICE])
async def test_a_node_of_another_realm_refuses_their_data_folder(
    start_node: StartNode, settings: NodeSettings, realm: Realm
) -> None:
    async with start_node():
        pass
    other = NodeSettings(**{**live(settings).model_dump(), "realm": realm})
    app = create_app(other, bundle=empty_bundle())
    with pytest.raises(RealmMixed):
        async with app.router.lifespan_context(app):
            pass


async def test_a_live_node_makes_none(start_node: StartNode, tmp_path: Path) -> None:
    key = tmp_path / "live.key"
    KeyRing.open(key, create=True)
    async with start_node(realm=Realm.LIVE, master_key_file=key) as running:
        assert not (running.node.settings.data_dir / DEMO_FILE).exists()
        assert (await running.client.get("/me")).json()["demo_pin"] is None

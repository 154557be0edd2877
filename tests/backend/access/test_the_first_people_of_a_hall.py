"""A live node has no ready-made accounts: two persons make the first ones while it is stopped."""

from typing import Any

import httpx
import pyotp
import pytest

from backend.access import GrantRefused, WeakPassword
from backend.app import create_app
from backend.contract import Realm, Role
from backend.enrolling import NewPerson, enrol_person
from backend.settings import NodeSettings
from backend.storage import Conflict, StoreTaken
from tests.backend.conftest import HALL, PASSWORD, PIN, FakeClock, RunningNode, empty_bundle


@pytest.fixture
async def live(settings: NodeSettings) -> NodeSettings:
    """The settings of a live node that was started once."""
    live = NodeSettings(**{**settings.model_dump(), "realm": Realm.LIVE})
    app = create_app(live, bundle=empty_bundle())
    async with app.router.lifespan_context(app):
        return live


def make(live: NodeSettings, clock: FakeClock, **changed: Any) -> str:
    values: dict[str, Any] = {
        "account": "window7", "name": "张一窗", "hall": HALL.code, "role": Role.OPERATOR, "password": PASSWORD,
        "pin": PIN,
    }  # fmt: skip
    confirmed_by = changed.pop("confirmed_by", "li")
    person = NewPerson(**(values | changed))
    return enrol_person(live, person, proposed_by="wang", confirmed_by=confirmed_by, clock=clock)


async def test_they_sign_in_with_what_they_were_given(live: NodeSettings) -> None:
    clock = FakeClock()
    uri = make(live, clock)
    read_by_the_app = pyotp.parse_uri(uri)
    assert isinstance(read_by_the_app, pyotp.TOTP)
    code = read_by_the_app.at(clock.now)
    app = create_app(live, clock=clock, bundle=empty_bundle())
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://node/api/v1") as client:
            body = {"account": "window7", "password": PASSWORD, "code": code, "station": "s", "window": "1"}
            reply = await client.post("/sign-in", json=body)
    assert (reply.status_code, reply.json()["operator"]["roles"]) == (200, ["operator"])


async def test_one_person_alone_makes_nobody(live: NodeSettings) -> None:
    with pytest.raises(GrantRefused):
        make(live, FakeClock(), confirmed_by="wang")
    make(live, FakeClock())  # nothing was left of the first try
    with pytest.raises(Conflict):
        make(live, FakeClock())


@pytest.mark.parametrize("changed", [{"password": "short"}, {"pin": "1111"}])
async def test_weak_secrets_are_refused(live: NodeSettings, changed: dict[str, str]) -> None:
    with pytest.raises(WeakPassword):
        make(live, FakeClock(), **changed)


async def test_a_hall_not_served_here_has_nobody(live: NodeSettings) -> None:
    with pytest.raises(KeyError):
        make(live, FakeClock(), hall="999998101000")


async def test_a_running_node_is_left_alone(node: RunningNode) -> None:
    with pytest.raises(StoreTaken):
        make(node.node.settings, node.clock)

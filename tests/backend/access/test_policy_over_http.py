"""Every operation of the API against every role and every kind of stranger: the node does what the table says."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI

from backend.access import POLICY, Action, Audience, RouteUndeclared, allowed, check_routes, declared, disable
from backend.app import PREFIX, create_app
from backend.contract import Realm, Role, SessionState
from backend.settings import NodeSettings
from backend.storage import new_id
from tests.backend.conftest import HALL, RunningNode, StartNode, operation

UNKNOWN = new_id()
REFUSALS = {401, 403, 423}


@dataclass(frozen=True)
class Operation:
    """One operation of the OpenAPI description, with an address that leads to nothing."""

    method: str
    path: str
    action: Action

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def operations(description: dict[str, Any]) -> list[Operation]:
    found = []
    for template, methods in description["paths"].items():
        path = template.removeprefix(PREFIX).replace("{system}", "GA-RK").replace("{number}", "1")
        for name in ("visit", "case", "staff", "grant"):
            path = path.replace("{" + name + "}", UNKNOWN)
        found += [Operation(method.upper(), path, Action(one["x-action"])) for method, one in methods.items()]
    return found


async def refusals(client: httpx.AsyncClient, asked: list[Operation]) -> dict[str, int]:
    """Which of these are refused, asked with empty requests: permission comes before anything that is in them."""
    answered = {}
    for one in asked:
        reply = await client.request(one.method, one.path, headers=operation(), json={})
        answered[str(one)] = reply.status_code
    return {name: code for name, code in answered.items() if code in REFUSALS}


@cache
def every_operation() -> list[Operation]:
    """Described once: every node serves the same."""
    return operations(create_app(NodeSettings(data_dir=Path("nowhere"), halls=[HALL], realm=Realm.DEMO)).openapi())


def for_staff() -> list[Operation]:
    return [one for one in every_operation() if POLICY[one.action].audience is Audience.STAFF]


ENDLESS = Action.WATCH_EVENTS  # allowed, it would go on for ever; see the tests of events
CLOSING = {Action.SIGN_OUT, Action.LOCK}


async def compare(node: RunningNode, role: Role) -> None:
    client = await node.sign_in(node.person("somebody", role, department="D", lines=("RS-001",)), window="2")
    asked = [one for one in for_staff() if one.action not in CLOSING and one.action is not ENDLESS]
    forbidden = [one for one in asked if role not in POLICY[one.action].roles]
    before = len(node.entries())
    assert await refusals(client, asked) == {str(one): 403 for one in forbidden}
    denied = [entry["act"] for entry in node.entries()[before:] if entry["why"] == "not_allowed"]
    assert denied == [one.action for one in forbidden]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TRAINER, Role.TRAINEE}))
async def test_each_role_may_do_what_the_table_says_and_every_denial_is_written_down(
    node: RunningNode, role: Role
) -> None:
    await compare(node, role)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.TRAINEE])
async def test_those_who_practise_may_in_the_practice_realm(start_node: StartNode, role: Role) -> None:
    async with start_node(realm=Realm.PRACTICE) as practising:
        await compare(practising, role)


async def test_a_stranger_may_do_nothing_that_is_for_staff(node: RunningNode) -> None:
    async with node.anonymous() as stranger:
        asked = for_staff()
        assert await refusals(stranger, asked) == {str(one): 401 for one in asked}


@pytest.mark.parametrize("state", ["expired", "disabled", "signed out"])
async def test_a_session_that_is_over_may_do_nothing(node: RunningNode, state: str) -> None:
    if state == "expired":
        node.clock.advance(hours=12)
    elif state == "disabled":
        node.node.store.run_now(lambda s: disable(s, "999999", node.operator.staff, by="admin", at=node.clock.now))
    else:
        await node.client.post("/sign-out")
    asked = for_staff()
    assert await refusals(node.client, asked) == {str(one): 401 for one in asked}


async def test_a_locked_session_may_do_what_the_table_says(node: RunningNode) -> None:
    await node.client.post("/lock")
    asked = [one for one in for_staff() if one.action is not ENDLESS and one.action is not Action.SIGN_OUT]
    shut = [one for one in asked if SessionState.LOCKED not in POLICY[one.action].states]
    assert await refusals(node.client, asked) == {str(one): 423 for one in shut}
    assert len(shut) > 15


async def test_a_department_without_a_signature_is_refused(node: RunningNode) -> None:
    async with node.anonymous() as stranger:
        assert (await stranger.post("/inbox/GA-RK", json={})).status_code == 403


def test_every_action_of_the_table_has_a_route() -> None:
    described = {one.action for one in every_operation()}
    assert described | {Action.SEE_API} == set(Action)


def app_with(*routers: APIRouter) -> FastAPI:
    app = FastAPI(openapi_url=None)
    for router in routers:
        app.include_router(router, prefix="/deep")
    return app


def router_with(*dependencies: Any) -> APIRouter:
    router = APIRouter()
    router.add_api_route("/thing", lambda: None, dependencies=[Depends(one) for one in dependencies])
    return router


def test_a_route_that_does_not_say_what_it_does_stops_the_node() -> None:
    with pytest.raises(RouteUndeclared, match="/deep/thing: declares 0 actions"):
        check_routes(app_with(router_with()))


def test_a_route_that_says_two_things_stops_the_node() -> None:
    with pytest.raises(RouteUndeclared, match="declares 2 actions"):
        check_routes(app_with(router_with(declared(Action.SEE_HEALTH), declared(Action.SEE_API))))


def test_a_page_of_the_framework_that_nobody_declared_stops_the_node() -> None:
    with pytest.raises(RouteUndeclared, match="/docs"):
        check_routes(FastAPI())


def test_an_action_nothing_leads_to_stops_the_node() -> None:
    with pytest.raises(RouteUndeclared, match="see_api: no route uses it"):
        check_routes(app_with(router_with(declared(Action.SEE_HEALTH))))


def test_what_is_for_staff_cannot_be_declared_open_and_the_other_way_round() -> None:
    with pytest.raises(ValueError, match="needs allowed"):
        declared(Action.OPEN_VISIT)
    with pytest.raises(ValueError, match="declare it"):
        allowed(Action.SEE_HEALTH)

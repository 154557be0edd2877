"""How a hall gets its people: one administrator proposes, another confirms, the person types their own secrets."""

from typing import Any

import httpx
import pyotp
import pytest

from backend.access.tables import CredentialRow
from backend.contract import Role
from backend.storage import new_id
from tests.backend.conftest import HALL, OTHER_HALL, PIN, Person, RunningNode, operation

NEW_PASSWORD = "eleven brown herons at dusk"


def secrets(seed: str, password: str = NEW_PASSWORD) -> dict[str, str]:
    return {"password": password, "pin": PIN, "seed": seed}


async def administrators(node: RunningNode) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
    security = await node.sign_in(node.person("security", Role.ADMIN_SEC), window="2")
    system = await node.sign_in(node.person("system", Role.ADMIN_SYS), window="3")
    return security, system


async def made(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> str:
    reply = await client.post(path, json=body, headers=operation())
    assert reply.status_code == 201, reply.text
    id_: str = reply.json()["id"]
    return id_


async def sign_in(node: RunningNode, person: Person, password: str = NEW_PASSWORD) -> httpx.Response:
    node.clock.advance(seconds=30)
    async with node.anonymous() as client:
        body = node.credentials(person, window="5") | {"password": password}
        return await client.post("/sign-in", json=body)


def rule(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["params"]["rule"]


async def hired(node: RunningNode, security: httpx.AsyncClient) -> tuple[Person, str]:
    """Somebody with an account and a proposed role."""
    seed = pyotp.random_base32()
    account = {"account": "Window9", "name": "周九窗", "hall": HALL.code, "secrets": secrets(seed)}
    staff = await made(security, "/staff", account)
    grant = await made(security, f"/staff/{staff}/grants", {"role": "operator", "scope": HALL.code})
    return Person("window9", staff, seed), grant


async def test_a_person_works_once_a_second_administrator_confirmed_the_role(node: RunningNode) -> None:
    security, system = await administrators(node)
    person, grant = await hired(node, security)
    assert (await sign_in(node, person)).status_code == 403
    own = await security.post(f"/grants/{grant}/confirmation", headers=operation())
    assert rule(own) == (409, "second_person")
    assert (await system.post(f"/grants/{grant}/confirmation", headers=operation())).status_code == 204
    assert (await sign_in(node, person)).json()["operator"]["roles"] == ["operator"]
    told = {one["account"]: one for one in (await system.get("/staff")).json()}["window9"]
    assert [(one["state"], one["proposed_by"], one["confirmed_by"]) for one in told["grants"]] == [
        ("counts", "security", "system")
    ]
    assert (await security.post(f"/grants/{grant}/revocation", headers=operation())).status_code == 204
    assert (await sign_in(node, person)).status_code == 403


async def test_every_step_names_who_did_it_from_where_by_which_operation(node: RunningNode) -> None:
    security, system = await administrators(node)
    _person, grant = await hired(node, security)
    await system.post(f"/grants/{grant}/confirmation", headers=operation())
    steps = [one for one in node.entries()[-3:] if one["act"].partition(".")[0] in {"staff", "grant"}]
    assert [(one["act"], one["role"]) for one in steps] == [
        ("staff.enrolled", "admin.sec"),
        ("grant.proposed", "admin.sec"),
        ("grant.confirmed", "admin.sys"),
    ]
    assert all(one["session"] and one["station"] and one["op"] for one in steps)


async def test_who_gets_new_secrets_can_do_nothing_before_a_second_person_agrees(node: RunningNode) -> None:
    security, system = await administrators(node)
    seed = pyotp.random_base32()
    staff = node.operator.staff
    reply = await security.put(f"/staff/{staff}/secrets", json=secrets(seed), headers=operation())
    assert reply.status_code == 204
    assert (await node.client.get("/me")).status_code == 401
    person = Person("operator1", staff, seed)
    assert (await sign_in(node, person)).status_code == 403
    told = {one["id"]: one for one in (await system.get("/staff")).json()}[staff]
    (grant,) = [one["id"] for one in told["grants"] if one["state"] == "proposed"]
    assert rule(await security.post(f"/grants/{grant}/confirmation", headers=operation())) == (409, "second_person")
    assert (await system.post(f"/grants/{grant}/confirmation", headers=operation())).status_code == 204
    assert (await sign_in(node, person)).status_code == 200
    assert len(node.entries("staff.secrets_replaced")) == 1


async def test_ones_own_secrets_are_replaced_alone_right_after_signing_in(node: RunningNode) -> None:
    seed = pyotp.random_base32()
    node.clock.advance(minutes=2)
    await node.client.post("/heartbeat")
    node.clock.advance(minutes=2, seconds=31)
    late = await node.client.put("/me/secrets", json=secrets(seed), headers=operation())
    assert (late.status_code, late.json()["type"]) == (403, "/problems/sign_in_too_old")
    client = await node.sign_in(node.operator)
    assert (await client.put("/me/secrets", json=secrets(seed), headers=operation())).status_code == 204
    assert (await client.get("/me")).status_code == 401
    assert (await sign_in(node, Person("operator1", node.operator.staff, seed))).status_code == 200


async def test_a_closed_account_is_out_at_once_and_for_good(node: RunningNode) -> None:
    security, _ = await administrators(node)
    assert (await security.post(f"/staff/{node.operator.staff}/disabling", headers=operation())).status_code == 204
    assert (await node.client.get("/me")).status_code == 401


@pytest.mark.parametrize(
    ("changed", "status", "kind"),
    [
        ({"secrets": secrets(pyotp.random_base32(), "short")}, 422, "weak_password"),
        ({"secrets": secrets(pyotp.random_base32()) | {"pin": "1111"}}, 422, "weak_password"),
        ({"secrets": secrets("not base32 but as long as a seed is")}, 422, "invalid_request"),
        ({"account": "OPERATOR1"}, 409, "account_taken"),
        ({"hall": "999999109000"}, 404, "not_found"),
        ({"hall": OTHER_HALL.code}, 404, "not_found"),
    ],
)
async def test_what_cannot_be_made_leaves_nothing(
    node: RunningNode, changed: dict[str, Any], status: int, kind: str
) -> None:
    security, _ = await administrators(node)
    before = len(node.rows(CredentialRow))
    account = {"account": "window9", "name": "周九窗", "hall": HALL.code, "secrets": secrets(pyotp.random_base32())}
    reply = await security.post("/staff", json=account | changed, headers=operation())
    assert (reply.status_code, reply.json()["type"]) == (status, f"/problems/{kind}")
    assert NEW_PASSWORD not in reply.text
    assert len(node.rows(CredentialRow)) == before


async def test_people_and_roles_beyond_the_own_division_are_not_there(node: RunningNode) -> None:
    security, system = await administrators(node)
    stranger = node.person("stranger", Role.OPERATOR, hall=OTHER_HALL)
    assert "stranger" not in {one["account"] for one in (await system.get("/staff")).json()}
    for staff in (stranger.staff, new_id()):
        for path in ("disabling", "grants"):
            body = {"role": "operator", "scope": HALL.code} if path == "grants" else None
            reply = await security.post(f"/staff/{staff}/{path}", json=body, headers=operation())
            assert reply.status_code == 404
    reach = {"role": "inspector", "scope": "999999000000"}
    reply = await security.post(f"/staff/{node.operator.staff}/grants", json=reach, headers=operation())
    assert reply.status_code == 404


async def test_the_same_operation_makes_one_account(node: RunningNode) -> None:
    security, _ = await administrators(node)
    account = {"account": "window9", "name": "周九窗", "hall": HALL.code, "secrets": secrets(pyotp.random_base32())}
    op, before = operation(), len(node.entries("staff.enrolled"))
    first, again = [await security.post("/staff", json=account, headers=op) for _ in range(2)]
    assert first.json() == again.json()
    assert len(node.entries("staff.enrolled")) == before + 1

"""Two factors always, and one answer for everything that is wrong with them."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from backend.access import disable, revoke_grant
from backend.access.tables import FailureRow, GrantRow, SessionRow
from backend.contract import Realm, Role
from tests.backend.conftest import OTHER_HALL, Person, RunningNode

WRONG = {"password": "seven grey herons at night"}


async def attempt(node: RunningNode, person: Person, **changed: str) -> httpx.Response:
    async with node.anonymous() as client:
        return await client.post("/sign-in", json={**node.credentials(person), **changed})


def told(reply: httpx.Response) -> dict[str, Any]:
    """A problem without what differs from one exchange to the next."""
    return {name: value for name, value in reply.json().items() if name != "instance"}


async def test_a_signed_in_operator_is_told_who_and_where_they_are(node: RunningNode) -> None:
    me = (await node.client.get("/me")).json()
    assert (me["account"], me["window"], me["roles"], me["state"]) == ("operator1", "01", ["operator"], "active")
    assert (me["hall"], me["realm"], me["idle_lock_seconds"]) == ("999999101000", "demo", 180)


async def test_signing_in_is_written_down_with_person_session_and_station(node: RunningNode) -> None:
    entry = node.entries("session.sign_in")[-1]
    assert (entry["actor"], entry["outcome"], entry["station"]) == (node.operator.staff, "ok", "station-1")
    assert entry["session"] == entry["obj"] == (await node.client.get("/me")).json()["session"]


async def test_the_token_is_not_in_the_database(node: RunningNode) -> None:
    token = node.client.headers["Authorization"].removeprefix("Bearer ")
    database = b"".join(path.read_bytes() for path in node.node.settings.data_dir.glob("node.db*"))
    assert token.encode() not in database
    assert len(token) >= 43  # 256 bits in base64


@pytest.mark.parametrize("changed", [WRONG, {"code": "000000"}, {"account": "nobody"}, WRONG | {"code": "000000"}])
async def test_everything_wrong_is_answered_alike(node: RunningNode, changed: dict[str, str]) -> None:
    person = node.person("operator2", Role.OPERATOR)
    reply = await attempt(node, person, **changed)
    assert reply.status_code == 401
    assert told(reply) == told(await attempt(node, person, account="somebody-else"))
    assert reply.json()["type"] == "/problems/wrong_credentials"


@pytest.mark.parametrize("case", ["disabled", "other_realm"])
async def test_an_account_that_is_closed_or_of_another_realm_is_answered_like_one_unknown(
    node: RunningNode, case: str
) -> None:
    realm = Realm.PRACTICE if case == "other_realm" else Realm.DEMO
    person = node.person("operator2", Role.OPERATOR, realm=realm)
    if case == "disabled":
        node.node.store.run_now(lambda s: disable(s, "999999", person.staff, by="admin", at=node.clock.now))
    assert told(await attempt(node, person)) == told(await attempt(node, person, account="nobody"))


async def test_a_refusal_is_written_down_without_the_name_that_was_typed(node: RunningNode) -> None:
    await attempt(node, node.operator, account="seven grey herons at noon")
    entry = node.entries("session.sign_in")[-1]
    assert (entry["actor"], entry["outcome"], entry["why"]) == ("unknown", "denied", "wrong_credentials")
    assert "heron" not in str(entry)


async def test_a_code_works_once(node: RunningNode) -> None:
    person = node.person("operator2", Role.OPERATOR)
    assert (await attempt(node, person)).status_code == 200
    again = await attempt(node, person)
    assert again.json()["type"] == "/problems/wrong_credentials"
    assert node.entries("session.sign_in")[-1]["why"] == "code_used_before"


async def test_the_same_code_twice_at_once_lets_one_in(node: RunningNode) -> None:
    person = node.person("operator2", Role.OPERATOR)
    replies = await asyncio.gather(*(attempt(node, person) for _ in range(3)))
    assert sorted(reply.status_code for reply in replies) == [200, 401, 401]


async def test_a_code_older_than_the_one_used_last_is_refused(node: RunningNode) -> None:
    person = node.person("operator2", Role.OPERATOR)
    earlier = person.code(node.clock)
    node.clock.advance(seconds=30)
    assert (await attempt(node, person)).status_code == 200
    assert (await attempt(node, person, code=earlier)).status_code == 401


@pytest.mark.parametrize(("drift", "status"), [(-60, 401), (-30, 200), (30, 200), (60, 401)])
async def test_a_clock_one_step_off_is_forgiven_and_no_more(node: RunningNode, drift: int, status: int) -> None:
    person = node.person("operator2", Role.OPERATOR)
    node.clock.advance(seconds=drift)
    code = person.code(node.clock)
    node.clock.advance(seconds=-drift)
    assert (await attempt(node, person, code=code)).status_code == status


@pytest.mark.parametrize("known", [True, False])
async def test_five_failures_lock_the_name_for_ten_minutes_known_or_not(node: RunningNode, known: bool) -> None:
    person = node.person("operator2", Role.OPERATOR)
    account = person.account if known else "nobody"
    for _ in range(5):
        assert (await attempt(node, person, account=account, **WRONG)).status_code == 401
    locked = await attempt(node, person, account=account)
    assert locked.status_code == 429
    assert (locked.json()["type"], locked.json()["params"]) == ("/problems/account_locked", {"minutes": 10})
    node.clock.advance(minutes=9, seconds=59)
    assert (await attempt(node, person, account=account)).status_code == 429
    node.clock.advance(seconds=1)
    assert (await attempt(node, person, account=account)).status_code == (200 if known else 401)


async def test_many_wrong_tries_at_once_are_no_more_than_five(node: RunningNode) -> None:
    person = node.person("operator2", Role.OPERATOR)
    replies = await asyncio.gather(*(attempt(node, person, **WRONG) for _ in range(12)))
    assert sorted(reply.status_code for reply in replies) == [401] * 5 + [429] * 7


async def test_success_forgives_earlier_failures(node: RunningNode) -> None:
    person = node.person("operator2", Role.OPERATOR)
    for _ in range(4):
        await attempt(node, person, **WRONG)
    assert (await attempt(node, person)).status_code == 200
    assert node.rows(FailureRow) == []


async def test_one_place_trying_too_often_is_stopped(node: RunningNode) -> None:
    for number in range(29):  # with the operator's own sign-in that makes thirty
        assert (await attempt(node, node.operator, account=f"guess{number}")).status_code == 401
    reply = await attempt(node, node.operator, account="one more")
    assert (reply.status_code, reply.json()["type"]) == (429, "/problems/too_many_requests")
    assert "Retry-After" in reply.headers
    node.clock.advance(minutes=1)
    assert (await attempt(node, node.operator)).status_code == 200


async def test_a_window_the_hall_does_not_have_is_named(node: RunningNode) -> None:
    reply = await attempt(node, node.operator, window="77")
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "/window"


async def test_somebody_without_a_role_now_is_told_so_after_proving_who_they_are(node: RunningNode) -> None:
    person = node.person("visitor")
    reply = await attempt(node, person)
    assert (reply.status_code, reply.json()["type"]) == (403, "/problems/no_role_now")


async def test_a_grant_counts_from_its_beginning_to_its_end_which_is_foretold(node: RunningNode) -> None:
    person, ends = node.person("operator2", Role.OPERATOR), node.clock.now + timedelta(days=365)
    node.clock.advance(days=364)
    reply = await attempt(node, person)
    assert (reply.status_code, datetime.fromisoformat(reply.json()["operator"]["role_ends_at"])) == (200, ends)
    node.clock.advance(days=1)
    assert (await attempt(node, person)).status_code == 403


async def test_a_role_taken_away_is_gone_on_the_next_request(node: RunningNode) -> None:
    client = await node.sign_in(person := node.person("operator2", Role.OPERATOR))
    assert (await client.get("/hall")).status_code == 200
    store, at = node.node.store, node.clock.now
    grant = next(row.id for row in node.rows(GrantRow) if row.staff == person.staff)
    store.run_now(lambda s: revoke_grant(s, "999999", grant, by="admin", at=at))
    assert (await client.get("/hall")).status_code == 403


async def test_signing_in_elsewhere_ends_the_session_before(node: RunningNode) -> None:
    first = node.client
    second = await node.sign_in(node.operator, window="2", station="station-2")
    ended = await first.get("/me")
    assert (ended.status_code, ended.json()["type"]) == (401, "/problems/session_ended")
    assert (await second.get("/me")).json()["window"] == "02"
    assert node.entries("session.sign_out")[-1]["why"] == "taken_over"
    assert len([row for row in node.rows(SessionRow) if row.ended_at is None]) == 1


async def test_a_session_ends_after_twelve_hours_however_busy(node: RunningNode) -> None:
    for _ in range(12 * 60 // 2 - 1):
        node.clock.advance(minutes=2)
        assert (await node.client.post("/heartbeat")).status_code == 204
    node.clock.advance(minutes=2)
    assert (await node.client.post("/heartbeat")).json()["type"] == "/problems/session_ended"
    assert node.entries("session.lost")[-1]["why"] == "expired"


async def test_a_token_shown_from_another_address_is_refused_and_written_down(node: RunningNode) -> None:
    elsewhere = httpx.ASGITransport(node.app, client=("10.9.8.7", 1234))
    headers = {"Authorization": node.client.headers["Authorization"]}
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://node/api/v1", headers=headers) as thief:
        assert (await thief.get("/me")).json()["type"] == "/problems/session_ended"
    assert node.entries("see_self")[-1]["outcome"] == "denied"
    assert (await node.client.get("/me")).status_code == 200


async def test_nothing_signed_is_not_signed_in(node: RunningNode) -> None:
    async with node.anonymous() as client:
        for header in ({}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic eDp5"}):
            reply = await client.get("/me", headers=header)
            assert (reply.status_code, reply.json()["type"]) == (401, "/problems/not_signed_in")
            assert reply.headers["WWW-Authenticate"] == "Bearer"


async def test_somebody_of_the_other_hall_is_signed_in_there(node: RunningNode) -> None:
    client = await node.sign_in(node.person("operator2", Role.OPERATOR, hall=OTHER_HALL))
    assert (await client.get("/hall")).json()["hall"] == OTHER_HALL.code
    assert node.entries("session.sign_in", OTHER_HALL)


async def test_the_account_is_found_however_it_is_typed(node: RunningNode) -> None:
    assert (await attempt(node, node.operator, account="  ＯＰＥＲＡＴＯＲ1 ")).status_code == 200

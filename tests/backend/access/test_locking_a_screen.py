"""A screen locks by itself, opens with a PIN, three tries, and shows nothing in between."""

import asyncio

import pytest

from backend.contract import Role
from backend.housekeeping import tidy
from tests.backend.conftest import PIN, RunningNode


async def unlock(node: RunningNode, pin: str = PIN) -> tuple[int, dict[str, object]]:
    reply = await node.client.post("/unlock", json={"pin": pin})
    return reply.status_code, reply.json()


async def state(node: RunningNode) -> str:
    told: str = (await node.client.get("/me")).json()["state"]
    return told


async def test_a_locked_screen_is_refused_until_the_pin_is_given(node: RunningNode) -> None:
    assert (await node.client.post("/lock")).status_code == 204
    refused = await node.client.get("/hall")
    assert (refused.status_code, refused.json()["type"]) == (423, "/problems/session_locked")
    assert await state(node) == "locked"
    status, operator = await unlock(node)
    assert (status, operator["state"]) == (200, "active")
    assert (await node.client.get("/hall")).status_code == 200
    assert [(e["act"], e["outcome"]) for e in node.entries()][-3:] == [
        ("session.lock", "ok"),
        ("see_hall", "denied"),
        ("session.unlock", "ok"),
    ]


@pytest.mark.parametrize(("seconds", "expected"), [(149, "active"), (150, "locked")])
async def test_a_screen_nobody_touches_locks_after_three_minutes(
    node: RunningNode, seconds: int, expected: str
) -> None:
    node.clock.advance(seconds=seconds)  # thirty seconds went by at sign-in
    assert await state(node) == expected


async def test_the_lock_is_written_down_once_and_by_the_node(node: RunningNode) -> None:
    node.clock.advance(seconds=181)
    await node.client.get("/hall")
    await node.client.get("/hall")
    await tidy(node.node, forget=False)
    assert [(entry["actor"], entry["why"]) for entry in node.entries("session.lock")] == [("node", "idle")]


async def test_a_screen_that_asks_nothing_is_locked_too(node: RunningNode) -> None:
    node.clock.advance(seconds=181)
    await tidy(node.node, forget=False)
    assert node.entries("session.lock")[-1]["why"] == "idle"


async def test_a_heartbeat_and_every_change_keep_it_open_but_looking_does_not(node: RunningNode) -> None:
    for _ in range(3):
        node.clock.advance(seconds=140)
        assert (await node.client.post("/heartbeat")).status_code == 204
    for _ in range(2):
        node.clock.advance(seconds=100)
        looked = await node.client.get("/hall")
    assert looked.status_code == 423


@pytest.mark.parametrize("path", ["/heartbeat", "/lock", "/unlock"])
async def test_nothing_but_the_pin_reopens_a_screen_left_alone(node: RunningNode, path: str) -> None:
    node.clock.advance(seconds=181)
    await node.client.post(path, json={"pin": "999999"} if path == "/unlock" else None)
    assert await state(node) == "locked"


async def test_a_wrong_pin_says_how_many_tries_are_left_and_the_third_ends_the_session(node: RunningNode) -> None:
    await node.client.post("/lock")
    for left in (2, 1):
        status, told = await unlock(node, "000001")
        assert (status, told["type"], told["params"]) == (401, "/problems/wrong_pin", {"left": left})
    assert (await unlock(node, "000001"))[1]["type"] == "/problems/session_ended"
    assert (await unlock(node))[1]["type"] == "/problems/session_ended"
    assert node.entries("session.sign_out")[-1]["why"] == "wrong_pin"


async def test_the_right_pin_gives_the_tries_back(node: RunningNode) -> None:
    for _ in range(3):
        await node.client.post("/lock")
        await unlock(node, "000001")
        await unlock(node, "000002")
        assert (await unlock(node))[0] == 200


async def test_many_wrong_pins_at_once_are_no_more_than_three(node: RunningNode) -> None:
    await node.client.post("/lock")
    replies = await asyncio.gather(*(unlock(node, f"00000{number}") for number in range(9)))
    assert {body["type"] for _, body in replies} <= {"/problems/wrong_pin", "/problems/session_ended"}
    refused = [e for e in node.entries() if e["act"] in {"session.unlock", "unlock"} and e["outcome"] != "ok"]
    assert len(refused) >= 9
    assert (await unlock(node))[1]["type"] == "/problems/session_ended"


async def test_signing_out_ends_the_session_also_when_locked_and_twice_is_harmless(node: RunningNode) -> None:
    await node.client.post("/lock")
    assert (await node.client.post("/sign-out")).status_code == 204
    assert (await node.client.get("/me")).json()["type"] == "/problems/session_ended"
    assert (await node.client.post("/sign-out")).status_code == 401
    assert len(node.entries("session.sign_out")) == 1


async def test_locking_twice_is_one_lock(node: RunningNode) -> None:
    await node.client.post("/lock")
    await node.client.post("/lock")
    assert len(node.entries("session.lock")) == 1


async def test_the_chain_says_who_was_signed_in_when(node: RunningNode) -> None:
    other = await node.sign_in(node.person("operator2", Role.OPERATOR), window="2")
    await node.client.post("/lock")
    await other.post("/sign-out")
    acts = [(entry["act"], entry["actor"]) for entry in node.entries() if entry["act"].startswith("session.")]
    first, second = node.operator.staff, node.entries("session.sign_in")[-1]["actor"]
    assert acts == [
        ("session.sign_in", first),
        ("session.sign_in", second),
        ("session.lock", first),
        ("session.sign_out", second),
    ]

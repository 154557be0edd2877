"""A village hall: the node looks nothing up for an item it may not take in, and opens no case of it."""

from collections.abc import AsyncIterator

import pytest

from backend.contract import Role
from backend.guide.bundle import Bundle
from backend.settings import HallSettings
from backend.storage import new_id
from tests.backend.cases.conftest import Desk, desk_at, item, stage
from tests.backend.conftest import HALL, StartNode, code, operation

VILLAGE = HallSettings(
    code="999999101201",
    name="样板村便民服务点",
    name_en="Sample Village",
    refers_to="样板镇",
    refers_to_en="Sample Town",
)
OURS = item("TT-001", "serial", [stage("one", "MZ-SJ")], intake_level="village")
OTHERS = item("TT-002", "serial", [stage("one", "MZ-SJ")])


@pytest.fixture
def bundle() -> Bundle:
    return Bundle(
        version="test-1", items=(OURS, OTHERS), briefs=(), search_keys=(), departments={}, systems={}, documents={},
        life_events={},
    )  # fmt: skip


@pytest.fixture
async def village(start_node: StartNode, bundle: Bundle) -> AsyncIterator[Desk]:
    async with start_node(halls=[HALL, VILLAGE]) as running:
        running.operator = running.person("villager", Role.OPERATOR, hall=VILLAGE)
        running.client = await running.sign_in(running.operator)
        yield desk_at(running)


async def test_what_the_village_does_itself_is_taken_in(village: Desk) -> None:
    visit, body = await village.prepared("TT-001")
    assert (await village.submit(visit, body)).status_code == 201


async def test_a_hand_over_with_an_item_of_the_township_is_refused_whole_and_says_which(village: Desk) -> None:
    visit, body = await village.prepared("TT-001")
    both = body["items"] + [{"case": new_id(), "item": "TT-002", "decision": "accept"}]
    facts = body["facts"] | {"TT-002:tier": village.typed("low")}
    reply = await village.submit(visit, body | {"items": both, "facts": facts})
    assert (reply.status_code, code(reply)) == (409, "not_taken_in_here")
    assert reply.json()["params"] == {"items": "TT-002", "level": "village"}
    assert village.running.entries("case.accept", VILLAGE) == []
    assert (await village.submit(visit, body)).status_code == 201


async def test_nothing_is_looked_up_for_an_item_of_the_township(village: Desk) -> None:
    visit = await village.open()
    body = {"look_up": new_id(), "system": "GA-RK", "items": ["TT-002"]}
    reply = await village.client.post(f"/visits/{visit}/look-ups", json=body, headers=operation())
    assert code(reply) == "not_taken_in_here"
    assert village.departments.asked == []


async def test_the_hall_tells_where_it_sends_people(village: Desk) -> None:
    told = (await village.client.get("/hall")).json()
    assert (told["refers_to"], told["refers_to_en"]) == ("样板镇", "Sample Town")

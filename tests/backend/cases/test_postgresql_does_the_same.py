"""A whole case on PostgreSQL: locks, counters and upserts behave there as on SQLite."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from backend.case_numbers import find_case
from backend.cases.numbers import parse
from backend.cases.tables import CaseRow
from backend.citizens.tables import VisitRow
from backend.housekeeping import tidy
from tests.backend.cases.conftest import PHONE, Desk, desk_at
from tests.backend.conftest import StartNode
from tests.backend.storage.postgres_cluster import Cluster


@pytest.fixture
async def postgres_desk(start_node: StartNode, postgres_cluster: Cluster) -> AsyncIterator[Desk]:
    with postgres_cluster.database() as url:
        async with start_node(database_url=url) as running:
            yield desk_at(running)


async def test_cases_handed_over_at_once_get_different_numbers_and_run_to_their_end(postgres_desk: Desk) -> None:
    desk = postgres_desk
    prepared = [await desk.prepared("TT-001", "TT-002") for _ in range(4)]
    replies = await asyncio.gather(*(desk.submit(visit, body) for visit, body in prepared))
    assert [reply.status_code for reply in replies] == [201] * 4
    handed_over = [case for reply in replies for case in reply.json()["cases"]]
    assert sorted(parse(case["number"]).serial for case in handed_over) == list(range(1, 9))
    parallel = handed_over[1]["case"]
    both = [desk.order(parallel, stage).id for stage in ("land", "police")]
    await asyncio.gather(*(asyncio.to_thread(desk.answer, dispatch) for dispatch in both))
    assert [stage["state"] for stage in (await desk.view(parallel))["stages"]] == ["answered", "answered", "queued"]
    desk.answer(desk.order(parallel, "last").id, result_number="N-1")
    assert (await desk.act(parallel, "hand_out")).json()["brief"]["state"] == "delivered"


async def test_a_visit_handed_over_five_times_at_once_has_one_effect(postgres_desk: Desk) -> None:
    desk = postgres_desk
    visit, body = await desk.prepared("TT-003")
    replies = await asyncio.gather(*(desk.submit(visit, body) for _ in range(5)))
    assert sorted(reply.status_code for reply in replies) == [201, 409, 409, 409, 409]
    assert {reply.json().get("type") for reply in replies} == {None, "/problems/already_submitted"}
    profile = (await desk.client.get(f"/visits/{await desk.open()}/profile")).json()
    assert [fact["shown"] for fact in profile["facts"]] == [f"****{PHONE[-4:]}"]


async def test_a_visit_nothing_came_of_is_forgotten_and_a_case_is_found_by_its_number(postgres_desk: Desk) -> None:
    desk = postgres_desk
    (case,) = await desk.accepted("TT-003")
    number = (await desk.view(case))["brief"]["number"]
    await desk.look_up(await desk.open(), "GA-RK", "TT-003")
    desk.running.clock.advance(days=91)
    await tidy(desk.node, forget=True)
    visits = desk.node.store.read_now(lambda session: session.exec(select(VisitRow.id)).all())
    cases = desk.node.store.read_now(lambda session: session.exec(select(CaseRow.visit)).all())
    assert visits == cases
    assert find_case(desk.node.settings, number) == case

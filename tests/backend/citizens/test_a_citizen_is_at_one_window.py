"""The same person at two windows: the second is told, and nothing is stopped."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from backend.api.events import events_after
from backend.contract import EventKind, Role
from backend.storage import new_id
from tests.backend.cases.conftest import OLD, YOUNG, Desk
from tests.backend.conftest import HALL, operation


async def sign_in_at_2(desk: Desk) -> httpx.AsyncClient:
    person = desk.running.person("operator2", Role.OPERATOR)
    client: httpx.AsyncClient = await desk.running.sign_in(person, window="2", station="station-2")
    return client


@pytest.fixture
async def second_window(desk: Desk) -> httpx.AsyncClient:
    return await sign_in_at_2(desk)


async def open_at(client: httpx.AsyncClient, desk: Desk, number: str = OLD) -> dict[str, Any]:
    opening = {"visit": new_id(), "card": desk.card(number)}
    reply = await client.post("/visits", json=opening, headers=operation())
    assert reply.status_code == 201
    profile: dict[str, Any] = reply.json()
    return profile


async def keep_draft(desk: Desk, visit: str) -> None:
    draft = {"visit": visit, "saved_at": desk.running.clock.now.isoformat(), "body": {}}
    assert (await desk.client.put(f"/visits/{visit}/draft", json=draft, headers=operation())).status_code == 200


async def test_the_second_window_is_told_where_and_since_when(desk: Desk, second_window: httpx.AsyncClient) -> None:
    first = await open_at(desk.client, desk)
    assert first["served_elsewhere"] == []
    since = desk.running.clock.now
    await keep_draft(desk, first["visit"])
    desk.running.clock.now += timedelta(minutes=2)
    second = await open_at(second_window, desk)
    [told] = second["served_elsewhere"]
    assert told["window"] == "01"
    assert told["since"].startswith(f"{since:%Y-%m-%dT%H:%M}")


async def test_it_is_told_at_once_before_the_first_draft_has_come(desk: Desk, second_window: httpx.AsyncClient) -> None:
    await open_at(desk.client, desk)
    assert (await open_at(second_window, desk))["served_elsewhere"] != []


async def test_nobody_is_told_of_a_visit_that_is_finished_or_was_left(desk: Desk) -> None:
    finished = (await open_at(desk.client, desk))["visit"]
    await keep_draft(desk, finished)
    await desk.client.delete(f"/visits/{finished}/draft", headers=operation())
    desk.running.clock.now += timedelta(minutes=2)
    left = (await open_at(desk.client, desk))["visit"]
    await keep_draft(desk, left)
    desk.running.clock.now += timedelta(minutes=31)
    assert (await open_at(await sign_in_at_2(desk), desk))["served_elsewhere"] == []


async def test_nobody_is_told_of_the_own_window_of_other_people_or_of_other_halls(
    desk: Desk, second_window: httpx.AsyncClient
) -> None:
    await open_at(desk.client, desk)
    assert (await open_at(desk.client, desk))["served_elsewhere"] == []
    assert (await open_at(second_window, desk, YOUNG))["served_elsewhere"] == []
    assert (await open_at(await desk.other_hall(), desk))["served_elsewhere"] == []


async def save_at(client: httpx.AsyncClient, desk: Desk, visit: str) -> dict[str, Any]:
    draft = {"visit": visit, "saved_at": desk.running.clock.now.isoformat(), "body": {}}
    reply = await client.put(f"/visits/{visit}/draft", json=draft, headers=operation())
    assert reply.status_code == 200
    kept: dict[str, Any] = reply.json()
    return kept


async def test_who_saves_a_draft_hears_that_the_person_is_served_elsewhere_by_now(
    desk: Desk, second_window: httpx.AsyncClient
) -> None:
    first = (await open_at(desk.client, desk))["visit"]
    assert await save_at(desk.client, desk, first) == {"taken_from": None, "served_elsewhere": []}
    second = (await open_at(second_window, desk))["visit"]
    await save_at(second_window, desk, second)
    [told] = (await save_at(desk.client, desk, first))["served_elsewhere"]
    assert told["window"] == "02"


async def test_who_saves_a_visit_another_window_saved_hears_which_and_when(
    desk: Desk, second_window: httpx.AsyncClient
) -> None:
    visit = (await open_at(desk.client, desk))["visit"]
    await save_at(desk.client, desk, visit)
    since = desk.running.clock.now
    desk.running.clock.now += timedelta(minutes=2)
    told = (await save_at(second_window, desk, visit))["taken_from"]
    assert told["window"] == "01"
    assert told["since"].startswith(f"{since:%Y-%m-%dT%H:%M}")
    assert (await save_at(second_window, desk, visit))["taken_from"] is None
    assert (await save_at(desk.client, desk, visit))["taken_from"]["window"] == "02"
    told_at_once = desk.node.store.read_now(lambda session: events_after(session, HALL.code, 0))
    assert [(event.kind, event.subject, event.params) for event in told_at_once] == [
        (EventKind.VISIT_TAKEN_OVER, visit, {"window": window}) for window in ("02", "01")
    ]

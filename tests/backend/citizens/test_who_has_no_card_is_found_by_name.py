"""Somebody without a card: by whole name and year of birth, masked, written down, and nobody else."""

import logging
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from backend.app import create_app
from backend.citizens import index_earlier_citizens
from backend.citizens.name_index import BY_NO_NAME
from backend.citizens.tables import CitizenRow
from backend.contract import Role
from backend.guide.bundle import Bundle
from backend.settings import NodeSettings
from backend.storage import new_id
from tests.backend.cases.conftest import NAME, OLD, YOUNG, Desk, FakeDepartments, FakeOutbox, desk_at
from tests.backend.conftest import HALL, RunningNode, StartNode, operation

COUNTY = HALL.code[:6]
ASKED = {"name": NAME, "birth_year": 1950}


@pytest.fixture
async def window(start_node: StartNode, database_url: str) -> AsyncIterator[Desk]:
    """The same counter, on each database."""
    async with start_node(database_url=database_url) as running:
        yield desk_at(running)


async def search(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    return await client.post("/person-searches", json={**ASKED, **changes}, headers=operation())


async def found(client: httpx.AsyncClient, **changes: Any) -> list[dict[str, Any]]:
    reply = await search(client, **changes)
    assert reply.status_code == 200, reply.text
    persons: list[dict[str, Any]] = reply.json()["persons"]
    return persons


async def begin(desk: Desk, number: str, **changes: Any) -> None:
    body = {"visit": new_id(), "card": desk.card(number, **changes)}
    reply = await desk.client.post("/visits", json=body, headers=operation())
    assert reply.status_code == 201, reply.text


async def test_somebody_served_before_is_found_masked_chosen_and_written_down(
    window: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await begin(window, OLD)
    await begin(window, YOUNG)
    reply = await search(window.client, name=" 欧阳 测试人")
    [one] = reply.json()["persons"]
    assert one | {"person": ""} == {
        "person": "", "name": "欧*", "number": "999*************3X", "birth_year": 1950,
        "address": "某省某县某镇试验村*",
    }  # fmt: skip
    assert NAME not in reply.text
    assert OLD not in reply.text

    chosen = await window.client.post("/person-choices", json=ASKED | {"person": one["person"]}, headers=operation())
    card = chosen.json()
    assert (card["source"], card["id_number"], card["name"], card["address"]) == ("manual", OLD, NAME, None)
    assert card["birth"] == "1950-01-01"
    opened = {"visit": new_id(), "card": card}
    profile = (await window.client.post("/visits", json=opened, headers=operation())).json()
    assert (profile["applicant"], profile["masked_number"]) == ("欧*", "999*************3X")

    [sought], [shown], [taken] = (window.running.entries(f"person.{act}") for act in ("search", "show", "choose"))
    assert (sought["obj"], shown["obj"], taken["obj"]) == (HALL.code, one["person"], one["person"])
    for told in (str(window.running.entries()), caplog.text):
        assert not any(personal in told for personal in (NAME, "测试人", OLD))


async def test_a_search_repeated_is_one_search(window: Desk) -> None:
    await begin(window, OLD)
    headers = operation()
    replies = [await window.client.post("/person-searches", json=ASKED, headers=headers) for _ in range(2)]
    assert replies[0].json() == replies[1].json()
    assert len(window.running.entries("person.search")) == 1
    stranger = await window.running.sign_in(window.running.person("second", Role.OPERATOR), window="2")
    assert (await stranger.post("/person-searches", json=ASKED, headers=headers)).status_code == 404


@pytest.mark.parametrize("changes", [{"birth_year": 1951}, {"name": "欧阳测试"}, {"name": "阳测试人"}])
async def test_another_year_or_part_of_a_name_finds_nobody(desk: Desk, changes: dict[str, Any]) -> None:
    await begin(desk, OLD)
    assert await found(desk.client, **changes) == []
    assert len(desk.running.entries("person.search")) == 1, "who was sought in vain is written down too"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"name": "欧*"}, "/name", "character"),
        ({"name": "%"}, "/name", "character"),
        ({"name": "欧"}, "/name", "too_short"),
        ({"name": ""}, "/name", None),
        ({"name": "欧" * 5000}, "/name", None),
        ({"birth_year": 2027}, "/birth_year", "in_future"),
        ({"birth_year": 19}, "/birth_year", None),
        ({"birth_year": "%"}, "/birth_year", None),
    ],
)
async def test_what_is_no_name_or_no_year_is_refused_in_its_place(
    desk: Desk, changes: dict[str, Any], pointer: str, code: str | None
) -> None:
    reply = await search(desk.client, **changes)
    assert reply.status_code == 422
    [error] = reply.json()["errors"]
    assert error["pointer"] == pointer
    assert code in (None, error["code"])
    assert desk.running.entries("person.search") == []


async def test_people_of_another_hall_are_neither_found_nor_chosen(desk: Desk) -> None:
    await begin(desk, OLD)
    [one] = await found(desk.client)
    stranger = await desk.other_hall()
    assert await found(stranger) == []
    taken = await stranger.post("/person-choices", json=ASKED | {"person": one["person"]}, headers=operation())
    assert taken.status_code == 404


async def test_nobody_is_chosen_by_another_name(desk: Desk) -> None:
    await begin(desk, OLD)
    [one] = await found(desk.client)
    for changes in ({"name": "李某某"}, {"birth_year": 1951}, {"person": new_id()}):
        body = ASKED | {"person": one["person"]} | changes
        assert (await desk.client.post("/person-choices", json=body, headers=operation())).status_code == 404
    assert desk.running.entries("person.choose") == []


def number_of(serial: int) -> str:
    """One of a day's births, with the right check character."""
    first = f"99999919500101{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11]


async def test_twenty_of_one_name_are_shown_and_of_more_nobody(desk: Desk) -> None:
    for serial in range(20):
        await begin(desk, number_of(serial))
    twenty = await found(desk.client)
    assert len(twenty) == len({one["person"] for one in twenty}) == 20
    await begin(desk, number_of(20))
    assert (await search(desk.client)).json() == {"persons": [], "too_many": True}
    body = ASKED | {"person": twenty[0]["person"]}
    assert (await desk.client.post("/person-choices", json=body, headers=operation())).status_code == 404
    assert len(desk.running.entries("person.show")) == 20


async def test_the_newest_card_counts_and_an_organisation_has_no_birth(desk: Desk) -> None:
    await begin(desk, OLD)
    await begin(desk, OLD, name="欧阳改名")
    await begin(desk, "93999999MA6WX1A03L", document_kind="credit_code", birth=None)
    assert await found(desk.client) == []
    assert len(await found(desk.client, name="欧阳改名")) == 1
    indexed = {row.name_index for row in desk.running.rows(CitizenRow)}
    assert len(indexed) == 2 and BY_NO_NAME in indexed


class NoCards(Desk):
    """A window to which everybody comes without a card."""

    def card(self, number: str = OLD, **changes: Any) -> dict[str, Any]:
        at = self.running.clock.now.isoformat()
        return {"source": "manual", "document_kind": "resident", "id_number": number, "read_at": at, **changes}


async def test_a_name_typed_for_a_typed_number_finds_it_the_next_time(window: Desk) -> None:
    desk = NoCards(window.running, window.outbox, window.departments)
    visit, body = await desk.prepared("TT-001")
    body["facts"]["name"] = desk.typed(NAME)
    assert await found(desk.client) == []
    assert (await desk.submit(visit, body)).status_code == 201
    [one] = await found(desk.client)
    assert (one["name"], one["number"], one["address"]) == ("欧*", "999*************3X", "")
    chosen = await desk.client.post("/person-choices", json=ASKED | {"person": one["person"]}, headers=operation())
    assert (chosen.json()["id_number"], chosen.json()["name"]) == (OLD, NAME)


async def test_a_name_put_right_finds_the_number_in_place_of_the_wrong_one_and_no_typed_name_outdoes_a_card(
    window: Desk,
) -> None:
    desk = NoCards(window.running, window.outbox, window.departments)
    visit, body = await desk.prepared("TT-001")
    body["facts"]["name"] = desk.typed("欧阳错")
    case = (await desk.submit(visit, body)).json()["cases"][0]["case"]
    assert await found(desk.client) == []
    desk.answer(desk.order(case, "township").id, "returned", words="姓名不一致")
    assert (await desk.act(case, "resubmit", facts={"name": NAME})).status_code == 200
    assert len(await found(desk.client)) == 1
    assert await found(desk.client, name="欧阳错") == []
    await begin(window, OLD)  # now with the card
    visit, body = await desk.prepared("TT-001")
    body["facts"]["name"] = desk.typed("欧阳错")
    assert (await desk.submit(visit, body)).status_code == 201
    assert (len(await found(desk.client)), await found(desk.client, name="欧阳错")) == (1, [])


async def test_citizens_kept_before_there_was_an_index_are_found_after_the_next_start(
    start_node: StartNode, settings: NodeSettings, bundle: Bundle, database_url: str
) -> None:
    async with start_node(database_url=database_url) as running:
        desk = Desk(running, FakeOutbox(), FakeDepartments())
        await begin(desk, OLD)
        running.node.store.run_now(partial(_forget_index, number=1))
        assert await found(desk.client) == []
    again = NodeSettings(**{**settings.model_dump(), "database_url": database_url})
    app = create_app(again, clock=running.clock, bundle=bundle)
    running.clock.advance(hours=1)
    async with app.router.lifespan_context(app):
        restarted = RunningNode(app, app.state.node, running.clock, running.client, running.operator)
        client = await restarted.sign_in(running.operator)
        assert len(await found(client)) == 1
        await client.aclose()


async def test_a_citizen_whose_key_is_gone_does_not_stop_the_node(desk: Desk) -> None:
    await begin(desk, OLD)
    desk.node.store.run_now(partial(_forget_index, number=1, identity=b"\x01" + bytes(60)))
    index_earlier_citizens(desk.node.store, COUNTY)
    [row] = desk.running.rows(CitizenRow)
    assert row.name_index == BY_NO_NAME


async def test_the_fortieth_look_within_an_hour_is_told(desk: Desk) -> None:
    for _ in range(41):
        await found(desk.client)
    assert len(desk.running.entries("warning.many_reveals")) == 1


def _forget_index(session: Session, *, number: int, identity: bytes | None = None) -> None:
    rows = session.exec(select(CitizenRow)).all()
    assert len(rows) == number
    for row in rows:
        row.name_index, row.identity = None, identity or row.identity
        session.add(row)

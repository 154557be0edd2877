"""A case is shown, supplemented and decided by the catalogue it was accepted under, whatever holds meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from backend.access import Actor, Held
from backend.api.catalogue_plan import county_of_node, serve_plan
from backend.api.publications import publish_version, roll_back
from backend.app import create_app
from backend.contract import NewPublication, Realm, Role, RollBack
from backend.guide.bundle import Bundle
from backend.settings import NodeSettings
from tests.backend.cases.conftest import ADDRESS, EVERYTHING, Desk, desk_at, item, stage
from tests.backend.conftest import HALL, MORNING, RunningNode, StartNode

NEW = "2" * 32
FORM = {"code": "form", "name": {"zh": "申请表", "en": "Form"}, "source": "printed", "why": {"zh": "签", "en": "Sign"}}
LETTER = {
    "code": "letter",
    "name": {"zh": "介绍信", "en": "Letter"},
    "source": "other",
    "why": {"zh": "要", "en": "It"},
}


@pytest.fixture
def newer(bundle: Bundle) -> Bundle:
    """Another paper, another department, other days; and an item less."""
    changed = item("TT-001", "single", [stage("land", "ZR-BD")], promised_days=9, materials=[FORM, LETTER])
    return bundle.model_copy(update={"version": NEW, "items": (changed, *bundle.items[1:2])})


def keeper() -> Actor:
    held = Held(Role.KEEPER, "999999000000")
    return Actor("k", "keeper", "k", (held,), HALL.code, "01", "st", "se", Realm.DEMO, MORNING)


async def switch(desk: Desk, newer: Bundle) -> None:
    """Publish for today, as the route does."""
    node, at = desk.node, desk.running.clock.now
    wanted = NewPublication(version=newer.version, takes_effect=date(2026, 11, 23), why="试验")

    def unit(session: Session) -> None:
        node.catalogue.put(session, newer, None, at)
        session.flush()
        publish_version(
            session, county_of_node(node), keeper(), wanted, current=node.catalogue.bundle.version, at=at, op=None
        )

    node.store.run_now(unit)
    await serve_plan(node)
    assert node.catalogue.bundle.version == NEW


async def go_back(desk: Desk) -> None:
    node, at, asked = desk.node, desk.running.clock.now, RollBack(why="试验完")
    node.store.run_now(lambda session: roll_back(session, county_of_node(node), keeper(), asked, at=at, op=None))
    await serve_plan(node)
    assert node.catalogue.bundle.version == "test-1"


@asynccontextmanager
async def started_again(desk: Desk, settings: NodeSettings, bundle: Bundle) -> AsyncIterator[Desk]:
    app = create_app(settings, clock=desk.running.clock, bundle=bundle)
    async with app.router.lifespan_context(app):
        running = RunningNode(app, app.state.node, desk.running.clock, desk.running.client, desk.running.operator)
        running.client = await running.sign_in(desk.running.operator)
        again = Desk(running, desk.outbox, desk.departments)
        again.connect(desk.outbox)
        yield again
        await running.client.aclose()


async def notified(desk: Desk) -> str:
    """A case whose citizen was sent home for a signature and a booklet."""
    desk.departments.says["GA-RK"] = {}
    visit, body = await desk.prepared("TT-001")
    body["facts"]["address"] = desk.typed(ADDRESS)
    body["papers"], body["items"][0]["decision"] = {}, "notify"
    return str((await desk.submit(visit, body)).json()["cases"][0]["case"])


async def brought_what_was_asked(desk: Desk, case: str) -> dict[str, Any]:
    """What the notice of the first catalogue named: booklet and signature; the second would want a letter."""
    view: dict[str, Any] = (await desk.act(case, "supplement", papers={"form": [], "booklet": []})).json()
    return view


def promised(view: dict[str, Any]) -> str:
    return str(next(line["due_on"] for line in view["deadlines"] if line["clock"] == "promised"))


async def test_a_notice_is_answered_by_the_catalogue_it_was_given_under(desk: Desk, newer: Bundle) -> None:
    case = await notified(desk)
    before = await desk.view(case)
    await switch(desk, newer)
    assert await desk.view(case) == before
    view = await brought_what_was_asked(desk, case)
    assert (view["brief"]["state"], view["catalogue_version"]) == ("accepted", "test-1")
    assert [line["code"] for line in view["stages"]] == ["township", "county"]
    assert {paper["material"] for paper in view["papers"]} == {"form", "booklet"}


async def test_a_visit_begun_before_the_switch_is_handed_over_by_its_own_catalogue(desk: Desk, newer: Bundle) -> None:
    visit, body = await desk.prepared("TT-001", "TT-003")
    await switch(desk, newer)
    reply = await desk.submit(visit, body)
    assert reply.status_code == 201, reply.text
    views = [await desk.view(case["case"]) for case in reply.json()["cases"]]
    assert [view["catalogue_version"] for view in views] == ["test-1", "test-1"]
    assert [order.stage for order in desk.outbox.orders] == ["township", "record"]


async def test_whoever_comes_after_the_switch_is_served_by_the_new_one(desk: Desk, newer: Bundle) -> None:
    (early,) = await desk.accepted("TT-001")
    await switch(desk, newer)
    visit, body = await desk.prepared("TT-001")
    body |= {"catalogue_version": NEW, "papers": {"form": {"signed": True}, "letter": {"original_seen": True}}}
    (late,) = [case["case"] for case in (await desk.submit(visit, body)).json()["cases"]]
    old, new = await desk.view(early), await desk.view(late)
    assert (old["catalogue_version"], new["catalogue_version"]) == ("test-1", NEW)
    assert [[line["code"] for line in view["stages"]] for view in (old, new)] == [["township", "county"], ["land"]]
    assert promised(old) < promised(new)
    desk.answer(desk.order(early, "township").id)
    assert desk.order(early, "county").system == "MZ-FL"


async def test_cases_keep_their_catalogue_over_switch_restart_and_rollback(
    start_node: StartNode, settings: NodeSettings, bundle: Bundle, newer: Bundle
) -> None:
    async with start_node() as running:
        desk = desk_at(running)
        first, second = await notified(desk), await notified(desk)
        await switch(desk, newer)
    async with started_again(desk, settings, bundle) as again:
        assert again.node.catalogue.bundle.version == NEW
        assert (await brought_what_was_asked(again, first))["brief"]["state"] == "accepted"
        again.departments.says["GA-RK"] = EVERYTHING["GA-RK"]
        visit, body = await again.prepared("TT-001")
        body |= {"catalogue_version": NEW, "papers": {}}
        body["items"][0]["decision"] = "notify"
        under_new = (await again.submit(visit, body)).json()["cases"][0]["case"]
        await go_back(again)
        view = (await again.act(under_new, "supplement", papers={"form": [], "letter": []})).json()
        assert (view["brief"]["state"], view["catalogue_version"]) == ("accepted", NEW)
        assert [line["code"] for line in view["stages"]] == ["land"]
    async with started_again(desk, settings, bundle) as last:
        assert last.node.catalogue.bundle.version == "test-1"
        assert (await brought_what_was_asked(last, second))["brief"]["state"] == "accepted"
        assert (await last.view(under_new))["catalogue_version"] == NEW

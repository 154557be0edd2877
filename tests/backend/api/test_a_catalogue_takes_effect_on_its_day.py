"""A keeper publishes a catalogue from a day on; the node serves it when the day begins, and goes back when told."""

import gc
import hmac
import json
import tempfile
import zlib
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend import collector
from backend.api import publication_routes
from backend.api.events import events_after
from backend.api.tables import CatalogueRow
from backend.app import create_app
from backend.catalogue import Fault, load
from backend.catalogue.faults_told import fault_told
from backend.catalogue.source import LARGEST, SourceUnreadable, pack, unpack, write_source
from backend.contract import CatalogueVersions, Event, EventKind, Problem, Publication, Role
from backend.guide.bundle import Bundle
from backend.housekeeping import tidy
from backend.node import Node
from backend.settings import HallSettings, NodeSettings
from tests.backend.conftest import HALL, MORNING, OTHER_HALL, RunningNode, StartNode, code, operation
from tests.parts.small_catalogue import SYSTEMS, edit, write_catalogue

TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)
COUNTY = "999999000000"
MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # in China
WHY = {"why": "市里今天改的口径"}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_catalogue(tmp_path_factory.mktemp("old"))


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edit(write_catalogue(tmp_path_factory.mktemp("new")), "promised_days: 3", "promised_days: 5")


@pytest.fixture
def bundle(old: Path) -> Bundle:
    return load(old)


@pytest.fixture
async def keeper(node: RunningNode) -> AsyncIterator[httpx.AsyncClient]:
    async with aclosing(await node.sign_in(node.person("keeper1", Role.KEEPER, scope=COUNTY), window="2")) as client:
        yield client


@pytest.fixture(autouse=True)
def compiled_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, as starting another for each publication takes most of the time."""

    def compiled(packed: bytes) -> Bundle:
        with tempfile.TemporaryDirectory() as folder:
            write_source(packed, Path(folder))
            return load(Path(folder))

    monkeypatch.setattr(publication_routes, "receive", compiled)


@asynccontextmanager
async def started_again(settings: NodeSettings, now: datetime, bundle: Bundle) -> AsyncIterator[Node]:
    app = create_app(settings, clock=lambda: now, bundle=bundle)
    async with app.router.lifespan_context(app):
        yield app.state.node


async def publish(client: httpx.AsyncClient, folder: Path, day: date, **said: Any) -> httpx.Response:
    plan = {"version": load(folder).version, "takes_effect": day.isoformat(), **said}
    files = {
        "plan": ("plan.json", json.dumps(plan).encode(), "application/json"),
        "catalogue": ("catalogue", pack(folder), "application/octet-stream"),
    }
    return await client.post("/catalogue/publications", files=files, headers=operation())


async def roll_back(client: httpx.AsyncClient, **said: Any) -> httpx.Response:
    return await client.post("/catalogue/roll-back", json={"why": "读错了文件", **said}, headers=operation())


async def versions(client: httpx.AsyncClient) -> CatalogueVersions:
    return CatalogueVersions.model_validate_json((await client.get("/catalogue/versions")).content)


def events(node: Node, hall: str = HALL.code) -> list[Event]:
    found = node.store.read_now(lambda session: events_after(session, hall, 0))
    return [event for event in found if event.kind is EventKind.CATALOGUE_CHANGED]


def acts(node: RunningNode, hall: HallSettings = HALL) -> list[str]:
    return [leaf["act"] for leaf in node.entries(hall=hall) if leaf["act"].startswith("catalogue.")]


async def test_a_version_published_for_tomorrow_is_served_when_tomorrow_begins(
    node: RunningNode, keeper: httpx.AsyncClient, old: Path, new: Path
) -> None:
    reply = await publish(keeper, new, TOMORROW, **WHY)
    planned = Publication.model_validate_json(reply.content)
    assert (reply.status_code, planned.state) == (201, "planned")
    node.clock.now = MIDNIGHT - timedelta(seconds=1)
    await tidy(node.node, forget=False)
    assert node.node.catalogue.bundle.version == load(old).version
    assert not events(node.node)
    node.clock.now = MIDNIGHT
    await tidy(node.node, forget=False)
    assert node.node.catalogue.bundle.version == load(new).version
    assert [event.subject for event in events(node.node)] == [load(new).version]


async def test_today_means_at_once_and_every_hall_is_told_once(
    node: RunningNode, keeper: httpx.AsyncClient, new: Path
) -> None:
    assert (await publish(keeper, new, TODAY, **WHY)).status_code == 201
    screen = await node.client.get("/catalogue")
    assert Bundle.model_validate_json(screen.content).get_item("RS-001").promised_days == 5
    await tidy(node.node, forget=False)
    for hall in (HALL, OTHER_HALL):
        assert [event.subject for event in events(node.node, hall.code)] == [load(new).version]
        assert acts(node, hall) == ["catalogue.publish", "catalogue.holds"]


async def test_a_restart_serves_what_was_published_and_not_the_folder(
    start_node: StartNode, settings: NodeSettings, bundle: Bundle, old: Path, new: Path
) -> None:
    async with start_node() as node:
        await publish(await node.sign_in(node.person("keeper1", Role.KEEPER, scope=COUNTY)), new, TODAY, **WHY)
    async with started_again(settings, MORNING, bundle) as again:
        assert again.catalogue.bundle.version == load(new).version
        assert again.catalogue.find_version(load(old).version) == load(old)


async def test_a_plan_that_fell_due_while_the_node_was_down_is_followed_and_told(
    start_node: StartNode, settings: NodeSettings, bundle: Bundle, new: Path
) -> None:
    async with start_node() as node:
        await publish(await node.sign_in(node.person("keeper1", Role.KEEPER, scope=COUNTY)), new, TOMORROW, **WHY)
    async with started_again(settings, MIDNIGHT + timedelta(hours=9), bundle) as again:
        assert again.catalogue.bundle.version == load(new).version
        await tidy(again, forget=False)
        assert [event.subject for event in events(again)] == [load(new).version]


async def test_going_back_restores_the_version_and_says_why(
    node: RunningNode, keeper: httpx.AsyncClient, old: Path, new: Path
) -> None:
    await publish(keeper, new, TODAY, **WHY)
    reply = await roll_back(keeper)
    assert (reply.json()["version"], reply.json()["state"]) == (load(old).version, "in_force")
    assert node.node.catalogue.bundle.version == load(old).version
    assert [event.subject for event in events(node.node)] == [load(new).version, load(old).version]
    assert acts(node)[-1] == "catalogue.roll_back"
    withdrawn = (await versions(keeper)).publications[0]
    assert (withdrawn.state, withdrawn.withdrawn_by, withdrawn.withdrawn_why) == ("withdrawn", "keeper1", "读错了文件")
    assert code(await roll_back(keeper)) == "catalogue_nothing_before"


async def test_going_back_withdraws_what_is_planned_too_or_only_that(
    node: RunningNode, keeper: httpx.AsyncClient, old: Path, new: Path, tmp_path: Path
) -> None:
    third = edit(write_catalogue(tmp_path), "promised_days: 3", "promised_days: 4")
    await publish(keeper, new, TODAY, **WHY)
    await publish(keeper, third, TOMORROW, **WHY)
    only = await roll_back(keeper, planned_only=True)
    assert only.json()["version"] == load(new).version
    await publish(keeper, third, TOMORROW, **WHY)
    assert (await roll_back(keeper)).json()["version"] == load(old).version
    node.clock.now = MIDNIGHT
    await tidy(node.node, forget=False)
    assert node.node.catalogue.bundle.version == load(old).version


async def test_a_version_may_come_back_after_it_was_withdrawn(
    node: RunningNode, keeper: httpx.AsyncClient, new: Path
) -> None:
    await publish(keeper, new, TODAY, **WHY)
    await roll_back(keeper)
    assert (await publish(keeper, new, TODAY, **WHY)).status_code == 201
    assert node.node.catalogue.bundle.version == load(new).version


async def test_who_rehearsed_against_what_holds_then_needs_no_excuse(
    node: RunningNode, keeper: httpx.AsyncClient, old: Path, new: Path
) -> None:
    refused = await publish(keeper, new, TOMORROW)
    assert (code(refused), refused.json()["params"]) == ("catalogue_not_rehearsed", {"against": load(old).version})
    stale = {"against": "0" * 32, "visits": 3, "differing": 1}
    assert code(await publish(keeper, new, TOMORROW, rehearsed=stale)) == "catalogue_not_rehearsed"
    assert not node.rows(CatalogueRow)[1:], "what was refused left something behind"
    fresh = {"against": load(old).version, "visits": 3, "differing": 1}
    reply = await publish(keeper, new, TOMORROW, rehearsed=fresh)
    assert reply.json()["rehearsed"] == fresh


async def test_what_makes_no_sense_is_refused(keeper: httpx.AsyncClient, old: Path, new: Path) -> None:
    assert code(await publish(keeper, new, TODAY - timedelta(days=1), **WHY)) == "catalogue_day_past"
    assert code(await publish(keeper, old, TOMORROW, **WHY)) == "catalogue_unchanged"
    assert code(await publish(keeper, new, TOMORROW, version="1" * 32, **WHY)) == "catalogue_version_differs"
    assert code(await publish(keeper, new, TOMORROW, why="")) == "invalid_request"
    assert code(await keeper.post("/catalogue/publications", json={}, headers=operation())) == "media_type_refused"


async def test_the_node_checks_for_itself(
    node: RunningNode, keeper: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    broken = edit(write_catalogue(tmp_path), "after: [first]", "after: [last]")
    plan = {"version": "1" * 32, "takes_effect": TOMORROW.isoformat(), **WHY}
    files = {"plan": ("p", json.dumps(plan).encode()), "catalogue": ("c", pack(broken))}
    reply = await keeper.post("/catalogue/publications", files=files, headers=operation())
    assert code(reply) == "catalogue_faulty"
    assert any(fault["pointer"].startswith("items/RS-001.yaml:") for fault in reply.json()["errors"])
    files["catalogue"] = ("c", b"PK\x03\x04 not ours")
    reply = await keeper.post("/catalogue/publications", files=files, headers=operation())
    assert code(reply) == "catalogue_unreadable"
    assert len(node.rows(CatalogueRow)) == 1


async def test_no_system_is_taken_away_from_under_cases_on_their_way(
    keeper: httpx.AsyncClient, new: Path, tmp_path: Path
) -> None:
    more = with_another_system(write_catalogue(tmp_path))
    assert (await publish(keeper, more, TODAY, **WHY)).status_code == 201
    refused = await publish(keeper, new, TOMORROW, **WHY)
    assert code(refused) == "catalogue_faulty"
    gone = Problem.model_validate_json(refused.content).errors[0]
    assert fault_told(Fault(**gone.params), "zh_CN") == (  # type: ignore[arg-type]  # checked by what is told
        "systems.yaml:1: 系统“RS-SK”没有了，可能还有送往它的办件在办。请保留它。"
    )


def with_another_system(folder: Path) -> Path:
    systems = folder / "systems.yaml"
    systems.write_text(SYSTEMS + SYSTEMS.replace("RS-JM", "RS-SK"), encoding="utf-8")
    return folder


async def test_a_system_a_catalogue_adds_is_reached_without_a_restart(start_node: StartNode, tmp_path: Path) -> None:
    secret = tmp_path / "county.secret"
    secret.write_text("a secret of the county")
    more = with_another_system(write_catalogue(tmp_path / "more"))
    async with start_node(county_url="http://127.0.0.1:9", county_secret_file=secret) as node:
        keeper = await node.sign_in(node.person("keeper1", Role.KEEPER, scope=COUNTY))
        assert "RS-SK" not in node.node.dispatcher.lines
        reply = await publish(keeper, more, TODAY, **WHY)
        assert reply.json()["unreached"] == []
        assert "RS-SK" in node.node.dispatcher.lines
        body = b"{}"
        key = hmac.new(b"a secret of the county", b"callback:RS-SK", "sha256").hexdigest()
        assert node.node.callback_keys.is_signed("RS-SK", body, hmac.new(key.encode(), body, "sha256").hexdigest())


async def test_who_publishes_hears_of_a_system_nobody_has_set_up(keeper: httpx.AsyncClient, tmp_path: Path) -> None:
    reply = await publish(keeper, with_another_system(write_catalogue(tmp_path)), TOMORROW, **WHY)
    assert reply.json()["unreached"] == ["RS-SK"]


async def test_a_catalogue_served_anew_is_not_looked_through_again(keeper: httpx.AsyncClient, new: Path) -> None:
    usual = gc.get_threshold()
    collector.resume()
    try:
        before = gc.get_freeze_count()
        await publish(keeper, new, TODAY, **WHY)
        assert gc.get_freeze_count() > before
    finally:
        gc.set_threshold(*usual)


async def test_the_files_of_a_version_come_back_as_they_were(keeper: httpx.AsyncClient, new: Path) -> None:
    await publish(keeper, new, TOMORROW, **WHY)
    version = load(new).version
    assert (await keeper.get(f"/catalogue/versions/{version}/source")).content == pack(new)
    whole = await keeper.get(f"/catalogue/versions/{version}")
    assert Bundle.decoded(whole.content) == load(new)
    assert code(await keeper.get(f"/catalogue/versions/{'0' * 32}")) == "not_found"


async def test_only_a_keeper_of_every_hall_publishes(node: RunningNode, keeper: httpx.AsyncClient, new: Path) -> None:
    assert code(await publish(node.client, new, TOMORROW, **WHY)) == "not_allowed"
    async with aclosing(await node.sign_in(node.person("keeper2", Role.KEEPER), window="3")) as of_one_hall:
        assert code(await publish(of_one_hall, new, TOMORROW, **WHY)) == "not_allowed"
        assert code(await roll_back(of_one_hall)) == "not_allowed"
    async with aclosing(await node.sign_in(node.person("boss", Role.SUPERVISOR), window="4")) as supervisor:
        assert (await versions(supervisor)).publications == []
        assert code(await roll_back(supervisor)) == "not_allowed"


@pytest.mark.parametrize(
    "name", ["../evil.yaml", "/etc/evil.yaml", "items/../../x.yaml", "items/x.sh", "a/b/c/d/e.yaml"]
)
def test_packed_files_lead_nowhere_else(name: str) -> None:
    with pytest.raises(SourceUnreadable):
        unpack(zlib.compress(json.dumps({name: "x"}).encode()))


def test_a_packed_bomb_is_not_unpacked() -> None:
    with pytest.raises(SourceUnreadable):
        unpack(zlib.compress(b'{"items/x.yaml": "' + b" " * LARGEST))

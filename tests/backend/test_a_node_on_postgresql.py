"""The node on PostgreSQL: the same answers as on SQLite, also when two processes share one database."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from sqlmodel import Session

from backend.access import Action, Actor, allowed
from backend.api.events import events_after, publish
from backend.api.idempotency import idempotent
from backend.app import create_app
from backend.contract import EventKind, Health, Role
from backend.settings import NodeSettings
from tests.backend.conftest import HALL, PIN, RunningNode, StartNode, empty_bundle, operation
from tests.backend.storage.postgres_cluster import Cluster


def mount(app: FastAPI) -> None:
    router = APIRouter()

    @router.post("/notes")
    async def post(request: Request, actor: Annotated[Actor, Depends(allowed(Action.SAVE_DRAFT))]) -> Response:
        def unit(session: Session) -> tuple[int, Health]:
            publish(session, EventKind.CASE_CHANGED, "note", hall=actor.hall)
            return 201, Health(status="kept", version="1")

        return await idempotent(request, actor, unit)

    app.include_router(router, prefix="/api/v1")


@pytest.fixture(scope="module")
def database_url(postgres_cluster: Cluster) -> Iterator[str]:
    with postgres_cluster.database() as url:
        yield url


@pytest.fixture
async def nodes(
    start_node: StartNode, settings: NodeSettings, database_url: str, tmp_path: Path
) -> AsyncIterator[tuple[RunningNode, httpx.AsyncClient]]:
    """A node, and a client of a second process on the same database and keys."""
    key = tmp_path / "shared.key"
    async with start_node(mount, database_url=database_url, data_dir=tmp_path / "one") as first:
        key.write_bytes(first.node.settings.key_file.read_bytes())
        key.chmod(0o600)
        changed = {"database_url": database_url, "data_dir": tmp_path / "two", "master_key_file": key}
        (tmp_path / "two").mkdir()
        (tmp_path / "two" / "demo-staff.json").write_bytes((tmp_path / "one" / "demo-staff.json").read_bytes())
        (tmp_path / "two" / "demo-staff.json").chmod(0o600)
        app = create_app(NodeSettings(**{**settings.model_dump(), **changed}), clock=first.clock, bundle=empty_bundle())
        mount(app)
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            headers = dict(first.client.headers)
            async with httpx.AsyncClient(transport=transport, base_url="http://two/api/v1", headers=headers) as second:
                yield first, second


async def test_two_processes_are_one_node(nodes: tuple[RunningNode, httpx.AsyncClient]) -> None:
    first, second = nodes
    assert (await second.get("/me")).json()["account"] == "operator1"
    await second.post("/lock")
    assert (await first.client.get("/hall")).status_code == 423
    assert (await first.client.post("/unlock", json={"pin": PIN})).status_code == 200
    assert (await second.get("/hall")).status_code == 200

    headers = operation()
    replies = await asyncio.gather(
        *(client.post("/notes", headers=headers) for _ in range(5) for client in (first.client, second))
    )
    assert {reply.status_code for reply in replies} <= {201, 409}
    again = await second.post("/notes", headers=headers)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    await asyncio.gather(
        *(client.post("/notes", headers=operation()) for _ in range(8) for client in (first.client, second))
    )
    events = first.node.store.read_now(lambda session: events_after(session, HALL.code, 0))
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert len([event for event in events if event.subject == "note"]) == 17

    await first.sign_in(first.person("operator2", Role.OPERATOR), window="2")
    await first.sign_in(first.operator, window="3")
    assert (await second.get("/me")).json()["type"] == "/problems/session_ended"
    assert [entry["seq"] for entry in first.entries()] == list(range(len(first.entries())))

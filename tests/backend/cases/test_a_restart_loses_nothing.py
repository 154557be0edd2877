"""A node stopped, or cut off before it could answer, knows afterwards what it had accepted."""

from typing import Any

import pytest

from backend.app import create_app
from backend.cases import routes
from backend.guide.bundle import Bundle
from backend.settings import NodeSettings
from tests.backend.cases.conftest import Desk, desk_at
from tests.backend.conftest import RunningNode, StartNode, operation


async def test_what_was_accepted_is_answered_again_after_a_restart(
    start_node: StartNode, settings: NodeSettings, bundle: Bundle
) -> None:
    op = operation()
    async with start_node() as running:
        desk = desk_at(running)
        visit, body = await desk.prepared("TT-001")
        first = await desk.submit(visit, body, op)
        assert first.status_code == 201
    app = create_app(settings, clock=running.clock, bundle=bundle)
    running.clock.advance(hours=1)
    async with app.router.lifespan_context(app):
        restarted = RunningNode(app, app.state.node, running.clock, running.client, running.operator)
        restarted.client = await restarted.sign_in(running.operator)
        again = await desk_at(restarted).submit(visit, body, op)
        assert again.json() == first.json()
        assert (await restarted.client.get(f"/visits/{visit}/receipt")).json() == first.json()
        await restarted.client.aclose()


async def test_a_reply_lost_after_the_commit_is_found_by_trying_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, body = await desk.prepared("TT-001")
    op, real = operation(), routes.idempotent

    async def cut_off(*args: Any, **more: Any) -> Any:
        await real(*args, **more)
        raise ConnectionError

    monkeypatch.setattr(routes, "idempotent", cut_off)
    assert (await desk.submit(visit, body, op)).status_code == 500
    monkeypatch.setattr(routes, "idempotent", real)
    reply = await desk.submit(visit, body, op)
    assert reply.status_code == 201
    assert reply.headers["Idempotent-Replayed"] == "true"
    assert len(desk.outbox.orders) == 1

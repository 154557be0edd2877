"""Whatever a person does at the counter that changes a row leaves an entry of the chain in the same request."""

import hashlib
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from io import BytesIO

import httpx
from PIL import Image

from backend.storage import new_id
from tests.backend.cases.conftest import YOUNG, Desk
from tests.backend.conftest import PIN, operation

NOT_STATE = {
    "alembic_version", "chain_entry", "chain_payload", "chain_frontier", "chain_log", "data_key", "operation", "event",
    "event_stream", "sign_in_failure",
}  # fmt: skip
"""The chain itself, and what only serves: keys, replies kept, news for screens, tries counted."""


def state(desk: Desk) -> dict[str, str]:
    """A digest of every table that holds what the hall knows; who was seen when is written a moment later."""
    with closing(sqlite3.connect(desk.node.settings.data_dir / "node.db")) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return {name: digest(database, name) for name in names - NOT_STATE if not name.startswith("sqlite_")}


def digest(database: sqlite3.Connection, table: str) -> str:
    columns = [column[1] for column in database.execute(f'PRAGMA table_info("{table}")')]
    kept = ", ".join(f'"{name}"' for name in columns if name != "seen_at")
    return hashlib.sha256(
        repr(database.execute(f'SELECT {kept} FROM "{table}" ORDER BY 1, 2').fetchall()).encode()
    ).hexdigest()


async def changed(desk: Desk, do: Callable[[], Awaitable[httpx.Response]], status: int) -> tuple[set[str], list[str]]:
    """Which tables the request changed, and the entries it left."""
    before, entries = state(desk), len(desk.running.entries())
    reply = await do()
    assert reply.status_code == status, reply.text
    after = state(desk)
    tables = {name for name in after if after[name] != before[name]}
    return tables, [str(entry["act"]) for entry in desk.running.entries()[entries:]]


def scan() -> bytes:
    target = BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, "PNG")
    return target.getvalue()


async def test_every_step_of_a_visit_that_changes_anything_leaves_its_entry(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-003")
    number = body["items"][0]["case"]
    opened = {"visit": new_id(), "card": desk.card(YOUNG)}
    draft = {"visit": visit, "saved_at": desk.running.clock.now.isoformat(), "body": {}}
    put = desk.client
    await put.put(f"/visits/{visit}/draft", json=draft, headers=operation())

    async def decided() -> httpx.Response:
        desk.answer(desk.order(number, "record").id, result_number="N-1")
        return await put.get(f"/cases/{number}")

    steps: dict[str, tuple[Callable[[], Awaitable[httpx.Response]], int]] = {
        "visit.open": (lambda: put.post("/visits", json=opened, headers=operation()), 201),
        "data.look_up": (
            lambda: put.post(
                f"/visits/{opened['visit']}/look-ups",
                json={"look_up": new_id(), "system": "GA-RK", "items": ["TT-003"]}, headers=operation(),
            ), 200,
        ),
        "material.attach": (
            lambda: put.post(
                f"/visits/{visit}/files", files={"file": ("a.png", scan(), "image/png")}, headers=operation()
            ), 201,
        ),
        "data.reveal": (
            lambda: put.post(
                f"/visits/{visit}/reveal", json={"facts": ["name"], "purpose": "check"}, headers=operation()
            ), 200,
        ),
        "person.search": (
            lambda: put.post(
                "/person-searches", json={"name": "欧阳测试人", "birth_year": 1950}, headers=operation()
            ), 200,
        ),
        "draft.drop": (lambda: put.delete(f"/visits/{visit}/draft", headers=operation()), 204),
        "case.accept": (lambda: desk.submit(visit, body), 201),
        "case.decide": (decided, 200),
        "case.hand_out": (lambda: desk.act(number, "hand_out"), 200),
        "case.close": (lambda: desk.act(number, "close"), 200),
        "visit.evaluate": (
            lambda: put.post(f"/visits/{visit}/evaluation", json={"grade": 5}, headers=operation()), 200,
        ),
        "session.lock": (lambda: put.post("/lock"), 204),
        "session.unlock": (lambda: put.post("/unlock", json={"pin": PIN}), 200),
        "session.sign_out": (lambda: put.post("/sign-out"), 204),
    }  # fmt: skip
    for act, (do, status) in steps.items():
        tables, entries = await changed(desk, do, status)
        assert tables, f"{act} changed nothing: the test looks in the wrong place"
        assert act in entries, f"{act}: {sorted(tables)} changed, and the chain says {entries}"


async def test_what_is_refused_changes_nothing_and_is_written_down(desk: Desk) -> None:
    (number,) = await desk.accepted("TT-003")
    refused: dict[str, tuple[Callable[[], Awaitable[httpx.Response]], int]] = {
        "see_case": (lambda: desk.client.get(f"/cases/{new_id()}"), 404),
        "act_on_case": (lambda: desk.act(number, "close"), 409),
        "open_visit": (lambda: desk.client.post("/visits", json={}, headers=operation()), 422),
        "see_staff": (lambda: desk.client.get("/staff"), 403),
    }
    for action, (do, status) in refused.items():
        assert await changed(desk, do, status) == (set(), [action])

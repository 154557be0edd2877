"""What was read, looked up and scanned in a visit nothing came of goes after ninety days; nothing else does."""

import io

import pytest
from PIL import Image
from sqlmodel import select

from backend.citizens.tables import AttachedFileRow, LookUpRow, VisitRow
from backend.housekeeping import tidy
from tests.backend.cases.conftest import OLD, YOUNG, Desk
from tests.backend.conftest import operation


def picture(colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(target, "PNG")
    return target.getvalue()


async def scanned(desk: Desk, visit: str, colour: str) -> str:
    files = {"file": ("a.png", picture(colour), "image/png")}
    reply = await desk.client.post(f"/visits/{visit}/files", files=files, headers=operation())
    return str(reply.json()["digest"])


async def kept_as_draft(desk: Desk, visit: str) -> None:
    saved = desk.running.clock.now
    body = {"visit": visit, "saved_at": saved.isoformat().replace("+00:00", "Z"), "body": {}}
    await desk.client.put(f"/visits/{visit}/draft", json=body, headers=operation())


def visits_left(desk: Desk) -> tuple[set[str], set[str], set[str]]:
    """Of whom the card is kept, something that was looked up, a scan."""
    columns = (VisitRow.id, LookUpRow.visit, AttachedFileRow.visit)
    sets = (desk.node.store.read_now(lambda session, one=one: set(session.exec(select(one)))) for one in columns)
    cards, looked_up, scans = sets
    return cards, looked_up, scans


async def test_only_what_nobody_finished_or_keeps_as_a_draft_is_forgotten(desk: Desk) -> None:
    desk.departments.says["GA-RK"] = {}
    left, _ = await desk.prepared("TT-001", number=YOUNG)
    kept, _ = await desk.prepared("TT-001", number=OLD)
    done, body = await desk.prepared("TT-001", number=OLD)
    own, shared = await scanned(desk, left, "red"), await scanned(desk, left, "blue")
    assert await scanned(desk, done, "blue") == shared
    body["papers"]["booklet"] = {"original_seen": True, "files": [shared]}
    body["facts"]["address"] = desk.typed("某县某镇某村")
    assert (await desk.submit(done, body)).status_code == 201

    await desk.days_pass(89)
    await kept_as_draft(desk, kept)
    await tidy(desk.node, forget=True)
    assert visits_left(desk) == ({left, kept, done}, {left, kept, done}, {left, done})

    desk.running.clock.advance(days=2)
    await tidy(desk.node, forget=True)
    assert visits_left(desk) == ({kept, done}, {kept, done}, {done})
    assert desk.node.files.read(shared)
    with pytest.raises(FileNotFoundError):
        desk.node.files.read(own)
    assert [(one["obj"], one["actor"]) for one in desk.running.entries("visit.forget")] == [(left, "node")]

    desk.running.clock.advance(days=8)  # the draft is old by now too
    await tidy(desk.node, forget=True)
    assert visits_left(desk)[0] == {done}


async def test_what_came_to_its_term_while_the_node_was_off_for_months_is_forgotten_after_its_start(desk: Desk) -> None:
    visit = await desk.open()
    desk.running.clock.advance(days=400)
    await tidy(desk.node, forget=True)
    assert visits_left(desk)[0] == {visit}, "each hour it looks a month back"
    await tidy(desk.node, forget=True, since_ever=True)
    assert visits_left(desk)[0] == set()

"""Drafts another window can take over, and scans that are what they say."""

import asyncio
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from backend import housekeeping
from backend.citizens.tables import DraftRow
from backend.contract import Role
from backend.housekeeping import tidy
from backend.node import Node
from backend.storage import StorageFull, new_id
from tests.backend.cases.conftest import NAME, Desk
from tests.backend.conftest import operation


def draft(desk: Desk, visit: str, minutes: int = 0, **body: object) -> dict[str, object]:
    saved = desk.running.clock.now + timedelta(minutes=minutes)
    content = {"card": {"name": NAME, "id_number": "999999199001011238"}, "items": ["TT-001"], **body}
    return {"visit": visit, "saved_at": saved.isoformat().replace("+00:00", "Z"), "body": content}


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, "PNG")
    return target.getvalue()


async def test_a_draft_comes_back_as_it_was_saved(desk: Desk) -> None:
    visit = new_id()
    saved = draft(desk, visit, step="fill")
    assert (await desk.client.put(f"/visits/{visit}/draft", json=saved, headers=operation())).status_code == 200
    assert (await desk.client.get(f"/visits/{visit}/draft")).json() == saved
    (opened,) = desk.running.entries("draft.open")
    assert (opened["obj"], opened["actor"]) == (visit, desk.running.operator.staff)


async def test_drafts_are_listed_masked(desk: Desk) -> None:
    visit = new_id()
    await desk.client.put(f"/visits/{visit}/draft", json=draft(desk, visit), headers=operation())
    (listed,) = (await desk.client.get("/drafts")).json()
    assert (listed["visit"], listed["applicant"], listed["items"]) == (visit, "欧* …38", ["TT-001"])


async def test_an_older_draft_that_arrives_late_does_not_replace_a_newer(desk: Desk) -> None:
    visit = new_id()
    newer, older = draft(desk, visit, 0, step="papers"), draft(desk, visit, -5, step="fill")
    for body in (newer, older):
        await desk.client.put(f"/visits/{visit}/draft", json=body, headers=operation())
    assert (await desk.client.get(f"/visits/{visit}/draft")).json()["body"]["step"] == "papers"


async def test_a_draft_from_a_station_whose_clock_is_years_ahead_keeps_no_other_out_and_grows_old(desk: Desk) -> None:
    visit = new_id()
    for body in (draft(desk, visit, 3_000_000, step="ahead"), draft(desk, visit, step="right")):
        await desk.client.put(f"/visits/{visit}/draft", json=body, headers=operation())
    assert (await desk.client.get(f"/visits/{visit}/draft")).json()["body"]["step"] == "right"
    await desk.client.put(f"/visits/{visit}/draft", json=draft(desk, visit, 3_000_000), headers=operation())
    await desk.days_pass(8)
    await tidy(desk.node, forget=True)
    assert (await desk.client.get("/drafts")).json() == []


async def test_a_dropped_draft_is_gone_and_dropping_it_again_is_harmless(desk: Desk) -> None:
    visit = new_id()
    await desk.client.put(f"/visits/{visit}/draft", json=draft(desk, visit), headers=operation())
    for _ in range(2):
        assert (await desk.client.delete(f"/visits/{visit}/draft", headers=operation())).status_code == 204
    assert (await desk.client.get(f"/visits/{visit}/draft")).status_code == 404
    assert (await desk.client.get("/drafts")).json() == []
    assert [one["obj"] for one in desk.running.entries("draft.drop")] == [visit]


async def test_a_draft_nobody_touched_for_a_week_is_forgotten_soon_after_a_node_starts_whatever_fails_at_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    old, fresh = new_id(), new_id()
    for visit, minutes in ((old, -60), (fresh, 0)):
        await desk.client.put(f"/visits/{visit}/draft", json=draft(desk, visit, minutes), headers=operation())
    desk.running.clock.advance(days=7, minutes=-1)

    failures = [StorageFull("no room"), ZeroDivisionError(NAME)]
    rounds: list[dict[str, bool]] = []

    async def twice(node: Node, **what: bool) -> None:
        if failures:
            raise failures.pop()
        await tidy(node, **what)
        rounds.append(what)
        if len(rounds) == 2:
            raise asyncio.CancelledError

    monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.0)
    monkeypatch.setattr(housekeeping, "tidy", twice)
    with pytest.raises(asyncio.CancelledError):
        await housekeeping.keep_house(desk.node)
    assert rounds == [{"forget": True, "since_ever": True}, {"forget": False, "since_ever": False}]
    assert "ZeroDivisionError at" in caplog.text and NAME not in caplog.text
    assert desk.node.store.read_now(lambda session: list(session.exec(select(DraftRow.id)))) == [fresh]


async def test_drafts_of_another_hall_are_neither_seen_nor_touched(desk: Desk) -> None:
    visit = new_id()
    saved = draft(desk, visit)
    await desk.client.put(f"/visits/{visit}/draft", json=saved, headers=operation())
    stranger = await desk.other_hall()
    assert (await stranger.get("/drafts")).json() == []
    assert (await stranger.get(f"/visits/{visit}/draft")).status_code == 404
    other = draft(desk, visit, 60, step="stolen")
    assert (await stranger.put(f"/visits/{visit}/draft", json=other, headers=operation())).status_code == 404
    await stranger.delete(f"/visits/{visit}/draft", headers=operation())
    assert (await desk.client.get(f"/visits/{visit}/draft")).json() == saved


async def test_a_scan_is_kept_once_and_counts_as_handed_in(desk: Desk) -> None:
    desk.departments.says["GA-RK"] = {}
    visit, body = await desk.prepared("TT-001")
    op = operation()
    replies = [
        await desk.client.post(f"/visits/{visit}/files", files={"file": ("a.png", picture(), "image/png")}, headers=key)
        for key in (op, op, operation())
    ]
    assert [reply.status_code for reply in replies] == [201, 201, 201]
    (digest,) = {reply.json()["digest"] for reply in replies}
    assert replies[0].json()["kind"] == "image/png"
    body["papers"]["booklet"] = {"original_seen": True, "files": [digest]}
    body["facts"]["address"] = desk.typed("某县某镇某村")
    case = (await desk.submit(visit, body)).json()["cases"][0]["case"]
    documents = desk.payload(desk.order(case, "township").id).documents
    assert [(document.material, document.digest) for document in documents] == [("form", None), ("booklet", digest)]


async def test_a_scan_is_opened_again_for_a_purpose_by_whose_visit_it_is_and_that_is_written_down(desk: Desk) -> None:
    visit, content = await desk.open(), b"%PDF-1.7\n%%EOF"
    files = {"file": ("a.pdf", content, "application/pdf")}
    digest = (await desk.client.post(f"/visits/{visit}/files", files=files, headers=operation())).json()["digest"]
    address = f"/visits/{visit}/files/{digest}"
    reply = await desk.client.get(address, params={"purpose": "intake"})
    assert (reply.status_code, reply.content) == (200, content)
    assert (reply.headers["Content-Type"], reply.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert "Content-Disposition" not in reply.headers
    (entry,) = desk.running.entries("material.open")
    assert (entry["obj"], entry["why"], entry["outcome"]) == (visit, "intake", "ok")

    assert (await desk.client.get(address)).status_code == 422, "without a purpose nothing is opened"
    assert (await desk.client.get(address, params={"purpose": "李四 138"})).status_code == 422
    other = f"/visits/{await desk.open()}/files/{digest}"
    assert (await desk.client.get(other, params={"purpose": "intake"})).status_code == 404, "the scan of another visit"
    colleague = await desk.running.sign_in(desk.running.person("colleague", Role.OPERATOR), window="4", station="s-4")
    for client in (colleague, await desk.other_hall()):
        assert (await client.get(address, params={"purpose": "intake"})).status_code == 404
    assert len(desk.running.entries("material.open")) == 1


async def test_a_file_that_is_not_what_its_name_says_is_refused(desk: Desk) -> None:
    visit = await desk.open()
    for name, content in (("a.pdf", picture()), ("a.png", b"MZ\x90"), ("a.exe", b"MZ\x90"), ("a.png", b"")):
        files = {"file": (name, content, "image/png")}
        reply = await desk.client.post(f"/visits/{visit}/files", files=files, headers=operation())
        assert (reply.status_code, reply.json()["type"]) == (415, "/problems/file_type_refused"), name


async def test_a_file_too_large_is_refused_with_the_limit(desk: Desk) -> None:
    visit = await desk.open()
    files = {"file": ("a.pdf", b"%PDF-1.7\n" + b"0" * 21_000_000, "application/pdf")}
    reply = await desk.client.post(f"/visits/{visit}/files", files=files, headers=operation())
    assert (reply.status_code, reply.json()["params"]) == (413, {"limit_mb": 20})


async def test_a_form_without_a_file_is_refused(desk: Desk) -> None:
    visit = await desk.open()
    bodies: tuple[tuple[dict[str, Any], int], ...] = (
        ({"json": {}}, 415),
        ({"files": {"other": ("a.png", picture(), "image/png")}}, 422),
        ({"data": {"file": "text"}}, 415),
    )
    for body, status in bodies:
        reply = await desk.client.post(f"/visits/{visit}/files", headers=operation(), **body)
        assert reply.status_code == status


async def test_a_scan_never_lies_in_the_clear_on_the_disk(desk: Desk) -> None:
    visit = await desk.open()
    content = b"%PDF-1.7\n% personal " + NAME.encode() + b"\n%%EOF"
    files = {"file": ("a.pdf", content, "application/pdf")}
    reply = await desk.client.post(f"/visits/{visit}/files", files=files, headers=operation())
    assert reply.status_code == 201
    folder: Path = desk.node.settings.data_dir
    kept = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert kept
    assert not any(NAME.encode() in data for data in kept)

"""Handing over: one commit, one effect, the same receipt however often it is asked for."""

from typing import Any

import pytest
from sqlmodel import Session, func, select

from backend.cases.numbers import parse
from backend.cases.tables import CaseFactRow, CaseRow, StageRow
from backend.storage import StorageFull, new_id
from backend.storage.key_shelf import DataKeyRow
from tests.backend.cases.conftest import ACCOUNT, ADDRESS, NAME, OLD, PHONE, YOUNG, Desk
from tests.backend.conftest import operation


def count(desk: Desk, table: Any) -> int:
    def query(session: Session) -> int:
        return int(session.exec(select(func.count()).select_from(table)).one())

    return int(desk.node.store.read_now(query))


async def test_an_accepted_visit_is_answered_with_a_receipt_that_is_kept(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001", "TT-003")
    reply = await desk.submit(visit, body)
    assert reply.status_code == 201
    receipt = reply.json()
    assert [case["state"] for case in receipt["cases"]] == ["accepted", "accepted"]
    assert [parse(case["number"]).serial for case in receipt["cases"]] == [1, 2]
    assert receipt["cases"][0]["promised_on"] == "2026-11-26"
    assert receipt["cases"][0]["statutory_on"] == "2026-12-07"
    assert receipt["applicant"] == "欧*"
    assert (await desk.client.get(f"/visits/{visit}/receipt")).json() == receipt


async def test_only_the_first_stage_of_a_serial_case_is_dispatched(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    assert [(order.case, order.stage, order.system) for order in desk.outbox.orders] == [(case, "township", "MZ-SJ")]


async def test_the_same_operation_twice_gives_the_same_receipt_and_one_case(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    op = operation()
    first, second = await desk.submit(visit, body, op), await desk.submit(visit, body, op)
    assert first.json() == second.json()
    assert (first.status_code, second.status_code) == (201, 201)
    assert count(desk, CaseRow) == 1
    assert len(desk.outbox.orders) == 1


async def test_another_operation_for_the_same_visit_has_no_second_effect(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    await desk.submit(visit, body)
    again = await desk.submit(visit, body)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already_submitted")
    assert count(desk, CaseRow) == 1


async def test_a_case_id_of_another_visit_has_no_second_effect(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    await desk.submit(visit, body)
    other, other_body = await desk.prepared("TT-001")
    other_body["items"] = body["items"]
    again = await desk.submit(other, other_body)
    assert again.json()["type"] == "/problems/already_submitted"
    assert count(desk, CaseRow) == 1


async def test_a_decision_the_nodes_own_guide_does_not_share_is_refused_with_both(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    body["papers"] = {}
    reply = await desk.submit(visit, body)
    problem = reply.json()
    assert (reply.status_code, problem["type"]) == (409, "/problems/decision_differs")
    assert problem["params"] == {"item": "TT-001", "claimed": "accept", "own": "notify"}
    assert [error["pointer"] for error in problem["errors"]] == ["/signature/form"]
    assert count(desk, CaseRow) == 0
    assert desk.outbox.orders == []


async def test_shared_values_are_the_nodes_own_whatever_the_client_claims(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    body["facts"]["address"]["value"] = "别处"
    body["facts"]["name"] = {"value": "冒名", "source": "card", "at": "2026-11-23T01:00:00Z"}
    reply = await desk.submit(visit, body)
    assert reply.status_code == 201
    payload = desk.payload(desk.outbox.orders[0].id)
    assert (payload.fields["address"], payload.fields["name"]) == (ADDRESS, NAME)
    assert (payload.applicant.name, payload.applicant.id_number) == (NAME, OLD)


async def test_a_look_up_the_node_never_made_is_not_believed(desk: Desk) -> None:
    desk.departments.says.clear()
    visit = await desk.open()
    body = {
        "catalogue_version": "test-1",
        "items": [{"case": new_id(), "item": "TT-001", "decision": "accept"}],
        "facts": {
            "address": {"source": "shared", "look_up": new_id(), "at": "2026-11-23T01:00:00Z", "value": ADDRESS},
            "phone": desk.typed(PHONE),
        },
        "papers": {"form": {"signed": True}},
        "unavailable": ["GA-RK", "MZ-SJ", "RS-SK"],
    }
    reply = await desk.submit(visit, body)
    assert reply.json()["type"] == "/problems/invalid_request"
    assert [error["pointer"] for error in reply.json()["errors"]] == ["/facts/address/look_up"]


async def test_systems_are_silent_only_if_the_node_saw_them_silent(desk: Desk) -> None:
    visit = await desk.open()
    claimed = {
        "catalogue_version": "test-1",
        "items": [{"case": new_id(), "item": "TT-001", "decision": "provisional"}],
        "facts": {"phone": desk.typed(PHONE), "TT-001:tier": desk.typed("low"), "address": desk.typed(ADDRESS),
                  "group": desk.typed("dibao"), "account": desk.typed(ACCOUNT)},
        "papers": {"form": {"signed": True}},
        "unavailable": ["GA-RK", "MZ-SJ", "RS-SK"],
    }  # fmt: skip
    reply = await desk.submit(visit, claimed)
    assert reply.json()["params"]["own"] == "undecided"


async def test_a_system_that_does_not_answer_leads_to_a_provisional_case(desk: Desk) -> None:
    view = await desk.view((await desk.provisional(silent=True))["case"])
    assert view["brief"]["state"] == "supplement_due"
    assert [(p["material"], p["state"], p["due_on"]) for p in view["papers"]] == [
        ("form", "in_hand", None),
        ("booklet", "confirming", "2026-11-30"),
    ]


async def test_an_unknown_catalogue_is_refused_with_the_current_one(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    body["catalogue_version"] = "yesterday"
    reply = await desk.submit(visit, body)
    assert (reply.status_code, reply.json()["type"]) == (409, "/problems/catalogue_outdated")
    assert reply.json()["params"] == {"current": "test-1", "changed": "TT-001"}


async def test_a_declined_item_is_recorded_with_reason_and_remedy(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001", number=YOUNG)
    body["items"][0]["decision"] = "decline"
    case = (await desk.submit(visit, body)).json()["cases"][0]
    assert (case["state"], case["promised_on"]) == ("declined", None)
    assert [reason["text"]["zh"] for reason in case["reasons"]] == ["未满十六周岁"]
    *possible, appeal = [remedy["zh"] for remedy in case["remedies"]]
    assert possible == ["满十六周岁后再来", "可以办理：事项TT-003（TT-003）"]
    assert "六十日" in appeal and "六个月" in appeal
    assert desk.outbox.orders == []
    assert desk.running.entries("case.decline")[-1]["obj"] == case["case"]
    opened = (await desk.client.get(f"/cases/{case['case']}")).json()
    assert opened["reasons"] == case["reasons"]


async def test_a_notice_tells_everything_at_once_and_keeps_the_legal_clock(desk: Desk) -> None:
    del desk.departments.says["GA-RK"]
    desk.departments.says["GA-RK"] = {}
    visit, body = await desk.prepared("TT-001")
    body["facts"]["address"] = desk.typed(ADDRESS)
    body["papers"], body["items"][0]["decision"] = {}, "notify"
    case = (await desk.submit(visit, body)).json()["cases"][0]
    assert case["state"] == "notified"
    assert [(reason["lack"], reason["code"]) for reason in case["reasons"]] == [
        ("signature", "form"),
        ("paper", "booklet"),
    ]
    assert case["remedies"] == [], "a notice refuses nothing"
    assert not any("补交" in reason["text"]["zh"] for reason in case["reasons"])
    assert [(d["clock"], d["days"], d["due_on"]) for d in case["deadlines"]] == [("notice", 5, "2026-11-30")]


async def test_what_is_sensitive_lies_under_a_key_of_its_own(desk: Desk) -> None:
    await desk.accepted("TT-001")
    purposes = {key.id: key.purpose for key in desk.running.rows(DataKeyRow)}
    under = {row.fact: purposes[row.sealed[1:17].hex()] for row in desk.running.rows(CaseFactRow)}
    assert (under["id_number"], under["account"]) == ("D3", "D3")
    assert (under["phone"], under["address"]) == ("D2", "D2")


async def test_a_visit_of_another_hall_is_not_there(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    stranger = await desk.other_hall()
    reply = await stranger.post(f"/visits/{visit}/submission", json=body, headers=operation())
    assert (reply.status_code, reply.json()["type"]) == (404, "/problems/not_found")
    assert (await desk.submit(visit, body)).status_code == 201
    for paper in ("receipt", "receipt.pdf"):
        assert (await stranger.get(f"/visits/{visit}/{paper}")).status_code == 404


async def test_a_scan_not_handed_in_here_is_refused(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    body["papers"]["booklet"] = {"files": ["0" * 64]}
    reply = await desk.submit(visit, body)
    assert [error["pointer"] for error in reply.json()["errors"]] == ["/papers/booklet/files"]


async def test_when_the_disk_is_full_nothing_is_half_there(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001", "TT-002")
    entries, orders = len(desk.running.entries()), list(desk.outbox.orders)

    class FullOutbox:
        def enqueue(self, session: Session, made: list[object]) -> None:
            raise StorageFull("no room")

    desk.connect(FullOutbox())
    reply = await desk.submit(visit, body)
    assert (reply.status_code, reply.json()["type"]) == (507, "/problems/storage_full")
    assert [count(desk, table) for table in (CaseRow, CaseFactRow, StageRow)] == [0, 0, 0]
    assert len([entry for entry in desk.running.entries() if entry["act"].startswith("case.")]) == 0
    assert len(desk.running.entries()) >= entries
    assert desk.outbox.orders == orders
    desk.connect(desk.outbox)
    assert (await desk.submit(visit, body)).status_code == 201


async def test_a_number_given_out_in_a_hand_over_that_failed_is_given_out_again(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")

    class BrokenOutbox:
        def enqueue(self, session: Session, made: list[object]) -> None:
            raise RuntimeError

    desk.connect(BrokenOutbox())
    assert (await desk.submit(visit, body)).status_code == 500
    desk.connect(desk.outbox)
    case = (await desk.submit(visit, body)).json()["cases"][0]
    assert parse(case["number"]).serial == 1


async def test_every_case_has_its_chain_entry_with_the_operation(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    op = operation()
    await desk.submit(visit, body, op)
    (entry,) = desk.running.entries("case.accept")
    assert (entry["obj"], entry["op"], entry["actor"]) == (
        body["items"][0]["case"],
        op["Idempotency-Key"],
        desk.running.operator.staff,
    )


async def test_no_personal_value_stands_in_the_store_the_chain_or_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    visit, body = await desk.prepared("TT-001", "TT-002")
    receipt = (await desk.submit(visit, body)).json()
    await desk.client.get(f"/cases/{body['items'][0]['case']}")
    stored = b"".join(path.read_bytes() for path in desk.node.settings.data_dir.rglob("*.db*") if path.is_file())
    assert receipt["cases"][0]["number"].encode() in stored  # or the search would find nothing ever
    for secret in (OLD, NAME, ADDRESS, PHONE, ACCOUNT):
        assert secret.encode() not in stored
        assert secret not in caplog.text
        assert secret.encode("unicode-escape") not in stored

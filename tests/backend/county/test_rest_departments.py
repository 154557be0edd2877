"""REST departments take what is right, name what is wrong, and keep an id once."""

import time
from typing import Any

import pytest

PERSON = "999999198103071210"


async def test_a_good_application_is_acknowledged_with_a_reference(county: Any, application: Any) -> None:
    reply = await county.post("RS-JM", application())
    assert reply.status_code == 202
    assert reply.json()["reference"].startswith("RS-JM-")


async def test_the_same_application_again_gets_the_same_answer_and_one_effect(county: Any, application: Any) -> None:
    body = application()
    first, second = await county.post("RS-JM", body), await county.post("RS-JM", body)
    assert second.status_code == 202
    assert first.json() == second.json()
    assert await county.effects() == {("RS-JM", body["dispatch_id"]): 1}


async def test_the_same_id_with_other_content_is_a_conflict(county: Any, application: Any) -> None:
    body = application()
    await county.post("RS-JM", body)
    reply = await county.post("RS-JM", body | {"stage": "other"})
    assert reply.status_code == 409


async def test_an_idempotency_key_is_required_and_must_be_the_dispatch_id(county: Any, application: Any) -> None:
    headers = county.headers("RS-JM")
    missing = await county.http.post("/rest/RS-JM/applications", json=application(), headers=headers)
    assert missing.status_code == 400
    assert (await county.post("RS-JM", application(), key="another")).status_code == 422


APPLICANT = {"name": "向国强", "id_number": PERSON, "document_kind": "resident"}
RUBBISH: list[tuple[dict[str, Any], str]] = [
    ({"applicant": APPLICANT | {"name": ""}}, "applicant.name"),
    ({"applicant": APPLICANT | {"name": "向<b>强"}}, "applicant.name"),
    ({"applicant": APPLICANT | {"name": "王"}}, "applicant.name"),
    ({"applicant": APPLICANT | {"name": "国" * 121}}, "applicant.name"),
    ({"applicant": {"id_number": PERSON, "document_kind": "resident"}}, "applicant.name"),
    ({"applicant": APPLICANT | {"id_number": PERSON[:17] + "1"}}, "applicant.id_number"),
    ({"applicant": APPLICANT | {"id_number": "99999919810231121X"}}, "applicant.id_number"),
    ({"applicant": APPLICANT | {"document_kind": "hmt_permit"}}, "applicant.id_number"),
    ({"applicant": APPLICANT | {"document_kind": "library card"}}, "applicant.document_kind"),
    ({"item": "SC-001"}, "item"),
    ({"item": "no item"}, "item"),
    ({"hall": "12"}, "hall"),
    ({"dispatch_id": "1"}, "dispatch_id"),
    ({"accepted_at": "yesterday"}, "accepted_at"),
    ({"accepted_at": "2026-01-05T09:30:00"}, "accepted_at"),
    ({"accepted_at": "2999-01-05T09:30:00+08:00"}, "accepted_at"),
    ({"fields": {}}, "fields.tier"),
    ({"fields": {"tier": "500", "phone": "12"}}, "fields.phone"),
    ({"fields": {"reason": "长" * 1001}}, "fields.reason"),
    ({"fields": {"reason": "bell\x07"}}, "fields.reason"),
    ({"fields": {"income": 1.5}}, "fields.income"),
    ({"fields": {"members": [["a", 1]]}}, "fields.members"),
    ({"fields": {"members": [["a"]] * 201}}, "fields.members"),
    ({"fields": None}, "fields"),
    ({"documents": [{"material": "form", "state": "in_hand"}]}, "documents.0.name"),
    ({"surprise": 1}, "surprise"),
    ({"callback": "http://169.254.169.254"}, "callback"),
]


@pytest.mark.parametrize(("changes", "field"), RUBBISH, ids=[f"{n}-{field}" for n, (_, field) in enumerate(RUBBISH)])
async def test_rubbish_is_refused_by_field(county: Any, application: Any, changes: dict[str, Any], field: str) -> None:
    body = application(**changes)
    reply = await county.post("RS-JM", body)
    assert reply.status_code == 422
    assert [error["field"] for error in reply.json()["errors"]] == [field]
    assert await county.effects() == {}


async def test_everything_wrong_is_told_at_once_and_nothing_is_repeated(county: Any, application: Any) -> None:
    wrong = application(hall="left", stage="", fields={"reason": "secret\x00words"})
    reply = await county.post("RS-JM", wrong)
    assert {error["field"] for error in reply.json()["errors"]} == {"hall", "stage", "fields.reason"}
    assert "secret" not in reply.text
    assert "left" not in reply.text
    in_form = application(accepted_at="2999-01-05T09:30:00+08:00", fields={})
    in_form["applicant"]["id_number"] = PERSON[:17] + "1"
    reply = await county.post("RS-JM", in_form)
    assert {error["field"] for error in reply.json()["errors"]} == {"applicant.id_number", "accepted_at", "fields.tier"}


async def test_a_missing_field_is_named(county: Any, application: Any) -> None:
    body = application()
    del body["applicant"]
    reply = await county.post("RS-JM", body)
    assert reply.json() == {"errors": [{"field": "applicant", "message": "is required"}]}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"a": NaN}', b"[" * 50_000])
async def test_what_is_no_json_object_is_refused(county: Any, content: bytes) -> None:
    headers = county.headers("RS-JM") | {"Idempotency-Key": "x"}
    reply = await county.http.post("/rest/RS-JM/applications", content=content, headers=headers)
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"] == "body"


async def test_a_flood_is_cut_off(county: Any) -> None:
    headers = county.headers("RS-JM") | {"Idempotency-Key": "x"}
    reply = await county.http.post("/rest/RS-JM/applications", content=b" " * 1_100_000, headers=headers)
    assert reply.status_code == 413


async def test_a_department_wants_its_own_token(county: Any, application: Any) -> None:
    for headers in ({}, county.headers("RS-SK"), {"Authorization": "Bearer ünsinn".encode()}):
        reply = await county.http.post("/rest/RS-JM/applications", json=application(), headers=headers)
        assert reply.status_code == 401


@pytest.mark.parametrize("system", ["GA-RK", "MZ-BZ", "XX-YY"])
async def test_only_rest_departments_are_found_under_rest(county: Any, application: Any, system: str) -> None:
    assert (await county.post(system, application())).status_code == 404


async def test_the_standing_of_an_application_can_be_asked(county: Any, application: Any, until: Any) -> None:
    body = application()
    assert await county.standing("RS-JM", body["dispatch_id"]) == {
        "state": "unknown",
        "reference": None,
        "answer": None,
        "procedures": [],
    }
    taken = (await county.post("RS-JM", body)).json()
    standing = await county.standing("RS-JM", body["dispatch_id"])
    assert standing["state"] == "answered"
    assert standing["reference"] == taken["reference"]
    assert standing["answer"]["outcome"] == "approved"
    assert standing["answer"]["result_number"].startswith("JM999999")


async def test_an_application_is_received_then_in_progress_then_answered(
    county: Any, application: Any, until: Any
) -> None:
    await county.control("RS-JM", answer_after_ms=300)
    body = application()
    await county.post("RS-JM", body)
    seen = []
    while "answered" not in seen:
        state = (await county.standing("RS-JM", body["dispatch_id"]))["state"]
        if state not in seen:
            seen.append(state)
    assert seen == ["received", "in_progress", "answered"]


async def test_the_answer_is_called_back_signed(county: Any, application: Any, until: Any) -> None:
    body = application()
    reference = (await county.post("RS-JM", body)).json()["reference"]
    await until(lambda: county.node.calls)
    (call,) = county.node.calls
    assert county.node.badly_signed == 0
    assert (call["system"], call["dispatch_id"], call["reference"]) == ("RS-JM", body["dispatch_id"], reference)
    assert set(call) == {
        "system", "answer_id", "dispatch_id", "outcome", "words", "result_number", "reference", "decided_at",
    }  # fmt: skip


async def test_a_call_back_is_repeated_until_it_is_taken(county: Any, application: Any, until: Any) -> None:
    county.node.failures = 3
    await county.post("RS-JM", application())
    await until(lambda: county.node.calls)
    assert len({call["answer_id"] for call in county.node.calls}) == 1


async def test_shared_data_are_answered_for_those_asked(county: Any) -> None:
    reply = (await county.query("RS-SK", PERSON, "social_card", "bank_account")).json()
    assert reply["found"] is True
    assert reply["data"] == {"social_card": "active", "bank_account": "6299990000000001010"}


async def test_nobody_is_found_under_an_unknown_number(county: Any) -> None:
    reply = (await county.query("RS-SK", "999999199001011238", "social_card")).json()
    assert (reply["found"], reply["data"]) == (False, {})


async def test_an_inquiry_for_what_a_department_does_not_share_is_refused(county: Any) -> None:
    reply = await county.query("RS-SK", PERSON, "social_card", "homes")
    assert reply.status_code == 422
    assert reply.json()["errors"] == [{"field": "data.1", "message": "is not shared by this system"}]
    assert (await county.query("RS-SK", PERSON[:17] + "1", "social_card")).json()["errors"][0]["field"] == "id_number"


async def test_a_look_up_costs_little_without_the_demos_waiting(county: Any) -> None:
    await county.query("RS-SK", PERSON, "social_card")
    before = time.process_time()
    for _ in range(20):
        await county.query("RS-SK", PERSON, "social_card")
    assert (time.process_time() - before) / 20 < 0.02

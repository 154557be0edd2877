"""Answers of departments: what they open, what they decide, and that repeats and late ones change nothing."""

import pytest

from backend.cases.ports import Sending
from tests.backend.cases.conftest import Desk


def states(view: dict[str, object]) -> dict[str, str]:
    stages = view["stages"]
    assert isinstance(stages, list)
    return {stage["code"]: stage["state"] for stage in stages}


async def test_a_serial_case_goes_from_stage_to_stage_and_is_decided_with_its_result(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    first = desk.order(case, "township")
    desk.sent(first.id)
    assert (await desk.view(case))["brief"]["state"] == "in_review"
    desk.answer(first.id)
    assert states(await desk.view(case)) == {"township": "answered", "county": "queued"}
    desk.answer(desk.order(case, "county").id, words="同意参保", result_number="CB-1")
    view = await desk.view(case)
    assert (view["brief"]["state"], view["result_number"]) == ("produced", "CB-1")
    assert [entry["act"] for entry in view["history"]] == ["accept", "send", "hear", "decide", "produce"]
    assert view["history"][3]["words"] == "同意参保"


async def test_an_approval_without_a_number_is_decided_and_can_be_handed_out(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-003")
    desk.answer(desk.order(case, "record").id)
    view = await desk.view(case)
    assert view["brief"]["state"] == "decided"
    assert [action["action"] for action in view["actions"]] == ["hand_out"]


async def test_parallel_stages_are_dispatched_together_and_the_last_after_both(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-002")
    assert [order.stage for order in desk.outbox.orders] == ["land", "police"]
    desk.answer(desk.order(case, "police").id)
    assert states(await desk.view(case))["last"] == "waiting"
    desk.answer(desk.order(case, "land").id)
    assert states(await desk.view(case))["last"] == "queued"


async def test_a_parked_stage_goes_on_with_what_somebody_found_out_by_calling(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    dispatch = desk.order(case, "township").id
    assert (await desk.act(case, "has_it", words="YF-7")).status_code == 409
    desk.sent(dispatch, Sending.PARKED)
    view = await desk.view(case)
    assert [action["action"] for action in view["actions"]] == ["has_it", "send_anew", "withdraw"]
    assert (await desk.act(case, "send_anew")).status_code == 422
    assert (await desk.act(case, "has_it", words="7" * 81)).status_code == 422
    assert (await desk.act(case, "send_anew", words="王某：没收到")).status_code == 200
    assert desk.outbox.anew == [dispatch]
    assert states(await desk.view(case))["township"] == "queued"
    desk.sent(dispatch, Sending.PARKED)
    assert (await desk.act(case, "has_it", words="YF-7")).status_code == 200
    assert desk.outbox.found == {dispatch: "YF-7"}
    acts = [(entry["act"], entry["words"]) for entry in (await desk.view(case))["history"]]
    assert acts[1:] == [("send_anew", "王某：没收到"), ("has_it", "YF-7")]


async def test_a_repeated_answer_changes_nothing(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    dispatch = desk.order(case, "township").id
    desk.answer(dispatch)
    before = await desk.view(case)
    desk.answer(dispatch, "refused", words="再说一遍")
    assert await desk.view(case) == before
    assert len(desk.outbox.orders) == 2


async def test_a_refusal_in_a_parallel_case_waits_for_the_others_and_then_decides(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-002")
    desk.answer(desk.order(case, "land").id, "refused", words="不符合规划")
    assert (await desk.view(case))["brief"]["state"] == "in_review"
    desk.answer(desk.order(case, "police").id)
    view = await desk.view(case)
    assert view["brief"]["state"] == "decided"
    assert states(view) == {"land": "answered", "police": "answered", "last": "skipped"}
    assert [stage["words"] for stage in view["stages"]] == ["不符合规划", None, None]


async def test_a_joint_case_returned_by_two_tells_both_reasons_at_once(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-004")
    desk.answer(desk.order(case, "land").id, "returned", words="缺四至")
    assert (await desk.view(case))["returned_because"] is None
    desk.answer(desk.order(case, "farm").id, "returned", words="缺村委会意见")
    view = await desk.view(case)
    assert (view["brief"]["state"], view["returned_because"]) == ("returned", "缺四至；缺村委会意见")
    assert [(pause["stops"], pause["legal_basis"]) for pause in view["pauses"]] == [(["promised"], "hall_promise")]


async def test_a_returned_case_goes_back_corrected_as_a_new_dispatch_and_its_promised_clock_stood_still(
    desk: Desk,
) -> None:
    (case,) = await desk.accepted("TT-001")
    first = desk.order(case, "township").id
    desk.answer(first, "returned", words="档次有误")
    view = await desk.view(case)
    assert (view["returned_because"], view["brief"]["waiting_for"]) == ("档次有误", "applicant")
    reply = await desk.act(case, "resubmit", words="改为高档", facts={"TT-001:tier": "high"})
    assert reply.status_code == 200, reply.text
    view = reply.json()
    assert (view["brief"]["state"], view["returned_because"]) == ("in_review", None)
    second = desk.order(case, "township").id
    assert second != first
    assert desk.payload(second).fields["tier"] == "high"
    assert {step["code"] for step in view["deadlines"][0]["steps"]} <= {"pause", "weekend"}
    desk.answer(second)
    assert states(await desk.view(case)) == {"township": "answered", "county": "queued"}


async def test_a_name_typed_beside_a_typed_number_is_put_right_and_told_so_what_the_number_says_is_not(
    desk: Desk,
) -> None:
    visit, body = await desk.prepared("TT-001", source="manual", name=None, address=None)
    body["facts"]["name"] = desk.typed("王小名")
    reply = await desk.submit(visit, body)
    assert reply.status_code == 201, reply.text
    case = reply.json()["cases"][0]["case"]
    first = desk.order(case, "township").id
    assert desk.payload(first).applicant.name == "王小名"
    desk.answer(first, "returned", words="姓名与登记的不一致")
    refused = await desk.act(case, "resubmit", facts={"birth": "1950-01-01"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_editable")
    assert (await desk.act(case, "resubmit", facts={"name": "王小明"})).status_code == 200
    assert desk.payload(desk.order(case, "township").id).applicant.name == "王小明"


async def test_what_a_department_found_wrong_is_told_by_the_names_on_the_form(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    faults = (
        ("applicant.name", "不一致"),
        ("fields.tier", "已停用"),
        ("documents.0.name", "看不清"),
        ("body", "x" * 600),
    )
    desk.answer(desk.order(case, "township").id, "returned", faults=faults)
    because = (await desk.view(case))["returned_because"]
    assert because.startswith("姓名：不一致；TT-001:tier：已停用；申请表：看不清；body：xxx"), because
    assert len(because) == 500


async def test_a_name_a_card_told_is_not_put_right_by_hand(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    desk.answer(desk.order(case, "township").id, "returned", words="姓名有误")
    refused = await desk.act(case, "resubmit", facts={"name": "王小明"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_editable")


async def test_a_yes_that_comes_while_the_applicant_corrects_is_heard_and_kept(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-002")
    desk.answer(desk.order(case, "land").id, "returned", words="缺四至")
    desk.answer(desk.order(case, "police").id)
    view = await desk.view(case)
    assert (view["brief"]["state"], view["returned_because"]) == ("returned", "缺四至")
    assert [entry["act"] for entry in view["history"]] == ["accept", "return", "hear"]
    assert (await desk.act(case, "resubmit")).json()["type"] == "/problems/nothing_brought"
    await desk.act(case, "resubmit", words="四至附后")
    desk.answer(desk.order(case, "land").id)
    assert states(await desk.view(case)) == {"land": "answered", "police": "answered", "last": "queued"}


async def test_days_with_the_applicant_are_not_counted_against_the_promise(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    before = {deadline["clock"]: deadline["due_on"] for deadline in (await desk.view(case))["deadlines"]}
    desk.running.clock.advance(days=1)
    client = await desk.running.sign_in(desk.running.operator)
    desk.running.client = client
    desk.answer(desk.order(case, "township").id, "returned", words="缺签字")
    desk.running.clock.advance(days=1)
    desk.running.client = await desk.running.sign_in(desk.running.operator)
    assert (await desk.act(case, "resubmit", words="已补签")).status_code == 200
    after = {deadline["clock"]: deadline["due_on"] for deadline in (await desk.view(case))["deadlines"]}
    assert before == {"promised": "2026-11-26", "statutory": "2026-12-07"}
    assert after == {"promised": "2026-11-30", "statutory": "2026-12-07"}


async def test_an_answer_to_a_dispatch_that_was_replaced_or_a_case_withdrawn_is_only_noted(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    dispatch = desk.order(case, "township").id
    desk.outbox.gone.add(dispatch)
    assert (await desk.act(case, "withdraw", words="本人改主意")).json()["brief"]["state"] == "withdrawn"
    desk.answer(dispatch)
    view = await desk.view(case)
    assert view["brief"]["state"] == "withdrawn"
    assert [entry["act"] for entry in view["history"]][-1] == "late_answer"
    assert len(desk.outbox.orders) == 1


def test_an_answer_to_a_dispatch_never_made_is_refused(desk: Desk) -> None:
    with pytest.raises(LookupError):
        desk.answer("01a20171-0000-7000-8000-000000000000")


async def test_every_change_of_state_has_its_entry_in_the_chain(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-002")
    for stage in ("land", "police", "last"):
        desk.answer(desk.order(case, stage).id)
    entries = [entry for entry in desk.running.entries() if entry["obj"] == case]
    assert [entry["act"] for entry in entries] == ["case.accept", "case.hear", "case.hear", "case.decide"]
    assert [entry["prev_case"] for entry in entries[1:]] == [entry["seq"] for entry in entries[:-1]]
    assert [entry["actor"] for entry in entries[1:]] == ["ZR-BD", "GA-RK", "ZJ-BZ"]


async def test_a_department_is_sent_what_its_stage_names_and_no_more(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-002")
    assert set(desk.payload(desk.order(case, "police").id).fields) == {"name"}
    assert set(desk.payload(desk.order(case, "land").id).fields) == {
        "name", "id_number", "address", "group", "account", "phone", "tier",
    }  # fmt: skip


async def test_a_correction_of_shared_data_is_sent_along_with_its_reason(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    body["facts"]["address"] = desk.typed("某省某县某镇新村1组", correction="上月已迁户")
    body["papers"]["booklet"] = {"original_seen": True}  # what the register says no longer stands for it
    case = (await desk.submit(visit, body)).json()["cases"][0]["case"]
    fields = desk.payload(desk.order(case, "township").id).fields
    assert fields["address"] == "某省某县某镇新村1组"
    assert fields["correction.address"] == [["GA-RK", "某省某县某镇试验村2组14号", "上月已迁户"]]
    shown = next(fact for fact in (await desk.view(case))["facts"] if fact["fact"] == "address")
    assert (shown["shown"], shown["correction"], shown["source"]) == ("某省某县某镇新村*", "上月已迁户", "typed")

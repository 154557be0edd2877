"""What is done at the counter afterwards: only what the table opens, by those who may, on what is theirs."""

from sqlmodel import select

from backend.cases.ports import Sending
from backend.cases.tables import CaseRow
from backend.contract import Role, grouped
from backend.storage import new_id
from tests.backend.cases.conftest import ADDRESS, OLD, YOUNG, Desk
from tests.backend.conftest import OTHER_HALL, operation


async def notified(desk: Desk) -> str:
    """A case whose citizen was sent home for a signature and a booklet."""
    desk.departments.says["GA-RK"] = {}
    visit, body = await desk.prepared("TT-001")
    body["facts"]["address"] = desk.typed(ADDRESS)
    body["papers"], body["items"][0]["decision"] = {}, "notify"
    reply = await desk.submit(visit, body)
    return str(reply.json()["cases"][0]["case"])


async def test_a_finished_case_is_handed_out_and_closed(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-003")
    desk.answer(desk.order(case, "record").id, result_number="N-1")
    assert (await desk.act(case, "hand_out")).json()["brief"]["state"] == "delivered"
    closed = (await desk.act(case, "close")).json()
    assert (closed["brief"]["state"], closed["actions"]) == ("closed", [])


async def test_an_action_not_open_is_refused_and_leaves_the_case_as_it_was(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    before = await desk.view(case)
    for action in ("hand_out", "close", "resubmit", "supplement", "accept", "nonsense"):
        reply = await desk.act(case, action)
        assert (reply.status_code, reply.json()["type"]) == (409, "/problems/action_not_open"), action
    assert await desk.view(case) == before


async def test_the_same_action_under_the_same_operation_happens_once(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-003")
    desk.answer(desk.order(case, "record").id)
    op = operation()
    first = await desk.client.post(f"/cases/{case}/actions", json={"action": "hand_out"}, headers=op)
    second = await desk.client.post(f"/cases/{case}/actions", json={"action": "hand_out"}, headers=op)
    assert first.json() == second.json()
    assert [entry["act"] for entry in second.json()["history"]].count("hand_out") == 1


async def test_withdrawing_needs_words_and_takes_back_what_was_not_sent(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    assert (await desk.act(case, "withdraw")).json()["errors"][0]["pointer"] == "/words"
    view = (await desk.act(case, "withdraw", words="本人撤回")).json()
    assert {stage["state"] for stage in view["stages"]} == {"skipped"}


async def test_what_a_notice_asked_for_leads_to_acceptance_and_counts_from_then(desk: Desk) -> None:
    case = await notified(desk)
    assert [action["action"] for action in (await desk.view(case))["actions"]] == ["supplement", "withdraw"]
    nothing = await desk.act(case, "supplement", words=" ")
    assert (nothing.status_code, nothing.json()["type"]) == (422, "/problems/nothing_brought")
    assert (await desk.view(case))["history"][-1]["act"] == "notify"
    part = (await desk.act(case, "supplement", papers={"form": []})).json()
    assert (part["brief"]["state"], desk.outbox.orders) == ("notified", [])
    view = (await desk.act(case, "supplement", papers={"booklet": []})).json()
    assert view["brief"]["state"] == "accepted"
    assert [deadline["clock"] for deadline in view["deadlines"]] == ["promised", "statutory"]
    assert [order.stage for order in desk.outbox.orders] == ["township"]


async def test_what_was_owed_is_brought_and_a_case_already_approved_is_decided(desk: Desk) -> None:
    receipt = await desk.provisional("TT-003")
    assert [(paper["material"], paper["due_on"]) for paper in receipt["owed_papers"]] == [("booklet", "2026-11-30")]
    case = receipt["case"]
    desk.answer(desk.order(case, "record").id, result_number="N-1")
    brief = (await desk.view(case))["brief"]
    assert (brief["state"], brief["owed_until"]) == ("supplement_due", "2026-11-30")
    assert desk.outbox.supplemented == []
    view = (await desk.act(case, "supplement", papers={"booklet": []})).json()
    assert (view["brief"]["state"], view["result_number"]) == ("produced", "N-1")
    assert view["brief"]["owed_until"] is None
    order = desk.order(case, "record").id
    assert desk.outbox.supplemented == [order], "the department is told, though it has decided"
    desk.sent(order, Sending.PAPERS_TAKEN)
    assert [event["act"] for event in (await desk.view(case))["history"]][-3:] == ["decide", "produce", "papers_taken"]
    assert desk.running.entries("case.papers_taken")[-1]["why"] == "record"


async def test_papers_brought_later_go_to_who_has_the_case_and_with_the_stage_to_who_comes_after(desk: Desk) -> None:
    case = (await desk.provisional())["case"]
    township = desk.order(case, "township").id
    desk.sent(township)
    told = [(paper.material, paper.state) for paper in desk.payload(township).documents]
    assert told == [("form", "in_hand"), ("booklet", "follows")]
    await desk.act(case, "supplement", papers={"booklet": []})
    assert "will follow" not in (await desk.view(case))["papers"][1]["reason_en"]
    assert desk.outbox.supplemented == [township]
    told = [(paper.material, paper.state) for paper in desk.supplement(township).documents]
    assert told == [("form", "in_hand"), ("booklet", "in_hand")]
    desk.answer(township)
    assert ("booklet", "in_hand") in [
        (paper.material, paper.state) for paper in desk.payload(desk.order(case, "county").id).documents
    ]
    assert desk.outbox.supplemented == [township]


async def test_a_paper_brought_once_is_in_the_library_for_the_next_visit(desk: Desk) -> None:
    desk.departments.says["GA-RK"] = {}
    visit, body = await desk.prepared("TT-001")
    body["facts"]["address"] = desk.typed(ADDRESS)
    body["papers"]["booklet"] = {"original_seen": True}
    assert (await desk.submit(visit, body)).status_code == 201
    again = await desk.open()
    profile = (await desk.client.get(f"/visits/{again}/profile")).json()
    assert [(d["document"], d["trust"], d["name"]) for d in profile["documents"]] == [
        ("household_booklet", "B", "户口簿")
    ]
    next_visit, next_body = await desk.prepared("TT-001")
    next_body["facts"]["address"] = desk.typed(ADDRESS)
    case = (await desk.submit(next_visit, next_body)).json()["cases"][0]["case"]
    assert [paper["state"] for paper in (await desk.view(case))["papers"]] == ["in_hand", "in_library"]


async def test_a_supplement_of_a_paper_the_case_does_not_need_is_refused(desk: Desk) -> None:
    desk.departments.says["GA-RK"] = {}
    case = await notified(desk)
    reply = await desk.act(case, "supplement", papers={"form": []}, facts={"nonsense": "1"})
    assert [error["pointer"] for error in reply.json()["errors"]] == ["/facts/nonsense"]
    assert (await desk.view(case))["papers"][0]["state"] == "missing"


async def test_a_case_is_found_by_its_number_however_it_is_typed(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    number = (await desk.view(case))["brief"]["number"]
    for typed in (number, grouped(number), number.lower(), grouped(number).replace(" ", "-")):
        assert (await desk.client.get(f"/cases/by-number/{typed}")).json()["brief"]["id"] == case
    wrong = ("1" if number[0] != "1" else "2") + number[1:]
    reply = await desk.client.get(f"/cases/by-number/{wrong}")
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/number")


async def test_cases_are_listed_newest_first_by_state(desk: Desk) -> None:
    (first,) = await desk.accepted("TT-001")
    desk.running.clock.advance(minutes=1)
    (second,) = await desk.accepted("TT-003")
    assert [brief["id"] for brief in (await desk.client.get("/cases")).json()] == [second, first]
    desk.answer(desk.order(second, "record").id)
    assert [brief["id"] for brief in (await desk.client.get("/cases?state=decided")).json()] == [second]
    assert (await desk.client.get("/cases?limit=21")).status_code == 422
    assert (await desk.client.get("/cases?state=nonsense")).status_code == 422


async def test_nobody_of_another_hall_sees_or_touches_a_case_and_unknown_looks_the_same(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    number = (await desk.view(case))["brief"]["number"]
    stranger = await desk.other_hall()
    unknown = new_id()
    assert (await stranger.get("/cases")).json() == []
    for path in (f"/cases/{case}", f"/cases/{unknown}", f"/cases/by-number/{number}", f"/cases/{case}/result.pdf"):
        reply = await stranger.get(path)
        assert (reply.status_code, reply.json()["type"]) == (404, "/problems/not_found"), path
    for touched in (case, unknown):
        reply = await stranger.post(f"/cases/{touched}/actions", json={"action": "withdraw"}, headers=operation())
        assert reply.status_code == 404
    assert (await desk.view(case))["brief"]["state"] == "accepted"


async def test_a_reviewer_sees_the_cases_sent_to_their_department_and_no_others(desk: Desk) -> None:
    mine, other = (await desk.accepted("TT-001"))[0], (await desk.accepted("TT-002"))[0]
    person = desk.running.person("reviewer1", Role.REVIEWER, scope="999999000000", department="MZ")
    reviewer = await desk.running.sign_in(person, window="3", station="station-3")
    assert [brief["id"] for brief in (await reviewer.get("/cases")).json()] == [mine]
    assert (await reviewer.get(f"/cases/{mine}")).status_code == 200
    assert (await reviewer.get(f"/cases/{other}")).status_code == 404
    reply = await reviewer.post(f"/cases/{mine}/actions", json={"action": "withdraw"}, headers=operation())
    assert (reply.status_code, reply.json()["type"]) == (403, "/problems/not_allowed")


async def test_a_case_shows_personal_values_masked_and_open_ones_as_they_are(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    shown = {fact["fact"]: fact["shown"] for fact in (await desk.view(case))["facts"]}
    assert shown == {
        "name": "欧*",
        "id_number": "999*************3X",
        "address": "某省某县某镇试验村*",
        "group": "dibao",
        "account": "****0000",
        "phone": "****5518",
        "TT-001:tier": "low",
    }


async def test_two_applicants_of_one_surname_are_told_apart_in_the_list(desk: Desk) -> None:
    for number in (OLD, YOUNG):
        visit, body = await desk.prepared("TT-001", number=number)
        body["items"][0]["decision"] = "accept" if number == OLD else "decline"
        reply = await desk.submit(visit, body)
        assert (reply.status_code, reply.json()["applicant"]) == (201, "欧*"), "on paper the name is enough"
    listed = {case["applicant"] for case in (await desk.client.get("/cases")).json()}
    assert listed == {f"欧* …{OLD[-2:]}", f"欧* …{YOUNG[-2:]}"}


async def test_open_cases_stand_in_the_profile_of_the_next_visit_in_this_hall_only(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    profile = (await desk.client.get(f"/visits/{await desk.open()}/profile")).json()
    assert [(brief["id"], brief["waiting_for"]) for brief in profile["open_cases"]] == [(case, "MZ")]
    stranger = await desk.other_hall()
    visit = {"visit": new_id(), "card": desk.card()}
    theirs = (await stranger.post("/visits", json=visit, headers=operation())).json()
    assert theirs["open_cases"] == []
    assert OTHER_HALL.code != desk.node.halls[0].code


async def test_a_supplement_takes_scans_of_its_own_visit_only(desk: Desk) -> None:
    case = await notified(desk)
    before = await desk.view(case)
    reply = await desk.act(case, "supplement", papers={"booklet": ["sm3:" + "0" * 64]})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/papers/booklet")
    assert await desk.view(case) == before
    visit = (await desk.node.store.read(lambda session: session.exec(select(CaseRow)).one())).visit
    scan = {"file": ("scan.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")}
    kept = await desk.client.post(f"/visits/{visit}/files", files=scan, headers=operation())
    assert kept.status_code == 201, kept.text
    digest = kept.json()["digest"]
    address, seen = f"/cases/{case}/files/{digest}", {"purpose": "case"}
    assert (await desk.client.get(address, params=seen)).status_code == 404, "not of a paper yet"
    reply = await desk.act(case, "supplement", papers={"booklet": [digest]})
    assert reply.status_code == 200, reply.text
    (booklet,) = [paper for paper in reply.json()["papers"] if paper["material"] == "booklet"]
    assert booklet["files"] == [digest]
    opened = await desk.client.get(address, params=seen)
    assert (opened.status_code, opened.content) == (200, scan["file"][1])
    (entry,) = [entry for entry in desk.running.entries("material.open") if entry["outcome"] == "ok"]
    assert (entry["obj"], entry["why"]) == (case, "case")
    stranger = await desk.other_hall()
    assert (await stranger.get(address, params=seen)).status_code == 404

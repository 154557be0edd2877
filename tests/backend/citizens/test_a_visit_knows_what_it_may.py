"""Visits: found again by number, masked on the outside, one purpose for each look-up, nothing twice."""

from backend.calendar import local_date
from backend.citizens.visits import get_visit
from backend.contract import Role
from backend.storage import new_id
from tests.backend.cases.conftest import ACCOUNT, ADDRESS, NAME, OLD, PHONE, YOUNG, Desk
from tests.backend.conftest import HALL, operation


async def test_opening_a_visit_shows_name_and_number_masked_and_no_card_values(desk: Desk) -> None:
    body = {"visit": new_id(), "card": desk.card()}
    reply = await desk.client.post("/visits", json=body, headers=operation())
    profile = reply.json()
    assert reply.status_code == 201
    assert (profile["applicant"], profile["masked_number"]) == ("欧*", "999*************3X")
    assert profile["facts"] == []
    assert NAME not in reply.text
    assert OLD not in reply.text


async def test_opening_the_same_visit_again_is_harmless_and_with_another_card_refused(desk: Desk) -> None:
    visit = await desk.open()
    assert await desk.open(visit=visit) == visit
    assert len(desk.running.entries("visit.open")) == 1
    other = {"visit": visit, "card": desk.card(YOUNG)}
    reply = await desk.client.post("/visits", json=other, headers=operation())
    assert [error["pointer"] for error in reply.json()["errors"]] == ["/visit"]


async def test_a_visit_id_that_is_no_uuid_is_refused(desk: Desk) -> None:
    for visit in ("x|y", "1" * 36, "", "01a20171-0000-4000-8000-000000000000"):
        body = {"visit": visit, "card": desk.card()}
        assert (await desk.client.post("/visits", json=body, headers=operation())).status_code == 422


async def test_a_look_up_asks_only_what_the_items_need_and_names_its_purpose(desk: Desk) -> None:
    visit = await desk.open()
    await desk.look_up(visit, "MZ-SJ", "TT-001", "TT-003")
    assert desk.departments.asked == [("MZ-SJ", f"{visit} TT-001 TT-003", OLD, ("assistance_group",))]
    (entry,) = desk.running.entries("data.look_up")
    assert (entry["why"], entry["outcome"]) == (f"{visit} TT-001 TT-003", "ok")


async def test_open_values_are_told_and_personal_ones_stay_at_the_node(desk: Desk) -> None:
    visit = await desk.open()
    (group,) = (await desk.look_up(visit, "MZ-SJ", "TT-001"))["facts"]
    assert (group["fact"], group["value"], group["withheld"], group["trust"]) == ("group", "dibao", False, "A")
    (address,) = (await desk.look_up(visit, "GA-RK", "TT-001"))["facts"]
    assert (address["value"], address["withheld"], address["shown"]) == (None, True, "某省某县某镇试验村*")
    (account,) = (await desk.look_up(visit, "RS-SK", "TT-001"))["facts"]
    assert (account["value"], account["shown"]) == (None, "****0000")


async def test_the_same_look_up_twice_asks_the_department_once(desk: Desk) -> None:
    visit, look_up = await desk.open(), new_id()
    first = await desk.look_up(visit, "MZ-SJ", "TT-001", look_up=look_up)
    second = await desk.look_up(visit, "MZ-SJ", "TT-001", look_up=look_up)
    assert first == second
    assert len(desk.departments.asked) == 1
    assert len(desk.running.entries("data.look_up")) == 1


async def test_a_silent_department_is_an_answer_and_its_entry_says_failed(desk: Desk) -> None:
    desk.departments.says.clear()
    visit = await desk.open()
    answer = await desk.look_up(visit, "MZ-SJ", "TT-001")
    assert (answer["status"], answer["facts"]) == ("unavailable", [])
    assert desk.running.entries("data.look_up")[-1]["outcome"] == "failed"


async def test_nonsense_of_a_department_yields_no_fact(desk: Desk) -> None:
    visit = await desk.open()
    for nonsense in ("???", 7, None, [["x"]], {"a": 1}, "x" * 5000, True):
        desk.departments.says["MZ-SJ"] = {"assistance_group": nonsense, "unasked": "x"}
        desk.departments.says["GA-RK"] = {"registered_address": "" if nonsense is None else nonsense}
        assert (await desk.look_up(visit, "MZ-SJ", "TT-001"))["facts"] == []
        told = (await desk.look_up(visit, "GA-RK", "TT-001"))["facts"]
        assert all(len(fact["shown"]) < 200 for fact in told)


async def test_a_system_no_item_needs_is_not_asked(desk: Desk) -> None:
    visit = await desk.open()
    body = {"look_up": new_id(), "system": "YB-JB", "items": ["TT-001"]}
    reply = await desk.client.post(f"/visits/{visit}/look-ups", json=body, headers=operation())
    assert reply.json()["errors"][0]["pointer"] == "/system"
    assert desk.departments.asked == []


async def test_what_was_told_is_in_the_profile_when_another_window_takes_over(desk: Desk) -> None:
    visit = await desk.open()
    told = (await desk.look_up(visit, "MZ-SJ", "TT-001"))["facts"]
    assert (await desk.client.get(f"/visits/{visit}/profile")).json()["facts"] == told


async def test_a_visit_of_another_hall_is_not_there(desk: Desk) -> None:
    visit = await desk.open()
    stranger = await desk.other_hall()
    body = {"look_up": new_id(), "system": "MZ-SJ", "items": ["TT-001"]}
    replies = [
        await stranger.get(f"/visits/{visit}/profile"),
        await stranger.get(f"/visits/{visit}/receipt"),
        await stranger.post(f"/visits/{visit}/look-ups", json=body, headers=operation()),
        await stranger.post(
            f"/visits/{visit}/reveal", json={"facts": ["address"], "purpose": "看看"}, headers=operation()
        ),
    ]
    assert {reply.status_code for reply in replies} == {404}
    assert desk.departments.asked == []


async def test_a_phone_given_once_is_offered_masked_the_next_time(desk: Desk) -> None:
    await desk.accepted("TT-001")
    profile = (await desk.client.get(f"/visits/{await desk.open()}/profile")).json()
    (phone,) = profile["facts"]
    assert (phone["fact"], phone["source"], phone["value"], phone["shown"]) == ("phone", "earlier", None, "****5518")


async def test_a_number_with_a_small_x_is_of_the_same_person(desk: Desk) -> None:
    await desk.accepted("TT-001")
    profile = (await desk.client.get(f"/visits/{await desk.open(OLD.lower())}/profile")).json()
    assert [(known["fact"], known["source"]) for known in profile["facts"]] == [("phone", "earlier")]


async def test_an_offered_phone_that_is_confirmed_is_filled_in_by_the_node(desk: Desk) -> None:
    await desk.accepted("TT-001")
    visit, body = await desk.prepared("TT-001")
    body["facts"]["phone"] = {"source": "earlier", "confirmed": True, "at": desk.running.clock.now.isoformat()}
    case = (await desk.submit(visit, body)).json()["cases"][0]["case"]
    assert desk.payload(desk.order(case, "township").id).fields["phone"] == PHONE


async def test_an_offered_phone_nobody_confirmed_is_not_used(desk: Desk) -> None:
    await desk.accepted("TT-001")
    visit, body = await desk.prepared("TT-001")
    body["facts"]["phone"] = {"source": "earlier", "confirmed": False, "at": desk.running.clock.now.isoformat()}
    reply = await desk.submit(visit, body)
    assert [error["pointer"] for error in reply.json()["errors"]] == ["/field/phone"]


async def test_likely_items_are_those_whose_conditions_hold(desk: Desk) -> None:
    old = {"visit": new_id(), "card": desk.card(OLD)}
    young = {"visit": new_id(), "card": desk.card(YOUNG)}
    fitting = (await desk.client.post("/visits", json=old, headers=operation())).json()["likely_items"]
    assert fitting == ["TT-001", "TT-002", "TT-003", "TT-004", "TT-005"]
    assert (await desk.client.post("/visits", json=young, headers=operation())).json()["likely_items"] == []


async def test_full_values_are_shown_for_a_purpose_and_each_time_recorded(desk: Desk) -> None:
    visit = await desk.open()
    await desk.look_up(visit, "GA-RK", "TT-001")
    await desk.look_up(visit, "RS-SK", "TT-001")
    asked = {"facts": ["address", "account", "id_number"], "purpose": "核对账号"}
    revealed = (await desk.client.post(f"/visits/{visit}/reveal", json=asked, headers=operation())).json()
    assert {fact["fact"]: fact["value"] for fact in revealed["facts"]} == {
        "address": ADDRESS,
        "account": ACCOUNT,
        "id_number": OLD,
    }
    assert revealed["seconds"] == 60
    (entry,) = desk.running.entries("data.reveal")
    assert (entry["why"], entry["actor"]) == (visit, desk.running.operator.staff)


async def test_what_is_not_known_is_not_revealed(desk: Desk) -> None:
    visit = await desk.open()
    for fact in ("address", "nonsense"):
        asked = {"facts": [fact], "purpose": "核对"}
        reply = await desk.client.post(f"/visits/{visit}/reveal", json=asked, headers=operation())
        assert reply.json()["errors"][0]["pointer"] == "/facts"
    assert desk.running.entries("data.reveal") == []


async def test_forty_reveals_in_an_hour_tell_the_supervisor_once(desk: Desk) -> None:
    visit = await desk.open()
    asked = {"facts": ["id_number"], "purpose": "核对"}
    for _ in range(42):
        assert (await desk.client.post(f"/visits/{visit}/reveal", json=asked, headers=operation())).status_code == 200
    assert len(desk.running.entries("data.reveal")) == 42
    assert len(desk.running.entries("warning.many_reveals")) == 1
    chief = await desk.running.sign_in(desk.running.person("chief", Role.SUPERVISOR), window="3", station="station-3")
    (told,) = (await chief.get("/many-looks")).json()
    assert (told["account"], told["name"], told["count"]) == ("operator1", "人员operator1", 42)
    assert told["day"] == local_date(desk.running.clock.now).isoformat()


async def test_a_colleague_sees_nothing_in_full_until_the_visit_is_theirs(desk: Desk) -> None:
    visit = await desk.open()
    person = desk.running.person("operator2", Role.OPERATOR)
    colleague = await desk.running.sign_in(person, window="2", station="station-2")
    asked = {"facts": ["id_number"], "purpose": "接手"}
    assert (await colleague.post(f"/visits/{visit}/reveal", json=asked, headers=operation())).status_code == 404
    draft = {"visit": visit, "saved_at": desk.running.clock.now.isoformat(), "body": {}}
    assert (await colleague.put(f"/visits/{visit}/draft", json=draft, headers=operation())).status_code == 200
    assert (await colleague.post(f"/visits/{visit}/reveal", json=asked, headers=operation())).status_code == 200
    assert desk.running.entries("visit.take_over")[-1]["actor"] == person.staff


async def test_a_visit_long_over_shows_nothing_in_full_and_one_put_aside_does(desk: Desk) -> None:
    over, aside = await desk.open(), await desk.open(YOUNG)
    draft = {"visit": aside, "saved_at": desk.running.clock.now.isoformat(), "body": {}}
    await desk.client.put(f"/visits/{aside}/draft", json=draft, headers=operation())
    asked, shown = {"facts": ["id_number"], "purpose": "核对"}, operation()
    assert (await desk.client.post(f"/visits/{over}/reveal", json=asked, headers=shown)).status_code == 200
    await desk.days_pass(1)
    for visit, op, status in ((over, operation(), 404), (aside, operation(), 200), (over, shown, 404)):
        reply = await desk.client.post(f"/visits/{visit}/reveal", json=asked, headers=op)
        assert reply.status_code == status, "what was answered before is not answered again either"
    assert [one["outcome"] for one in desk.running.entries("reveal")] == ["denied", "denied"]


async def test_somebody_who_comes_to_act_for_the_applicant_is_kept_and_can_leave_again(desk: Desk) -> None:
    visit, card = await desk.open(), desk.card()
    for agent, relation in ((desk.card(YOUNG), "子女"), (None, None)):
        body = {"visit": visit, "card": card, "agent": agent, "agent_relation": relation}
        reply = await desk.client.post("/visits", json=body, headers=operation())
        assert reply.status_code == 200
        kept = desk.node.store.read_now(lambda session: get_visit(session, HALL.code[:6], visit, HALL.code))
        assert kept.agent_relation == relation
        assert (kept.agent.id_number if kept.agent else None) == (YOUNG if agent else None)


async def test_a_card_read_later_takes_the_place_of_a_typed_number_and_never_the_other_way(desk: Desk) -> None:
    visit, read = new_id(), desk.card()
    typed = {"source": "manual", "document_kind": "resident", "id_number": OLD, "read_at": read["read_at"]}
    for card, source, name in ((typed, "manual", None), (read, "sam", NAME), (typed, "sam", NAME)):
        reply = await desk.client.post("/visits", json={"visit": visit, "card": card}, headers=operation())
        assert reply.is_success
        kept = desk.node.store.read_now(lambda session: get_visit(session, HALL.code[:6], visit, HALL.code)).card
        assert (kept.source, kept.name) == (source, name)

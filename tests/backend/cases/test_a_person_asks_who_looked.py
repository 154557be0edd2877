"""Who looked at what is known of somebody: every look there was, and the question itself."""

from typing import Any

from backend.access import disable
from backend.contract import Role
from tests.backend.cases.conftest import NAME, OLD, YOUNG, Desk
from tests.backend.conftest import operation


async def asked(desk: Desk, number: str) -> Any:
    inspector = await desk.running.sign_in(desk.running.person(f"i-{number}", Role.INSPECTOR), window="4", station="i")
    reply = await inspector.post("/who-looked", json={"id_number": number}, headers=operation())
    assert reply.status_code == 200, reply.text
    return reply.json()["looks"]


async def test_every_look_is_told_with_who_and_what_for_and_nobody_elses(desk: Desk) -> None:
    other = await desk.open(YOUNG)
    visit = await desk.open()
    await desk.look_up(visit, "RS-SK", "TT-001")
    await desk.look_up(other, "RS-SK", "TT-001")
    reveal = {"facts": ["account"], "purpose": "核对账号"}
    assert (await desk.client.post(f"/visits/{visit}/reveal", json=reveal, headers=operation())).status_code == 200
    search = {"name": NAME, "birth_year": int(OLD[6:10])}
    assert (await desk.client.post("/person-searches", json=search, headers=operation())).json()["persons"]
    told = await asked(desk, OLD.lower())
    assert [look["act"] for look in told] == ["visit.open", "data.look_up", "data.reveal", "person.show"]
    assert {(look["account"], look["name"]) for look in told} == {("operator1", "人员operator1")}
    assert told[1]["system"] == "RS-SK"
    assert "account" in told[1]["facts"]
    assert (told[2]["facts"], told[2]["purpose"], told[2]["system"]) == (["account"], "核对账号", None)
    again = await asked(desk, f" {OLD} ")
    assert [look["act"] for look in again] == [*(look["act"] for look in told), "person.who_looked"]
    assert OLD not in str(desk.running.entries())


async def test_of_who_was_never_served_nothing_is_told_and_the_question_is_written_down(desk: Desk) -> None:
    assert await asked(desk, "999999199001011238") == []
    assert [entry["obj"] for entry in desk.running.entries("person.who_looked")] == ["unknown"]


async def test_a_scan_of_a_case_that_was_opened_is_told_whatever_became_of_who_opened_it(desk: Desk) -> None:
    case = (await desk.provisional("TT-003"))["case"]
    visit = (await desk.view(case))["visit"]
    scan = {"file": ("scan.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")}
    digest = (await desk.client.post(f"/visits/{visit}/files", files=scan, headers=operation())).json()["digest"]
    await desk.act(case, "supplement", papers={"booklet": [digest]})
    opened = await desk.client.get(f"/cases/{case}/files/{digest}", params={"purpose": "case"})
    assert opened.status_code == 200, opened.text
    store, at, staff = desk.running.node.store, desk.running.clock.now, desk.running.operator.staff
    store.run_now(lambda session: disable(session, "999999", staff, by="admin", at=at))
    last = (await asked(desk, OLD))[-1]
    assert (last["act"], last["purpose"], last["account"]) == ("material.open", "case", "operator1")

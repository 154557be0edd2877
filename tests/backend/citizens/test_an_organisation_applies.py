"""An organisation as applicant: known by its credit code, found again by it, named on case, receipt and payload."""

from typing import Any

import pytest
from sqlmodel import Session, select

from backend.access import Actor, Held
from backend.cases.application_forms import form_sheet
from backend.cases.unsent import unsent_visit
from backend.citizens.tables import CitizenRow
from backend.contract import Realm, Role, Submission
from backend.guide.bundle import Bundle
from backend.storage import new_id
from tests.backend.cases.conftest import NAME, OLD, Desk
from tests.backend.cases.conftest import bundle as _people
from tests.backend.conftest import HALL, operation
from tests.parts.catalogue import shipped

__all__ = ["_people"]

CODE = "93999999MA6WX1A03L"
REGISTERED = {
    "org_name": "云溪县石门柑橘种植专业合作社", "org_status": "active", "org_kind": "cooperative",
    "org_address": "云溪县东瀼口镇石门村2组58号", "org_representative": "向国强",
}  # fmt: skip
ITEM = "QY-001"


@pytest.fixture(scope="module")
def bundle(_people: Bundle) -> Bundle:
    """The small catalogue with one item of organisations."""
    return _people.model_copy(update={"items": (*_people.items, shipped().get_item(ITEM))})


@pytest.fixture
def hall(desk: Desk) -> Desk:
    desk.departments.says["SC-DJ"] = dict(REGISTERED)
    return desk


def licence(desk: Desk, **changes: Any) -> dict[str, Any]:
    at = desk.running.clock.now.isoformat()
    return {"source": "manual", "document_kind": "credit_code", "id_number": CODE, "read_at": at, **changes}


async def opened(desk: Desk, **more: Any) -> dict[str, Any]:
    body = {"visit": new_id(), "card": licence(desk), "agent": desk.card(), "agent_relation": "agent", **more}
    reply = await desk.client.post("/visits", json=body, headers=operation())
    assert reply.status_code == 201, reply.text
    profile: dict[str, Any] = reply.json()
    return profile


async def handed_over(desk: Desk) -> dict[str, Any]:
    visit = (await opened(desk))["visit"]
    answer = await desk.look_up(visit, "SC-DJ", ITEM)
    told = {"source": "shared", "system": "SC-DJ"}
    facts = {one["fact"]: {**told, "look_up": one["look_up"], "at": one["at"]} for one in answer["facts"]}
    facts |= {f"{ITEM}:why_again": desk.typed("another_copy"), f"{ITEM}:copies_wanted": desk.typed(1)}
    facts["phone"] = desk.typed("13900005518")
    body = {
        "catalogue_version": "test-1", "facts": facts,
        "items": [{"case": new_id(), "item": ITEM, "decision": "accept"}],
        "papers": {f"{ITEM}:form": {"signed": True}, "organisation_letter": {"original_seen": True}},
    }  # fmt: skip
    reply = await desk.submit(visit, body)
    assert reply.status_code == 201, reply.text
    receipt: dict[str, Any] = reply.json()
    return receipt


async def test_its_code_is_public_and_whoever_acts_for_it_is_not(hall: Desk) -> None:
    profile = await opened(hall)
    assert profile["masked_number"] == CODE
    assert profile["likely_items"] == [] or all(code == ITEM for code in profile["likely_items"])
    assert NAME not in str(profile) and OLD not in str(profile)


async def test_without_an_item_only_what_everybody_may_know_is_asked(hall: Desk) -> None:
    visit = (await opened(hall))["visit"]
    answer = await hall.look_up(visit, "SC-DJ")
    told = {one["fact"]: one["value"] for one in answer["facts"]}
    assert told["org_name"] == REGISTERED["org_name"]
    assert "org_representative_name" not in told
    [(system, purpose, number, data)] = hall.departments.asked
    assert (system, purpose, number) == ("SC-DJ", f"{visit} identity", CODE)
    assert "org_representative" not in data


async def test_of_a_person_nothing_is_asked_without_an_item(hall: Desk) -> None:
    visit = await hall.open()
    body = {"look_up": new_id(), "system": "SC-DJ", "items": []}
    reply = await hall.client.post(f"/visits/{visit}/look-ups", json=body, headers=operation())
    assert reply.status_code == 422
    assert hall.departments.asked == []


async def test_the_representative_is_told_masked_for_an_item(hall: Desk) -> None:
    visit = (await opened(hall))["visit"]
    told = {one["fact"]: one for one in (await hall.look_up(visit, "SC-DJ", ITEM))["facts"]}
    assert (told["org_representative_name"]["value"], told["org_representative_name"]["shown"]) == (None, "向*")


async def test_receipt_and_payload_name_the_organisation_and_mask_who_acts(hall: Desk) -> None:
    receipt = await handed_over(hall)
    assert (receipt["applicant"], receipt["credit_code"]) == (REGISTERED["org_name"], CODE)
    assert receipt["agent"] == "欧*"
    [order] = hall.outbox.orders
    applicant = hall.payload(order.id).applicant
    assert (applicant.name, applicant.id_number) == (REGISTERED["org_name"], CODE)
    assert applicant.document_kind == "credit_code"
    pdf = await hall.client.get(f"/visits/{receipt['visit']}/receipt.pdf")
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize(("relation", "signs"), [("agent", True), ("representative", False)])
async def test_only_an_agent_signs_the_form_besides_the_applicant(hall: Desk, relation: str, signs: bool) -> None:
    visit = (await opened(hall, agent_relation=relation))["visit"]
    nothing_said = {
        "catalogue_version": "test-1", "facts": {},
        "items": [{"case": new_id(), "item": ITEM, "decision": "undecided"}],
    }  # fmt: skip
    so_far, at, person = Submission.model_validate(nothing_said), hall.running.clock.now, hall.running.operator
    held = (Held(Role.OPERATOR, HALL.code),)
    actor = Actor(person.staff, "a", "王敏", held, HALL.code, "01", "st", "se", Realm.DEMO, at)

    def by_agent(session: Session) -> bool:
        return form_sheet(hall.node, actor, unsent_visit(session, hall.node, actor, visit, so_far, at), at).by_agent

    assert hall.node.store.read_now(by_agent) is signs


async def test_it_is_found_again_by_its_code_with_its_case_its_letter_and_its_telephone(hall: Desk) -> None:
    await handed_over(hall)
    again = await opened(hall)
    assert [case["applicant"] for case in again["open_cases"]] == [REGISTERED["org_name"]]
    assert [document["document"] for document in again["documents"]] == ["organisation_letter"]
    [phone] = [fact for fact in again["facts"] if fact["fact"] == "phone"]
    assert (phone["shown"], phone["source"]) == ("****5518", "earlier")


async def test_code_and_id_number_are_indexed_apart_and_neither_stands_in_the_clear(hall: Desk) -> None:
    await opened(hall)
    await opened(hall, card={**licence(hall), "id_number": CODE.lower()})
    as_a_person = {**licence(hall), "document_kind": "resident"}
    await opened(hall, card=as_a_person, agent=None, agent_relation=None)
    rows = hall.node.store.read_now(lambda session: list(session.exec(select(CitizenRow))))
    assert len(rows) == 2
    assert all(CODE.encode() not in row.number_index + row.identity for row in rows)


async def test_a_person_cannot_apply_for_its_items_nor_it_for_a_persons(hall: Desk) -> None:
    visit, body = await hall.prepared("TT-001")
    body["items"][0]["item"] = ITEM
    reply = await hall.submit(visit, body)
    assert [error["code"] for error in reply.json()["errors"]] == ["other_applicant"]
    profile = await opened(hall)
    body["items"][0]["item"] = "TT-001"
    reply = await hall.submit(profile["visit"], body)
    assert [error["code"] for error in reply.json()["errors"]] == ["other_applicant"]
    assert hall.outbox.orders == []

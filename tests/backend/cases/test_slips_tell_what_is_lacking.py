"""The slip of what a citizen still lacks: complete, masked, printed as often as wanted, and changing nothing."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from backend.access import Actor, Held
from backend.cases.receipt import Language, lacking_paper, typeset
from backend.cases.slips import lacking_slip
from backend.cases.unsent import unsent_visit
from backend.contract import Realm, Role, Submission
from backend.guide import Text
from backend.storage import new_id
from tests.backend.cases.conftest import ACCOUNT, ADDRESS, NAME, OLD, PHONE, YOUNG, Desk
from tests.backend.conftest import HALL, operation

HELD = (Held(Role.OPERATOR, HALL.code),)
ACTOR = Actor("s", "a", "王敏", HELD, HALL.code, "01", "st", "se", Realm.DEMO, datetime(2026, 11, 23, tzinfo=UTC))


def undecided(*items: str) -> dict[str, Any]:
    """A visit in which nothing was asked or brought yet."""
    return {
        "catalogue_version": "test-1",
        "items": [{"case": new_id(), "item": code, "decision": "undecided"} for code in items],
        "facts": {},
    }


async def test_the_slip_is_a_pdf_and_its_giving_is_written_down_by_codes(desk: Desk) -> None:
    visit = await desk.open()
    reply = await desk.client.post(f"/visits/{visit}/slip.pdf", json=undecided("TT-001"), headers=operation())
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.content.startswith(b"%PDF")
    (entry,) = desk.running.entries("slip.print")
    assert entry["obj"] == visit


async def test_the_slip_changes_nothing_and_the_visit_is_handed_over_as_before(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    for _ in range(2):
        reply = await desk.client.post(f"/visits/{visit}/slip.pdf", json=body, headers=operation())
        assert reply.status_code == 200, reply.text
    assert (await desk.submit(visit, body)).status_code == 201
    assert len(desk.running.entries("slip.print")) == 2


async def test_the_same_operation_prints_again_and_is_written_down_once(desk: Desk) -> None:
    visit, once = await desk.open(), operation()
    body = undecided("TT-001")
    for _ in range(2):
        assert (await desk.client.post(f"/visits/{visit}/slip.pdf", json=body, headers=once)).status_code == 200
    assert len(desk.running.entries("slip.print")) == 1


async def test_nobody_gets_the_slip_of_another_halls_visit(desk: Desk) -> None:
    visit = await desk.open()
    client = await desk.other_hall()
    reply = await client.post(f"/visits/{visit}/slip.pdf", json=undecided("TT-001"), headers=operation())
    assert reply.status_code == 404
    assert desk.running.entries("slip.print") == []


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_what_stands_on_the_slip_is_complete_and_nothing_of_it_is_personal(
    desk: Desk, language: Language
) -> None:
    visit = await desk.open()
    await desk.look_up(visit, "RS-SK", "TT-001")
    body = undecided("TT-001", "TT-002") | {"facts": {"phone": desk.typed(PHONE)}}
    printed = await printed_slip(desk, visit, body, language)
    assert [paper["name"] for paper in printed["bring"]] == [Text(zh="户口簿", en="(户口簿)").to(language)]
    assert printed["bring"][0]["items"] == ["TT-001", "TT-002"]
    assert printed["bring"][0]["days_to_follow"] == 5
    assert len(printed["sign"]) == 1
    assert set(printed["fill"]) == {
        Text(zh=code, en=f"({code})").to(language) for code in ("address", "group", "TT-001:tier", "TT-002:tier")
    }
    text = json.dumps(printed, ensure_ascii=False)
    assert printed["applicant"] == "欧*"
    assert not any(personal in text for personal in (NAME, OLD, PHONE, ACCOUNT, ADDRESS))
    assert typeset("lacking", printed, language).startswith(b"%PDF")


async def test_who_cannot_be_accepted_is_told_why_and_what_is_possible_instead(desk: Desk) -> None:
    printed = await printed_slip(desk, await desk.open(YOUNG), undecided("TT-001"), "zh")
    (item,) = printed["items"]
    assert (item["decision"], item["reasons"]) == ("decline", ["未满十六周岁"])
    assert item["instead"] == ["TT-003"]
    assert printed["bring"] == printed["sign"] == printed["fill"] == []
    assert not printed["nothing"]


async def test_for_whom_nothing_is_lacking_the_slip_says_so(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    printed = await printed_slip(desk, visit, body, "zh")
    assert printed["nothing"]
    assert printed["spared"] == ["户口簿"]


async def printed_slip(desk: Desk, visit: str, body: dict[str, Any], language: Language) -> dict[str, Any]:
    """What the template is given for this visit."""
    so_far, at = Submission.model_validate(body), desk.running.clock.now

    def made(session: Session) -> dict[str, Any]:
        unsent = unsent_visit(session, desk.node, ACTOR, visit, so_far, at)
        return lacking_paper(lacking_slip(desk.node, ACTOR, unsent, at), language)

    printed: dict[str, Any] = desk.node.store.read_now(made)
    return printed

"""People the demo asks for: with a card, known to the systems as wished, and still there after a restart."""

import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from backend.county.numbers import find_number_fault

VILLAGE = "999999101202"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


async def _move_in(county: Any, **wish: Any) -> dict[str, str]:
    return dict((await county.http.post("/control/residents", json=wish)).raise_for_status().json())


async def _registered(county: Any, number: str) -> list[str]:
    """Division and address of registration as the household register tells them."""
    question = f"""<soap:Envelope xmlns:soap="{SOAP}" xmlns="urn:county:department:1"><soap:Body><QuerySharedData>
    <QueryId>{uuid.uuid4()}</QueryId><Purpose>RS-001</Purpose><IdNumber>{number}</IdNumber>
    <Datum>registered_division</Datum><Datum>registered_address</Datum></QuerySharedData></soap:Body></soap:Envelope>"""
    headers = county.headers("GA-RK") | {"Content-Type": "text/xml; charset=utf-8"}
    reply = await county.http.post("/soap/GA-RK", content=question.encode(), headers=headers)
    assert reply.status_code == 200
    return [node.text for node in etree.fromstring(reply.content).iter("{*}Value")]


async def test_a_resident_of_the_age_and_sex_wished_for_has_a_card_and_a_household(county: Any) -> None:
    card = await _move_in(county, age=82, sex="1", division=VILLAGE, holds={"social_card": "active"})
    today = datetime.now(UTC).date()
    born = date.fromisoformat(card["birth_date"])
    assert today.year - born.year - ((today.month, today.day) < (born.month, born.day)) == 82
    assert card["sex"] == "1" and card["number"].startswith("999999")
    assert find_number_fault(card["number"], "resident", today) is None
    assert await _registered(county, card["number"]) == [VILLAGE, card["address"]]
    assert (await county.query("RS-SK", card["number"], "social_card")).json()["data"] == {"social_card": "active"}


async def test_of_somebody_unknown_there_is_nothing_but_the_card(county: Any) -> None:
    card = await _move_in(county, known=False)
    assert not (await county.query("RS-SK", card["number"], "social_card")).json()["found"]


async def test_who_is_registered_elsewhere_is_not_in_the_household_register(county: Any) -> None:
    card = await _move_in(county, holds={"pension_tier": "500"})
    assert await _registered(county, card["number"]) == []
    assert (await county.query("RS-JM", card["number"], "pension_tier")).json()["found"]
    assert card["address"]


async def test_no_two_residents_have_one_number(county: Any) -> None:
    cards = [await _move_in(county, age=30, division=VILLAGE, known=known) for known in (True, False, True)]
    assert len({card["number"] for card in cards}) == 3


@pytest.mark.parametrize("holds", [{"social_card": "golden"}, {"nothing": "shared"}])
async def test_holdings_no_system_has_are_refused(county: Any, holds: dict[str, str]) -> None:
    assert (await county.http.post("/control/residents", json={"holds": holds})).status_code == 422


async def test_who_moved_in_is_there_after_a_restart(tmp_path: Path, serving: Any) -> None:
    async with serving(tmp_path) as county:
        card = await _move_in(county, division=VILLAGE, holds={"pension_tier": "500"})
    async with serving(tmp_path) as county:
        found = (await county.query("RS-JM", card["number"], "pension_tier")).json()
    assert found["data"] == {"pension_tier": "500"}

"""The result comes in one of the ways the item offers; a parcel has an address, sealed and masked."""

from typing import Any

from sqlmodel import Session, select

from backend.cases.delivery import address_of
from backend.cases.tables import CaseRow
from tests.backend.cases.conftest import Desk

ELSEWHERE = "某省某县某镇他村9号"


async def submit(desk: Desk, **delivery: Any) -> Any:
    visit, body = await desk.prepared("TT-001")
    body["items"][0] |= delivery
    return await desk.submit(visit, body)


async def test_a_way_the_item_does_not_offer_is_refused(desk: Desk) -> None:
    reply = await submit(desk, delivery="pigeon")
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "/items/0/delivery"
    assert desk.outbox.orders == []


async def test_a_parcel_that_would_go_nowhere_is_refused(desk: Desk) -> None:
    reply = await submit(desk, delivery="courier")
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "/items/0/delivery_address"
    assert (await submit(desk, delivery="courier", delivery_address="  ")).status_code == 422


async def test_the_address_of_a_parcel_is_sealed_shown_masked_and_whole_on_the_slip_only(desk: Desk) -> None:
    reply = await submit(desk, delivery="courier", delivery_address=ELSEWHERE)
    assert reply.status_code == 201, reply.text
    assert ELSEWHERE not in reply.text
    told = reply.json()["cases"][0]
    assert told["delivery"] == "courier"
    view = await desk.view(told["case"])
    assert (view["delivery"], view["delivery_address"]) == ("courier", "某省某县某镇他村*")

    def stored(session: Session) -> tuple[bytes | None, str | None]:
        case = session.exec(select(CaseRow)).one()
        return case.delivery_address, address_of(session, case)

    sealed, whole = await desk.node.store.read(stored)
    assert whole == ELSEWHERE
    assert sealed is not None
    assert ELSEWHERE.encode() not in sealed


async def test_a_result_collected_here_keeps_no_address(desk: Desk) -> None:
    reply = await submit(desk, delivery="collection", delivery_address=ELSEWHERE)
    view = await desk.view(reply.json()["cases"][0]["case"])
    assert (view["delivery"], view["delivery_address"]) == ("collection", None)

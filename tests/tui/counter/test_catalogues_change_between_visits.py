"""A newer catalogue serves the next visit; the one at the window is finished by the catalogue it began with."""

from typing import Any

from backend.contract import EventKind
from backend.guide.steps import Step


async def change_over(node: Any, version: str) -> None:
    newer = node.bundle.model_copy(update={"version": version})
    node.bundle, node.catalogue = newer, newer.model_dump_json(by_alias=True).encode()
    await node.tell(EventKind.CATALOGUE_CHANGED, version)


async def test_a_visit_under_way_is_handed_over_by_the_catalogue_it_began_with_and_the_next_by_the_newer(
    open_counter: Any, node: Any, card: Any
) -> None:
    old = node.bundle.version
    async with open_counter() as counter:
        await counter.to_review(card)
        await change_over(node, "newer")
        await counter.until(lambda: counter.place.station._newest.version == "newer")
        assert counter.place.station.catalogue.version == old
        await counter.hand_over()
        assert node.submissions[-1].catalogue_version == old
        counter.walk.stand_up()
        assert counter.place.station.catalogue.version == "newer"


async def test_with_nobody_at_the_window_the_newer_one_is_used_at_once(open_counter: Any, node: Any) -> None:
    async with open_counter() as counter:
        await counter.until(lambda: counter.place.station.catalogue is not None)
        await change_over(node, "newer")
        await counter.until(lambda: counter.place.station.catalogue.version == "newer")


async def test_an_outdated_catalogue_is_renewed_and_the_visit_goes_on_with_the_new_one(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        newer = node.bundle.model_copy(update={"version": "newer"})
        node.bundle, node.catalogue = newer, newer.model_dump_json(by_alias=True).encode()
        node.refuse = [("submission", "catalogue_outdated")]
        await counter.press("f12")
        await counter.until(lambda: counter.place.station.catalogue.version == "newer")
        await counter.settle()
        assert [item.code for item in counter.walk.visit.items] == ["RS-001"]
        await counter.hand_over()
        assert node.submissions[-1].catalogue_version == "newer"


async def test_a_newer_catalogue_moves_neither_the_cursor_nor_what_is_being_typed(
    open_counter: Any, node: Any, card: Any
) -> None:
    node.phone = None
    async with open_counter() as counter:
        await counter.begin(card)
        counter.walk.goto(Step.FILL, "phone")
        await counter.type("1390000")
        newer = node.bundle.model_copy(update={"version": "newer"})
        node.bundle, node.catalogue = newer, newer.model_dump_json(by_alias=True).encode()
        await counter.place._renew_catalogue()
        await counter.type("5518")
        assert counter.walk.pages.entry.sheet.at == "phone"
        assert counter.walk.pages.entry.field.value == "13900005518"

"""A newer catalogue serves the next visit; the one at the window is finished by the catalogue it began with."""

from typing import Any

from backend.contract import EventKind
from tests.tui.counter.test_bad_lines import to_review


async def change_over(node: Any, version: str) -> None:
    newer = node.bundle.model_copy(update={"version": version})
    node.bundle, node.catalogue = newer, newer.model_dump_json(by_alias=True).encode()
    await node.tell(EventKind.CATALOGUE_CHANGED, version)


async def test_a_visit_under_way_is_handed_over_by_the_catalogue_it_began_with_and_the_next_by_the_newer(
    open_counter: Any, node: Any, card: Any
) -> None:
    old = node.bundle.version
    async with open_counter() as counter:
        await to_review(counter, card)
        await change_over(node, "newer")
        await counter.until(lambda: counter.place.station._newest.version == "newer")
        assert counter.place.station.catalogue.version == old
        await counter.press("f12")
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        assert node.submissions[-1].catalogue_version == old
        counter.walk.stand_up()
        assert counter.place.station.catalogue.version == "newer"


async def test_with_nobody_at_the_window_the_newer_one_is_used_at_once(open_counter: Any, node: Any) -> None:
    async with open_counter() as counter:
        await counter.until(lambda: counter.place.station.catalogue is not None)
        await change_over(node, "newer")
        await counter.until(lambda: counter.place.station.catalogue.version == "newer")

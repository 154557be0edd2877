"""A paper brought later may come with its scan: handed in for the visit of the case, sent with the supplement."""

from typing import Any

from backend.contract import CaseAction, PaperView
from tests.tui.counter.at_work import A_PAGE
from tui.counter.cases.case_screen import CaseScreen
from tui.counter.cases.supplement import SupplementModal

OWED = PaperView(
    material="m", name="银行卡", name_en="Bank card", state="follows", reason="", reason_en="", due_on=None
)


async def at_supplement(counter: Any, node: Any, visit: str) -> SupplementModal:
    node.cases["c"] = node._view("c", "999999101000012611220018", "RS-001")
    actions = [CaseAction(action="supplement")]
    node.change("c", "supplement_due", papers=[OWED], actions=actions, visit=visit)
    counter.place.deeds.opening.open_case("c")
    await counter.until(lambda: isinstance(counter.app.screen, CaseScreen) and counter.app.screen.view is not None)
    await counter.press("1")
    assert isinstance(counter.app.screen, SupplementModal)
    return counter.app.screen


async def test_a_scan_is_attached_to_the_paper_and_sent_with_it(
    open_counter: Any, node: Any, station_folder: Any
) -> None:
    station_folder.mkdir(parents=True, exist_ok=True)
    path = station_folder / "card.pdf"
    path.write_bytes(A_PAGE)
    async with open_counter() as counter:
        modal = await at_supplement(counter, node, "v-1")
        await counter.press("f3")
        counter.app.screen.field.value = str(path)
        await counter.press("enter")
        await counter.until(lambda: bool(modal.brought.papers))
        await counter.settle()
        assert ("POST", "visits/v-1/files") in node.asked
        assert "1 scan" in counter.text()
        (digest,) = modal.brought.papers["m"]
        assert digest.startswith("sm3:")


async def test_a_node_that_does_not_name_the_visit_takes_papers_without_scans(open_counter: Any, node: Any) -> None:
    async with open_counter() as counter:
        modal = await at_supplement(counter, node, "")
        await counter.press("f3")
        assert counter.app.screen is modal
        await counter.press("enter")
        assert modal.brought.papers == {"m": []}

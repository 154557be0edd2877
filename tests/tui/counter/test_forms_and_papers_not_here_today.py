"""The filled form is printed before it is signed; a paper that cannot be given today leads to what the rules allow."""

from pathlib import Path
from typing import Any

import pytest

from backend.guide.outcome import DecisionKind, PaperState
from backend.guide.steps import Step
from tests.tui.counter.at_work import A_PAGE
from tui.counter.pages.paper_acts import Act
from tui.counter.visit import Visit


async def at_the_papers(counter: Any, card: Any, item: str = "RS-001") -> Visit:
    """Everything answered and filled in; the cursor on the first paper."""
    await counter.begin(card, item)
    await counter.answer_all(before=Step.PAPERS)
    await counter.press("f3")
    visit: Visit = counter.walk.visit
    return visit


def digit_of(counter: Any, act: Act) -> str:
    acts = [found.act for found in counter.walk.pages.papers.acts()]
    return str(acts.index(act) + 1)


@pytest.mark.parametrize("key", ["f3", "f9"])
async def test_the_form_to_be_signed_is_printed_from_the_papers_and_from_the_review(
    open_counter: Any, node: Any, card: Any, station_folder: Path, key: str
) -> None:
    async with open_counter() as counter:
        visit = await at_the_papers(counter, card)
        before = visit.changes
        await counter.press(key, "ctrl+p")
        await counter.until(lambda: "saved as receipts/" in counter.said)
        assert len(counter.said) < 78, "one line"
        (written,) = (station_folder / "receipts").iterdir()
        assert written.read_bytes() == b"%PDF-1.7 form"
        (sent,) = node.forms
        assert [item.item for item in sent.items] == ["RS-001"]
        assert visit.changes == before


async def test_the_papers_page_says_how_the_form_is_printed(open_counter: Any, card: Any) -> None:
    async with open_counter((80, 24)) as counter:
        await at_the_papers(counter, card)
        assert "Ctrl+P prints the form to be signed" in counter.text()


async def test_a_form_the_node_cannot_print_is_told(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        await at_the_papers(counter, card)
        node.refuse.append(("form.pdf", "printing_unavailable"))
        await counter.press("ctrl+p")
        await counter.until(lambda: bool(counter.said))
        assert "font" in counter.said


async def test_the_signed_form_is_attached_as_a_scan(open_counter: Any, node: Any, card: Any, tmp_path: Path) -> None:
    async with open_counter() as counter:
        visit = await at_the_papers(counter, card)
        code = counter.walk.pages.papers.at
        scan = tmp_path / "signed.pdf"
        scan.write_bytes(A_PAGE)
        await counter.walk.sitting.attach(code, scan)
        await counter.settle()
        assert len(visit.paper(code).files) == 1
        await counter.press(digit_of(counter, Act.SIGN))
        line = next(line for _, line in visit.paper_lines() if line.material.code == code)
        assert line.state is PaperState.IN_HAND


async def test_a_paper_that_cannot_be_given_today_is_looked_for_no_more_and_leads_to_a_notice(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        visit = await at_the_papers(counter, card)
        code = counter.walk.pages.papers.at
        await counter.press(digit_of(counter, Act.LACK))
        assert counter.walk.open_needs() == []
        assert counter.walk.step is Step.REVIEW
        assert visit.decisions() == {"RS-001": DecisionKind.NOTIFY}
        await counter.press("ctrl+l")
        assert "Signed here at the window" in counter.app.screen.text
        await counter.press("escape", "f12")
        await counter.until(lambda: visit.receipt is not None)
        (sent,) = node.submissions
        assert sent.papers[code].absent
        assert sent.items[0].decision == "notify"
        await counter.press("ctrl+l")
        assert "Signed here at the window" in counter.app.screen.text  # also when the notice was given


async def test_what_is_brought_after_all_is_taken_as_ever(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        visit = await at_the_papers(counter, card)
        code = counter.walk.pages.papers.at
        await counter.press(digit_of(counter, Act.LACK), "f3")
        assert "cannot be given today" in counter.text()
        await counter.press(digit_of(counter, Act.SIGN))
        assert not visit.paper(code).absent
        assert visit.decisions() == {"RS-001": DecisionKind.ACCEPT}

"""F8 shows the whole guide, in the search list too; Ctrl+L shows and prints what the citizen still lacks."""

from typing import Any

import pytest

from backend.guide.steps import Step
from tui.locale import set_language
from tui.widgets import Reader
from tui.widgets.paged_text import PagedText


def page(counter: Any) -> str:
    """The whole text that was opened over the page."""
    assert isinstance(counter.app.screen, Reader), counter.text()
    return counter.app.screen.text


async def test_f8_in_the_search_list_shows_the_guide_of_the_item_at_the_cursor_and_takes_nothing(
    open_counter: Any, card: Any
) -> None:
    async with open_counter((80, 24)) as counter:
        await counter.lay(card)
        await counter.type("ny-001")
        await counter.press("f8")
        assert counter.app.screen.heading.startswith("NY-001")
        assert "Papers" in page(counter)
        await counter.press("escape")
        assert counter.walk.step is Step.CHOOSE
        assert counter.walk.pages.choose.search.value == "ny-001"
        assert counter.walk.visit.items == []


async def test_an_item_without_a_guide_has_none_to_show(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.type("GA-024")
        assert counter.walk.pages.choose.list.current.code == "GA-024"
        await counter.press("f8")
        assert not isinstance(counter.app.screen, Reader)


async def test_the_guide_of_an_item_not_taken_tells_what_is_known_of_this_citizen(
    open_counter: Any, make_card: Any
) -> None:
    async with open_counter() as counter:
        await counter.lay(make_card("999999201501011234"))
        await counter.type("RS-001")
        await counter.press("f8")
        assert "✗" in page(counter)


@pytest.mark.parametrize(("size", "language"), [((120, 36), "en"), ((80, 24), "zh_CN")])
async def test_the_slip_tells_what_is_lacking_and_where_to_get_it(
    open_counter: Any, node: Any, card: Any, size: tuple[int, int], language: str
) -> None:
    node.silent |= {"GA-RK"}
    async with open_counter(size, language=language) as counter:
        set_language(language)
        await counter.begin(card, "MZ-001")
        await counter.press("ctrl+l")
        slip = page(counter)
        visit = counter.walk.visit
        assert visit.applicant in slip
        for _, line in visit.paper_lines():
            assert line.material.name.to(language) in slip
        for question in visit.assessment("MZ-001").open_questions():
            assert question.situation.question.to(language) in slip
        assert ("working days 9:00" if language == "en" else "工作日 9:00") in slip
        assert "0700-1234567" in slip
        assert card.name not in slip
        assert card.id_number not in slip


async def test_a_paper_two_items_need_stands_on_the_slip_once(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card, "MZ-001")
        await counter.press("f2")
        await counter.type("NY-001")
        await counter.press("enter")
        await counter.until(lambda: not counter.walk.visit.book.pending)
        shared = [line.material.name.en for line in counter.walk.visit.shared_papers()]
        assert shared
        await counter.press("ctrl+l")
        assert [page(counter).count(f"{name} (") + page(counter).count(f"· {name}\n") for name in shared] == [
            1 for _ in shared
        ]


async def test_the_slip_is_printed_as_it_stands_and_the_visit_goes_on_unchanged(
    open_counter: Any, node: Any, card: Any, station_folder: Any
) -> None:
    async with open_counter() as counter:
        await counter.begin(card, "RS-001")
        visit, before = counter.walk.visit, counter.walk.visit.changes
        await counter.press("ctrl+l", "ctrl+p")
        await counter.until(lambda: "saved as receipts/" in counter.said)
        assert not isinstance(counter.app.screen, Reader)
        (written,) = (station_folder / "receipts").iterdir()
        assert written.read_bytes() == b"%PDF-1.7 slip"
        (sent,) = node.slips
        assert [item.item for item in sent.items] == ["RS-001"]
        assert visit.changes == before
        assert node.effects == {}


async def test_without_the_node_the_slip_is_printed_as_plain_text(
    open_counter: Any, node: Any, card: Any, station_folder: Any
) -> None:
    async with open_counter() as counter:
        await counter.begin(card, "RS-001")
        await counter.press("ctrl+l")
        shown = page(counter)
        node.refuse.append(("slip.pdf", "printing_unavailable"))
        await counter.press("ctrl+p")
        await counter.until(lambda: "saved as receipts/" in counter.said)
        (written,) = (station_folder / "receipts").iterdir()
        assert written.suffix == ".txt"
        assert written.read_text().endswith(shown)


async def test_there_is_no_slip_before_an_item_was_chosen(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.press("ctrl+l")
        assert not isinstance(counter.app.screen, Reader)
        await counter.lay(card)
        await counter.press("ctrl+l")
        assert not isinstance(counter.app.screen, Reader)


async def test_f8_tells_all_about_the_item_and_f1_about_the_screen(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.press("f8")
        assert "Conditions" in counter.text()
        assert "● law, read" in counter.text()
        whole = counter.pilot.app.screen.query_one(PagedText).text
        item = counter.walk.visit.item("RS-001")
        for text in (*item.mistakes, *item.remedies, item.result.name, *(m.name for m in item.materials)):
            assert text.en in whole
        for ground in item.legal_basis:
            assert f"{ground.text.en} {ground.confidence.mark}" in whole
        for stage in item.stages:
            assert f"{stage.name.en} {item.settings_confidence.mark}" in whole
        await counter.press("escape", "f1")
        assert "Asking and filling in" in counter.text()
        assert "This is the counter" in counter.text()
        assert "Hand over" in counter.text()


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_guide_under_f8_can_be_read_to_its_end_in_chinese(
    open_counter: Any, card: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.begin(card)
        await counter.press("ctrl+g", "f8")
        item = counter.walk.visit.item("RS-001")
        whole = counter.pilot.app.screen.query_one(PagedText).text
        assert "No fee" not in whole and "不收费" in whole
        assert f"{item.stages[0].name.zh} {item.settings_confidence.mark}" in whole
        assert "● 法律条文" in counter.text()
        await counter.press("end")
        assert item.popular_names[0] in counter.text()

"""An organisation at the counter: by its code typed or scanned, with who acts for it, in whatever order they come."""

from shutil import copytree
from typing import Any

import pytest

from backend.catalogue import DATA, load
from backend.guide.bundle import Bundle
from backend.guide.steps import Step
from tests.tui.fake.node import FakeNode
from tests.tui.fake.people import NOW, NUMBER
from tui.counter.arrivals.identity import checked, refusal_words
from tui.counter.dialogs.questions import ChoiceModal

CODE, NAME, ITEM = "93999999MA6WX1A03L", "云溪县石门柑橘种植专业合作社", "QY-001"
OTHER_CODE = "91999999MA6WX3C1X6"
REGISTER = {
    "org_name": NAME, "org_status": "active", "org_kind": "cooperative",
    "org_address": "云溪县东瀼口镇石门村2组58号", "org_representative": "向国强",
}  # fmt: skip
SIZES = [(120, 36), (80, 24)]


@pytest.fixture(scope="session")
def with_organisations(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """One item of people and two of organisations."""
    folder = tmp_path_factory.mktemp("organisations")
    copytree(DATA, folder, dirs_exist_ok=True)
    for path in (folder / "items").glob("*.yaml"):
        if path.stem not in ("RS-001", ITEM, "QY-002"):
            path.unlink()
    return load(folder)


@pytest.fixture
def node(with_organisations: Bundle) -> FakeNode:
    fake = FakeNode(with_organisations, with_organisations.model_dump_json(by_alias=True).encode())
    fake.shared = {**fake.shared, "SC-DJ": dict(REGISTER)}
    return fake


async def with_code(counter: Any, code: str = CODE) -> None:
    await counter.type(code)
    await counter.press("enter")
    await counter.until(lambda: counter.walk.visit is not None and not counter.walk.visit.book.pending)


@pytest.mark.parametrize("size", SIZES)
async def test_a_code_is_typed_and_the_register_says_who_it_is(
    open_counter: Any, node: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await with_code(counter)
        assert counter.walk.step is Step.CHOOSE
        assert CODE in counter.text() and NAME[:8] in counter.text()
        assert "Now lay the ID card" in counter.said
        [asked] = node.look_ups
        assert (asked.system, asked.items) == ("SC-DJ", [])


async def test_the_column_shows_name_kind_standing_and_address_and_masks_the_representative(open_counter: Any) -> None:
    async with open_counter((120, 36)) as counter:
        await with_code(counter)
        await counter.type(ITEM)
        await counter.press("enter")
        await counter.until(lambda: not counter.walk.visit.book.pending)
        text = counter.text()
        assert "Farmers' cooperative ·" in text and "Active" in text
        assert "Represented by 向*" in text and "向国强" not in text
        assert "credit code typed" in text


@pytest.mark.parametrize("size", SIZES)
async def test_from_code_to_receipt_with_the_agents_card_in_between(
    open_counter: Any, node: Any, card: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await with_code(counter)
        await counter.lay(card)
        assert isinstance(counter.app.screen, ChoiceModal)
        await counter.press("2")
        visit = counter.walk.visit
        assert (visit.agent.id_number, visit.agent_relation) == (NUMBER, "agent")
        await counter.type(ITEM)
        await counter.press("enter")
        await counter.until(lambda: not visit.book.pending)
        assert "org_attends" not in [line.situation.fact for _, line in visit.questions() if line.known is None]
        await counter.press("3", *"13900005518", "enter", "1", "enter")
        assert counter.walk.step is Step.PAPERS
        await counter.press("1", "1", "f9", "f12")
        await counter.until(lambda: visit.receipt is not None)
        [submission] = node.submissions
        assert submission.items[0].decision == "accept"
        assert submission.facts["org_name"].value is None  # the node uses what it holds
        assert node.visits[visit.id].card.document_kind == "credit_code"
        assert node.visits[visit.id].agent.id_number == NUMBER


async def test_the_persons_card_may_come_first_and_the_code_be_typed_into_the_search(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.type(CODE)
        await counter.press("enter")
        assert isinstance(counter.app.screen, ChoiceModal)
        await counter.press("enter")
        visit = counter.walk.visit
        assert (visit.card.id_number, visit.agent.id_number) == (CODE, NUMBER)
        assert visit.agent_relation == "representative"
        assert "Legal representative" in counter.text() and "Acts for" not in counter.text()
        assert counter.place.kept.drafts == {}


async def test_another_name_than_the_registered_representatives_is_pointed_out(open_counter: Any, card: Any) -> None:
    async with open_counter((120, 36)) as counter:
        await with_code(counter)
        await counter.lay(card)
        await counter.press("1")
        assert "Now lay the ID card" not in counter.said
        await counter.type(ITEM)
        await counter.press("enter")
        await counter.until(lambda: not counter.walk.visit.book.pending)
        assert "▲ The register names" in counter.text()


async def test_who_only_comes_next_leaves_the_visit_as_it_was(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await with_code(counter)
        before = counter.walk.visit.id
        await counter.lay(card)
        await counter.press("escape")
        assert (counter.walk.visit.id, counter.walk.visit.agent) == (before, None)
        await counter.lay(card)
        await counter.press("3")
        assert counter.walk.visit.card.id_number == NUMBER
        assert list(counter.place.kept.drafts) == [before]
        await counter.press("escape")
        assert NAME[:6] in counter.text()


@pytest.mark.parametrize("held", [CODE, f"https://www.gsxt.gov.cn/index.html?uniscid={CODE}&from=qr"])
async def test_the_square_code_of_a_licence_is_scanned(open_counter: Any, held: str) -> None:
    async with open_counter() as counter:
        counter.place.deeds.scanned(held)
        await counter.settle()
        assert counter.walk.visit.card.id_number == CODE
        assert "credit code read" in counter.text()


async def test_an_item_for_the_other_kind_of_applicant_stands_back_and_says_why(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.type("QY-001")
        assert "Only an organisation applies for this." in counter.text()
        await counter.press("enter")
        assert counter.walk.visit.items == []
        assert "Only an organisation" in counter.said


async def test_an_organisation_finds_its_own_items_first_and_counts_only_those(open_counter: Any) -> None:
    async with open_counter() as counter:
        await with_code(counter)
        assert "11 of 11" in counter.text()
        await counter.type("001")
        assert counter.walk.pages.choose.list.current.code == ITEM
        assert "persons only" in counter.text()


async def test_an_unknown_organisation_is_marked_and_can_still_be_served(open_counter: Any, node: Any) -> None:
    node.shared = {**node.shared, "SC-DJ": {}}
    async with open_counter((120, 36)) as counter:
        await with_code(counter, OTHER_CODE)
        assert "In no register here" in counter.text()
        await counter.type(ITEM)
        await counter.press("enter")
        await counter.until(lambda: not counter.walk.visit.book.pending)
        assert "org_status" in [line.situation.fact for _, line in counter.walk.visit.questions()]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("93999999MA6WX1A03M", "The last character does not fit the others of the credit code"),
        ("93999999MA6WX1A0", "The credit code has 16 characters"),
        ("9399999IMA6WX1A03L", "Character 8 cannot stand there in a credit code"),
        ("9999991990010112a8", "Character 17"),
        ("999999199001011239", "The last character does not fit the others, so"),
    ],
)
def test_a_wrong_number_is_refused_in_the_words_of_its_kind(typed: str, says: str) -> None:
    assert refusal_words(checked(typed, NOW.date())).startswith(says)


async def test_a_number_mistyped_among_the_items_is_refused_with_the_reason(open_counter: Any) -> None:
    async with open_counter((120, 36)) as counter:
        await with_code(counter)
        await counter.type(NUMBER[:-1])
        await counter.press("enter")
        await counter.until(lambda: counter.said == refusal_words(checked(NUMBER[:-1], NOW.date())))
        assert counter.walk.visit.card.id_number == CODE

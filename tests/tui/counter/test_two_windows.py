"""The same person, or the same visit, at two windows: said at both, stopped at neither, handed over once."""

from datetime import timedelta
from typing import Any

import pytest

from backend.contract import DraftKept, EventKind, ServedElsewhere
from backend.guide.steps import Step
from tests.tui.fake.people import NOW


@pytest.fixture
def at_window_5(node: Any) -> None:
    node.elsewhere = [ServedElsewhere(window="05", since=NOW - timedelta(minutes=12))]


@pytest.mark.usefixtures("at_window_5")
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_who_is_served_at_another_window_is_said_and_work_goes_on(
    open_counter: Any, card: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size=size) as counter:
        await counter.lay(card)
        assert "This person is being served at window 5 since 10:18." in counter.said
        assert counter.screen.notice.level == "caution"
        await counter.press("enter")
        assert "at window 5 since 10:18" in counter.text()


@pytest.mark.usefixtures("at_window_5")
async def test_it_is_said_in_chinese(open_counter: Any, card: Any) -> None:
    async with open_counter(language="zh_CN") as counter:
        await counter.lay(card)
        assert "这位群众 10:18 起正在 5 号窗办理" in counter.said


WINDOW_6 = ServedElsewhere(window="06", since=NOW - timedelta(minutes=1))


@pytest.fixture
def kept_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.client.station._PUSH_AFTER", 0.02)


async def type_something(counter: Any, node: Any) -> None:
    """A change, and the node's answer to the draft of it."""
    before = node.drafts.get(counter.walk.visit.id)
    counter.walk.keep()
    await counter.until(lambda: node.drafts.get(counter.walk.visit.id) is not before)
    await counter.settle()


@pytest.mark.usefixtures("kept_at_once")
async def test_who_goes_to_another_window_later_is_said_when_the_draft_is_kept(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter(size=(120, 36)) as counter:
        await counter.lay(card)
        await type_something(counter, node)
        assert "window 6" not in counter.text()
        node.kept = DraftKept(served_elsewhere=[WINDOW_6])
        await type_something(counter, node)
        assert "This person is being served at window 6 since 10:29." in counter.said
        assert "at window 6 since 10:29" in counter.text()
        counter.screen.say("")
        await type_something(counter, node)
        assert counter.said == "", "said once"


@pytest.mark.usefixtures("kept_at_once")
async def test_a_visit_taken_over_elsewhere_is_said_one_that_was_fetched_is_not(
    open_counter: Any, node: Any, card: Any
) -> None:
    node.kept = DraftKept(taken_from=WINDOW_6)
    async with open_counter() as counter:
        await counter.lay(card)
        await type_something(counter, node)
        assert node.kept.taken_from is None
        assert "window 6" not in counter.said, "it was left there, and fetched here"
        node.kept = DraftKept(taken_from=WINDOW_6)
        await type_something(counter, node)
        assert "Window 6 goes on with this visit since 10:29" in counter.said


async def test_a_visit_taken_over_is_said_at_once_though_nothing_is_saved(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter(size=(120, 36)) as counter:
        await counter.lay(card)
        visit = counter.walk.visit
        await counter.type("canbao")
        for window in (counter.place.station.window, "06", "06"):
            await node.tell(EventKind.VISIT_TAKEN_OVER, visit.id, window=window)
        await counter.until(lambda: "Window 6 goes on with this visit since 10:30" in counter.said)
        assert [other.window for other in visit.elsewhere] == ["06"], "not of its own doing, and each once"
        assert "at window 6 since 10:30" in counter.text()
        assert "canbao" in counter.text(), "nothing typed is gone"
        counter.screen.say("")
        await node.tell(EventKind.VISIT_TAKEN_OVER, "another visit", window="07")
        await counter.settle()
        assert counter.said == ""


@pytest.mark.usefixtures("kept_at_once")
async def test_a_visit_another_window_handed_over_shows_that_receipt_and_says_so(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        plain = node._submit

        def at_the_other_window(request: Any, visit: str) -> Any:
            plain(request, visit)
            [(key, receipt)] = node.effects.items()
            node.effects[key] = receipt.model_copy(update={"window": "05"})
            return node.problem("already_submitted", 409)

        node._submit = at_the_other_window
        counter.walk.visit.elsewhere = (WINDOW_6,)
        await counter.until(lambda: bool(node.drafts))
        await counter.hand_over()
        assert counter.walk.step is Step.HAND_OVER
        counter.screen.say("")
        assert "Window 5 handed this visit over already" in counter.text()
        assert "at window 6" not in counter.text(), "nothing is left to agree upon"
        await counter.until(lambda: not node.drafts)


async def test_a_visit_that_was_handed_over_is_not_offered_to_other_windows_any_more(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        await counter.until(lambda: bool(node.drafts))
        await counter.press("f12")
        await counter.until(lambda: not node.drafts)


async def test_a_draft_that_is_forgotten_is_not_offered_to_other_windows_either(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        await counter.until(lambda: bool(node.drafts))
        counter.place.kept.put_aside()
        counter.place.kept.drop(next(iter(counter.place.kept.drafts)))
        await counter.until(lambda: not node.drafts)


async def test_a_visit_finished_while_the_node_is_away_is_dropped_there_when_it_is_back(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        await counter.until(lambda: bool(node.drafts))
        counter.place.kept.put_aside()
        node.down = True
        counter.place.kept.drop(next(iter(counter.place.kept.drafts)))
        await counter.settle()
        assert node.drafts
        node.down = False
        await counter.place.station.settle()
        assert not node.drafts


async def test_what_another_window_put_aside_stands_in_the_list_when_the_next_citizen_is_awaited(
    open_counter: Any, node: Any, card: Any, make_card: Any
) -> None:
    async with open_counter() as counter:
        await counter.to_review(card)
        await counter.until(lambda: bool(node.drafts))
        [mine] = node.drafts.values()
        await counter.press("f12")
        other = mine.model_copy(update={"visit": "01920000-0000-7000-8000-00000000000b"})
        node.drafts[other.visit] = other
        await counter.press("enter")
        await counter.until(lambda: "another window" in counter.text())

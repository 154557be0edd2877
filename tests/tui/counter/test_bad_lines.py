"""Node or department not there, saying no, or losing an answer: the operator goes on, nothing is lost or twice."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from backend.guide.steps import Step
from tests.tui.counter.test_happy_path import finish
from tui.client import Reach


async def to_review(counter: Any, card: Any) -> None:
    await counter.begin(card)
    for _ in range(12):
        if counter.walk.step is Step.REVIEW:
            return
        offered = counter.walk.visit.offered(counter.walk.entry.sheet.at) is not None
        await counter.press("enter" if offered else "1")
    raise AssertionError(counter.text())


async def test_without_a_node_at_start_the_counter_says_so_and_signs_in_when_it_comes(
    open_counter: Any, node: Any
) -> None:
    node.down = True
    async with open_counter() as counter:
        await counter.until(lambda: counter.place.station.connection.state.reach is Reach.OFFLINE, 15)
        assert "The node does not answer" in counter.said
        assert "no node since" in counter.text()
        node.down = False
        await counter.until(lambda: counter.place.station.hall is not None, 15)
        assert "connected" in counter.text()


async def test_the_node_goes_away_in_the_middle_and_the_operator_goes_on(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        node.down = True
        await counter.press("enter")
        counter.place.station.connection.failed()
        await counter.settle()
        assert "no node since" in counter.text()
        assert counter.walk.step is not Step.CHOOSE
        needs = [need.code for need in counter.walk.open_needs()]
        assert "RS-001:tier" in needs


async def test_a_hand_over_without_a_node_is_kept_and_sent_when_it_is_back(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        node.down = True
        await counter.press("f12")
        assert "Not answered yet" in counter.said
        assert counter.walk.visit.in_flight
        assert node.effects == {}
        assert "case number" not in counter.text().lower()
        node.down = False
        counter.place.station.connection.failed()
        counter.place._was_up = False
        counter.place.station.connection.answered(0.1)
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        assert len(node.effects) == 1
        assert counter.walk.step is Step.HAND_OVER


async def test_who_comes_while_the_node_is_away_is_begun_with_and_handed_over_once_when_it_is_back(
    open_counter: Any, node: Any, card: Any, station_folder: Any
) -> None:
    async with open_counter() as counter:
        node.down = True
        counter.place.station.connection.failed()
        await counter.lay(card)
        await counter.type("cxjmyl")
        await counter.press("enter")
        assert counter.walk.step is Step.FILL, "the guide runs here, by the catalogue kept here"
        assert "the node has not" in counter.text() and "asking" not in counter.text()
        await counter.until(lambda: bool(list((station_folder / "drafts").iterdir())))
        assert node.visits == {}
        node.down = False
        counter.place.station.connection.answered(0.1)
        await counter.until(lambda: bool(node.visits) and not counter.walk.visit.book.pending)
        await finish(counter)
        assert (list(node.visits), len(node.effects)) == ([counter.walk.visit.id], 1)


async def test_an_answer_that_was_lost_is_asked_for_again_and_nothing_is_twice(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        node.lose_replies = 2
        await counter.press("f12")
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        assert len(node.effects) == 1
        assert len(node.submissions) == 1


async def test_pressing_hand_over_twice_hands_over_once(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        await counter.pilot.press("f12", "f12", "enter", "f12")
        await counter.until(lambda: counter.walk.visit is None or counter.walk.visit.receipt is not None)
        await counter.settle()
        assert len(node.effects) == 1


@pytest.mark.parametrize(
    ("code", "words"), [("decision_differs", "another decision is right"), ("storage_full", "disk is full")]
)
async def test_a_refusal_says_what_and_what_to_do_and_the_visit_goes_on(
    open_counter: Any, node: Any, card: Any, code: str, words: str
) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        node.refuse = [("submission", code)]
        await counter.press("f12")
        assert words in counter.said
        assert counter.screen.notice.level == "problem"
        assert counter.walk.step is Step.REVIEW
        assert not counter.walk.visit.in_flight
        await counter.press("f12")
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        assert len(node.effects) == 1


async def test_a_visit_handed_over_before_shows_its_receipt(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        node.lose_replies = 99
        await counter.press("f12")
        assert counter.walk.visit.in_flight
        node.lose_replies = 0
        node.refuse = [("submission", "already_submitted")]
        counter.walk.sitting.carry_on()
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        assert len(node.effects) == 1


async def test_a_department_that_is_down_is_named_and_its_question_is_asked_by_hand(
    open_counter: Any, node: Any, card: Any
) -> None:
    node.silent = {"RS-ZG"}
    async with open_counter() as counter:
        await counter.begin(card)
        assert "no answer" in counter.text()
        assert "23/24" in counter.text()
        codes = [need.code for need in counter.walk.open_needs()]
        assert "employees_pension" in codes
        await counter.press("f5")
        assert "employees' pension" in counter.text()
        await counter.press("enter")
        await counter.settle()
        assert counter.walk.step is Step.ASK
        await counter.press("1")
        assert counter.walk.visit.book.value("employees_pension") == "none"


async def test_a_system_that_answers_late_fills_in_without_being_asked(open_counter: Any, node: Any, card: Any) -> None:
    node.slow_systems = asyncio.Event()
    async with open_counter() as counter:
        await counter.lay(card, "")
        await counter.pilot.press("enter")
        await counter.until(lambda: len(node.look_ups) >= 4)
        assert "asking" in counter.text()
        await counter.pilot.press("1")
        node.slow_systems.set()
        await counter.until(lambda: not counter.walk.visit.book.pending)
        await counter.settle()
        assert "asking" not in counter.text()


async def test_a_session_that_ended_signs_in_again_and_the_hand_over_goes_through(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        node.ended = True
        await counter.press("f12")
        await counter.until(lambda: counter.walk.visit.receipt is not None, 10)
        assert len(node.effects) == 1


async def test_an_outdated_catalogue_is_renewed_and_the_visit_goes_on_with_the_new_one(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        newer = node.bundle.model_copy(update={"version": "newer"})
        node.bundle, node.catalogue = newer, newer.model_dump_json(by_alias=True).encode()
        node.refuse = [("submission", "catalogue_outdated")]
        await counter.press("f12")
        await counter.until(lambda: counter.place.station.catalogue.version == "newer")
        await counter.settle()
        assert [item.code for item in counter.walk.visit.items] == ["RS-001"]
        await counter.press("f12")
        await counter.until(lambda: counter.walk.visit.receipt is not None)
        assert node.submissions[-1].catalogue_version == "newer"


async def test_a_configured_printer_prints_the_receipt_at_once_and_a_broken_one_says_so(
    open_counter: Any, node: Any, card: Any, tmp_path: Any
) -> None:
    paper = tmp_path / "paper.pdf"
    async with open_counter(printer=f"tee {paper}") as counter:
        await to_review(counter, card)
        await counter.press("f12")
        await counter.until(lambda: counter.said == "Printed.")
        assert paper.read_bytes().startswith(b"%PDF")
    async with open_counter(printer="false") as counter:
        await to_review(counter, card)
        await counter.press("f12")
        await counter.until(lambda: "not printed" in counter.said)
        assert counter.walk.visit.receipt is not None


async def test_a_fault_of_the_program_itself_is_told_without_anybodys_data(
    open_counter: Any, card: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_counter() as counter:
        await counter.lay(card)

        async def broken() -> None:
            raise ValueError("李某某 999999199001011238")

        counter.walk.sitting.start(broken())
        await counter.until(lambda: "ValueError" in counter.said)
        assert "999999" not in counter.said + caplog.text
        caplog.clear()


async def test_while_a_hand_over_is_on_its_way_nothing_can_be_changed_that_would_not_go_with_it(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        node.down = True
        await counter.press("f12", "enter")
        closing = " ".join(text for row in counter.walk.review.rows(80) for text, _role in row.spans)
        assert "Being sent" in closing
        assert "F12 hands over" not in closing
        assert "Read it aloud" not in counter.said
        for key in ("f2", "f3", "f5", "f9"):
            await counter.press(key)
            assert counter.walk.step is Step.REVIEW
        await counter.press("escape")
        assert counter.walk.step is Step.IDENTIFY
        await counter.press("escape")
        assert counter.walk.step is Step.REVIEW
        assert counter.walk.visit.in_flight


async def test_a_hand_over_put_aside_for_the_next_citizen_is_sent_although_the_line_never_broke(
    open_counter: Any, node: Any, card: Any, make_card: Any
) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        node.refuse = [("submission", "operation_in_flight")] * 5
        await counter.press("f12")
        first = counter.walk.visit
        await counter.until(lambda: not node.refuse or first.in_flight)
        await counter.press("escape")
        await counter.lay(make_card("999999198802024563", "欧阳某"))
        node.refuse = []
        await counter.until(lambda: len(node.effects) == 1, 15)
        assert counter.walk.visit.card.name == "欧阳某"
        await counter.until(lambda: "its receipt is in the list" in counter.said, 15)


async def test_a_hand_over_that_failed_in_the_background_once_is_tried_again(
    open_counter: Any, node: Any, card: Any, make_card: Any
) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        node.lose_replies = 99
        await counter.press("f12", "escape")
        await counter.lay(make_card("999999198802024563", "欧阳某"))
        (sitting,) = counter.place.kept._background
        await counter.until(lambda: not sitting._sending, 15)
        assert sitting.visit.in_flight
        node.lose_replies = 0
        counter.place._try_again()
        await counter.until(lambda: sitting.visit.receipt is not None, 15)
        assert len(node.effects) == 1


async def test_a_hand_over_refused_in_the_background_is_said_and_can_be_gone_on_with(
    open_counter: Any, node: Any, card: Any, make_card: Any
) -> None:
    async with open_counter() as counter:
        await to_review(counter, card)
        node.down = True
        await counter.press("f12", "escape")
        visit = counter.walk.visit.id
        await counter.lay(make_card("999999198802024563", "欧阳某"))
        node.down, node.refuse = False, [("submission", "decision_differs")]
        counter.place._try_again()
        await counter.until(lambda: "could not be handed over" in counter.said, 15)
        assert not counter.place.kept.is_unsent(visit)
        counter.place.kept.resume(visit)
        await counter.settle()
        assert counter.walk.visit.can_hand_over()
        assert counter.walk.visit.operation is None


async def test_a_visit_the_node_had_no_room_for_is_opened_when_it_has(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        node.refuse = [("visits", "storage_full")]
        await counter.lay(card)
        assert "disk is full" in counter.said
        counter.place._try_again()
        await counter.until(lambda: counter.walk.visit.opened)
        assert "works again" in counter.said


async def test_a_department_silent_at_this_visit_is_counted_even_when_the_node_has_not_heard_of_it(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        assert "24/24" in counter.text()
        node.silent = {"RS-ZG"}
        await counter.begin(card)
        assert "23/24" in counter.text()


async def test_what_was_said_follows_the_language(open_counter: Any, node: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.type("12")
        await counter.press("enter")
        said = counter.said
        assert said.isascii()
        await counter.press("ctrl+g")
        assert not counter.said.isascii()
        await counter.press("ctrl+g")
        assert counter.said == said


async def test_ctrl_c_ends_nothing_and_says_so_in_the_operators_language(open_counter: Any) -> None:
    async with open_counter((80, 24), language="zh_CN") as counter:
        await counter.press("ctrl+c")
        assert "Ctrl+Q" in counter.said
        assert "quit" not in counter.text()
        await counter.press("ctrl+k", "ctrl+c")
        assert "Ctrl+Q" in counter.text()
        assert "quit" not in counter.text()


@pytest.mark.parametrize(("ahead", "shown"), [(timedelta(hours=1), "09:30"), (timedelta(seconds=40), "10:30")])
async def test_a_station_whose_clock_is_wrong_says_so_and_keeps_the_halls_time(
    open_counter: Any, node: Any, now: Any, ahead: timedelta, shown: str
) -> None:
    node.clock = lambda: now - ahead
    async with open_counter(language="zh_CN") as counter:
        assert shown in counter.text().splitlines()[0]
        assert ("60 分钟" in counter.said) is (ahead > timedelta(minutes=1))
        assert counter.place.station.today == now.date()


async def test_before_the_node_has_ever_answered_what_can_be_done_is_said(
    open_counter: Any, node: Any, card: Any
) -> None:
    node.down = True
    async with open_counter(size=(80, 24)) as counter:
        await counter.until(lambda: counter.place.station.connection.state.reach is Reach.OFFLINE, 15)
        assert "nothing can be taken in yet. Look to the network cable, then call support" in counter.said
        await counter.lay(card)
        assert "the visit begins by itself as soon as it does. Ask the citizen to wait" in counter.said
        node.down = False
        await counter.until(lambda: counter.walk.step is Step.CHOOSE, 15)


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
        assert counter.walk.entry.sheet.at == "phone"
        assert counter.walk.entry.field.value == "13900005518"

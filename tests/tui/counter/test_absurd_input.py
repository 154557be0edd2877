"""What nobody should paste, in every box there is: shown as text or refused in a sentence, and nothing else happens."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events

from backend.contract import CaseAction, CaseActionRequest, CaseView
from backend.guide.bundle import Bundle
from backend.guide.checks import find_problem
from backend.guide.declared import Fact, FactKind
from backend.guide.steps import Step
from tests.tui.counter.at_work import Counter
from tests.tui.counter.test_afterwards import case_screen
from tui.counter.cases.cases_screen import CasesScreen
from tui.counter.dialogs.questions import ChoiceModal, WordsModal
from tui.counter.dialogs.table import TableModal
from tui.counter.scans.file_picker import FilePicker
from tui.signin.lock_screen import LockScreen
from tui.widgets import ConfirmModal, FieldInput, Notice, Reader
from tui.widgets.cells import clean

JUNK = {
    "control characters": "\x00\x07\x08abc\x1b[31mred\x1b[0m\x7f",
    "a family of emoji": "👩‍👩‍👧‍👦🇨🇳👍🏽",
    "right to left": "שלום \u202e evil",
    "full width": "１３９００００５５１８",
    "lines": "a\nb\r\nc\td",
    "nothing that shows": "\u200b\u200d\ufeff",
    "one letter with many marks": "e" + "\u0301" * 200,
    "a very long word": "W" * 3000,
    "a lone surrogate": "\ud800x",
    "a hundred thousand": "测" * 100_000,
}


def table_fact(bundle: Bundle) -> Fact:
    return next(fact for item in bundle.items for fact in item.facts.values() if fact.kind is FactKind.TABLE)


@pytest.fixture
def boxes(bundle: Bundle, tmp_path: Path) -> dict[str, Callable[[], Any]]:
    scans = tmp_path / "scans"
    scans.mkdir()  # with no file in it, of which something would be drawn a moment later
    return {
        "reason": lambda: WordsModal("Why?", "", ["because"]),
        "table": lambda: TableModal(table_fact(bundle), []),
        "path": lambda: FilePicker("A file", scans),
        "choice": lambda: ChoiceModal("Which?", "", [("a", "this"), ("b", "that")]),
        "grave": lambda: ConfirmModal("Sure?", yes="Forget", grave=True),
        "help": lambda: Reader("Help", "words", printable=True),
    }


async def paste(counter: Counter, field: FieldInput, text: str) -> None:
    field.value = ""
    field.paste(text)
    await counter.pilot.pause()


@pytest.mark.parametrize("box", ["reason", "table", "path"])
async def test_a_box_over_the_screen_takes_text_or_says_why_not(
    open_counter: Any, boxes: dict[str, Callable[[], Any]], box: str
) -> None:
    async with open_counter(size=(80, 24)) as counter:
        counter.app.push_screen(modal := boxes[box]())
        await counter.pilot.pause()
        for what, text in JUNK.items():
            await paste(counter, modal.field, text)
            assert modal.field.value.isprintable() or what == "a lone surrogate", what
            assert "\x1b" not in modal.field.value
        assert "far too long (100000 characters)" in modal.query_one(Notice).text
        assert "far too long" in counter.text()
        await paste(counter, modal.field, "some words")
        assert modal.query_one(Notice).text == ""
        await counter.press(*["escape"] * (2 if box == "table" else 1))  # rows typed are not let go at once
        assert counter.app.screen is counter.screen


SHOWS = sorted(JUNK.keys() - {"nothing that shows", "a lone surrogate", "a hundred thousand"})


@pytest.mark.parametrize("what", SHOWS)
async def test_junk_said_of_an_agent_goes_on_as_one_line_of_what_fits(
    open_counter: Any, node: Any, card: Any, make_card: Any, what: str
) -> None:
    async with open_counter(size=(80, 24)) as counter:
        await counter.lay(card)
        await counter.lay(make_card("999999198802024568", "欧阳某"))
        await counter.press("1")
        await paste(counter, counter.app.screen.field, JUNK[what])
        await counter.press("enter")
        visit = counter.walk.visit
        assert visit.agent_relation == clean(visit.agent_relation)
        assert 0 < len(visit.agent_relation) <= 20
        assert node.visits[visit.id].agent_relation == visit.agent_relation


@pytest.mark.parametrize("what", SHOWS)
async def test_junk_said_of_a_withdrawal_goes_on_as_one_line_of_what_fits(
    open_counter: Any, node: Any, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    sent: list[CaseActionRequest] = []

    async def act(case: str, request: CaseActionRequest, _operation: str) -> CaseView:
        sent.append(request)
        return CaseView.model_validate(node.cases[case])

    async with open_counter(size=(80, 24)) as counter:
        await case_screen(counter, node, actions=[CaseAction(action="withdraw", needs_words=True)])
        monkeypatch.setattr(counter.place.station.node, "act", act)
        await counter.press("1")
        await paste(counter, counter.app.screen.field, JUNK[what])
        await counter.press("enter")
        await counter.until(lambda: bool(sent))
        words = sent[0].words
        assert words is not None
        assert words == clean(words)
        assert 0 < len(words) <= 200


@pytest.mark.parametrize("box", ["reason", "table", "path", "choice", "grave", "help"])
async def test_a_box_in_a_window_made_tiny_is_covered_and_no_key_or_paste_answers_it_unseen(
    open_counter: Any, boxes: dict[str, Callable[[], Any]], box: str
) -> None:
    answers: list[object] = []
    async with open_counter() as counter:
        counter.app.push_screen(boxes[box](), answers.append)
        await counter.settle()
        before = counter.text()
        await counter.pilot.resize_terminal(40, 10)
        await counter.settle()
        assert "too small" in counter.text()
        assert "Esc" not in counter.text()
        await counter.press("1", "x", "enter", "f2", "f12", "delete", "ctrl+x", "ctrl+p", "f1", "escape")
        counter.app.post_message(events.Paste("pasted"))
        await counter.pilot.resize_terminal(120, 36)
        await counter.settle()
        assert counter.text() == before
        assert answers == []


async def test_a_box_takes_keys_from_the_moment_it_is_asked_for(
    open_counter: Any, boxes: dict[str, Callable[[], Any]]
) -> None:
    async with open_counter() as counter:
        counter.app.push_screen(boxes["choice"]())
        assert not counter.app.screen.too_small
        await counter.settle()


@pytest.mark.parametrize("screen", [CasesScreen, LockScreen])
async def test_a_screen_of_its_own_says_why_it_took_nothing(open_counter: Any, screen: type[Any]) -> None:
    async with open_counter(size=(80, 24)) as counter:
        if screen is LockScreen:
            counter.place.session.lock()
        else:
            counter.place.deeds.do("cases")
        await counter.until(lambda: isinstance(counter.app.screen, screen))
        here = counter.app.screen
        field = here.query_one(FieldInput)
        for text in JUNK.values():
            await paste(counter, field, text)
        assert "far too long" in here.query_one(Notice).text


async def test_what_was_said_of_a_paste_goes_when_a_text_is_taken(open_counter: Any) -> None:
    async with open_counter() as counter:
        number = counter.screen.identify.number
        most = number.max_length
        await paste(counter, number, "9" * (most + 10))
        assert f"the first {most} characters fit; 10 were left out" in counter.said
        await counter.press("backspace")
        assert counter.said == ""
        number.paste("9")
        number.paste("9")
        await counter.pilot.pause()
        assert counter.said == f"This field takes {most} characters and is full. Remove some of them first."


async def test_a_folder_that_went_away_is_said_and_is_there_again(open_counter: Any, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    async with open_counter(size=(80, 24)) as counter:
        counter.app.push_screen(picker := FilePicker("A file", folder))
        await counter.pilot.pause()
        assert "This folder cannot be opened" in counter.text()
        folder.mkdir()
        picker._look_again()
        await counter.pilot.pause()
        assert "Nothing here yet: scan the paper now" in counter.text()
        assert "Look at it" not in counter.text()
        (folder / "paper.pdf").write_bytes(b"%PDF-1.7")
        picker._look_again()
        await counter.pilot.pause()
        assert "Nothing here yet" not in counter.text()
        assert "cannot be opened" not in counter.text()
        assert "paper.pdf" in counter.text()
        assert "Look at it" in counter.text()


NASTY = ("a family of emoji", "right to left", "nothing that shows", "one letter with many marks", "a very long word")


@pytest.mark.parametrize("item", ["MZ-001", "NY-001"])
async def test_junk_in_a_form_stays_open_unless_its_rules_allow_it(open_counter: Any, card: Any, item: str) -> None:
    async with open_counter(size=(80, 24)) as counter:
        await counter.lay(card)
        await counter.take(item)
        visit, entry = counter.walk.visit, counter.walk.pages.entry
        tried = set()
        for code, fact in visit.declared.items():
            for what in NASTY:
                counter.walk.goto(Step.FILL, code)
                if entry.sheet.at != code or not entry.field.is_open:
                    break
                tried.add(code)
                entry.field.value = ""
                entry.field.paste(JUNK[what])
                entry.leave_typed()
                value = visit.book.value(code)
                if value is not None and find_problem(fact, value) is not None:
                    assert code in {need.code for need in counter.walk.open_needs()}
        await counter.settle()
        assert len(tried) > 2
        assert not {char for char in counter.text() if not char.isprintable()} - {"\n"}

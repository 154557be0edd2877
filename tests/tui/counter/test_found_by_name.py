"""Somebody without a card: name and year typed, masked people to choose from, and on as with a typed number."""

import asyncio
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from backend.guide.person_names import find_name_problem
from backend.guide.steps import Step
from tui.counter.arrivals.asked_names import asked_name
from tui.counter.dialogs.found_persons import FoundPersons

TODAY = date(2026, 11, 23)
ASKED = "李某某 1990"


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("李某某 1990", "李某某", 1990),
        ("李某某1990", "李某某", 1990),
        ("李某某，1990年生", "李某某", 1990),
        ("李某某 １９９０", "李某某", 1990),
        ("1990 李某某", "李某某", 1990),
        ("买买提·阿不都 1990年出生", "买买提·阿不都", 1990),
        ("Smith, John 1990", "Smith, John", 1990),
        ("O’Neill 1990", "O’Neill", 1990),
    ],
)
def test_name_and_year_are_read_however_they_are_typed(text: str, name: str, year: int) -> None:
    asked = asked_name(text, TODAY)
    assert asked is not None
    assert (asked.name, asked.year, asked.problem) == (name, year, "")


@pytest.mark.parametrize(
    "text",
    [
        "999999199001011238",
        "99999919900101123x",
        "93999999MA6WX1A03L",
        "USA123456789012",
        "999999 102000 03",
        "6901",
        "",
    ],
)
def test_a_number_is_no_name(text: str) -> None:
    assert asked_name(text, TODAY) is None


@given(st.text(st.sampled_from("李某a Z·'.,-*%1904年生１ \u200b"), max_size=70))
def test_whatever_is_typed_is_a_number_or_a_name_or_is_told_what_is_wrong(text: str) -> None:
    asked = asked_name(text, TODAY)
    if asked is not None and not asked.problem:
        assert find_name_problem(asked.name) is None
        assert 1876 <= asked.year <= 2026


def test_a_long_name_that_is_none_is_told_at_once() -> None:
    assert asked_name("a" * 69 + "!", TODAY) is None


NOBODYS = {
    "李某某": "Add the year of birth",
    "John Smith": "Add the year of birth",
    "李* 1990": "no wildcards",
    "* 1990": "no wildcards",
    "李%": "no wildcards",
    "李某某 19900101": "whole name and the year",
    "李某某 90": "whole name and the year",
    "李某某 1990 1991": "whole name and the year",
    "李 1990": "no whole name",
    "李某某 2027": "lies ahead",
    "李某某 1800": "more than 150 years ago",
    "某" * 65: "too long for a name",
}


async def test_what_nobody_can_be_looked_for_by_is_said_and_stays_to_be_set_right(open_counter: Any, node: Any) -> None:
    async with open_counter((80, 24)) as counter:
        for text, words in NOBODYS.items():
            counter.screen.identify.number.value = text
            await counter.press("enter")
            assert words in counter.said, text
            assert counter.screen.identify.number.value == text
        assert ("POST", "person-searches") not in node.asked


async def test_an_absurd_paste_is_no_name(open_counter: Any, node: Any) -> None:
    async with open_counter() as counter:
        counter.screen.identify.number.post_message(events.Paste("李某某" * 100_000))
        await counter.settle()
        assert "far too long" in counter.said
        counter.screen.identify.number.post_message(events.Paste("李\x1b[2J某某\n1990"))
        await counter.settle()
        await counter.press("enter")
        await counter.settle()
        assert "\x1b" not in counter.screen.identify.number.value


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_who_is_found_is_shown_masked_and_taken_as_if_the_number_had_been_typed(
    open_counter: Any, node: Any, card: Any, make_card: Any, size: tuple[int, int]
) -> None:
    node.served = [make_card("999999199001011238"), make_card("99999919900224124X")]
    async with open_counter(size) as counter:
        await counter.search(ASKED)
        shown = counter.text()
        for part in ("李*", "999*************38", "999*************4X", "born 1990", "测试县样板镇东村*"):
            assert part in shown
        assert card.id_number not in shown
        assert "李某某" not in shown.split("Who is it?")[1]
        await counter.press("enter")
        await counter.until(lambda: counter.walk.visit is not None and counter.walk.visit.opened)
        visit = counter.walk.visit
        assert (visit.card.source, visit.card.id_number, visit.card.name) == ("manual", card.id_number, "李某某")
        assert counter.walk.step is Step.CHOOSE
        assert "nothing was read from a card" in counter.said
        assert size == (80, 24) or "● typed" in counter.text()
        assert counter.screen.identify.number.value == ""
        await counter.lay(card)
        assert counter.walk.visit is visit
        assert visit.card.source == "sam"


async def test_going_back_from_those_found_takes_nobody(open_counter: Any, node: Any, card: Any) -> None:
    node.served = [card]
    async with open_counter() as counter:
        await counter.search(ASKED)
        await counter.press("escape")
        assert counter.walk.visit is None
        assert counter.screen.identify.number.value == ASKED
        assert ("POST", "person-choices") not in node.asked


async def test_help_and_language_work_over_those_found(open_counter: Any, node: Any, card: Any) -> None:
    node.served = [card]
    async with open_counter((80, 24)) as counter:
        await counter.search(ASKED)
        await counter.press("ctrl+g")
        assert "是哪一位" in counter.text()
        await counter.press("f1")
        assert "留痕" in "".join(counter.text().split())


async def test_twenty_are_all_to_be_reached_and_of_more_nobody_is_shown(
    open_counter: Any, node: Any, make_card: Any
) -> None:
    node.served = [
        make_card(f"99999919900101{serial:03d}8", address=f"测试县样板镇{chr(0x4E00 + serial)}家村")
        for serial in range(20)
    ]
    async with open_counter((80, 24)) as counter:
        await counter.search(ASKED)
        await counter.press("end")
        assert f"{chr(0x4E00 + 19)}家村" in counter.text()
        await counter.press("escape")
        node.served.append(make_card("999999199001019998"))
        await counter.press("enter")
        await counter.until(lambda: "More than 20 people" in counter.said)
        assert counter.app.screen is counter.screen


async def test_nobody_found_says_what_else_to_ask_for(open_counter: Any, node: Any, card: Any) -> None:
    node.served = [card]
    async with open_counter() as counter:
        await counter.type("李某 1990")
        await counter.press("enter")
        await counter.until(lambda: "Nobody of this name, born 1990" in counter.said)
        assert counter.walk.visit is None


async def test_a_silent_node_and_one_that_forgot_say_to_type_the_number(
    open_counter: Any, node: Any, card: Any
) -> None:
    node.served = [card]
    async with open_counter() as counter:
        await counter.search(ASKED)
        node.served = []
        await counter.press("enter")
        await counter.until(lambda: "no longer found" in counter.said)
        node.down, counter.place.station.line._pauses = True, ()
        await counter.press("enter")
        await counter.until(lambda: "nobody is found by name now" in counter.said)
        counter.screen.identify.number.value = card.id_number
        await counter.press("enter")
        assert counter.walk.visit.card.source == "manual"


@pytest.mark.parametrize("meanwhile", ["locked", "card"])
async def test_who_is_found_too_late_is_not_shown(
    open_counter: Any, node: Any, card: Any, make_card: Any, meanwhile: str
) -> None:
    node.served, node.slow_search = [card], asyncio.Event()
    async with open_counter() as counter:
        await counter.type(ASKED)
        await counter.press("enter")
        await counter.until(lambda: "Being looked for" in counter.said)
        if meanwhile == "locked":
            counter.place.session.lock()
        else:
            await counter.lay(make_card("99999919600229124X", "欧阳某"))
        node.slow_search.set()
        await counter.until(lambda: "Being looked for" not in counter.said)
        await counter.settle()
        assert not any(isinstance(screen, FoundPersons) for screen in counter.app.screen_stack)


async def test_found_by_name_in_the_middle_of_a_visit_begins_the_next_and_keeps_this_one(
    open_counter: Any, node: Any, card: Any, make_card: Any
) -> None:
    node.served = [make_card("99999919600229124X", "欧阳某")]
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.go(Step.IDENTIFY)
        await counter.search("欧阳某 1960")
        await counter.press("enter")
        await counter.until(lambda: counter.walk.visit.card.id_number != card.id_number)
        assert counter.place.kept.drafts, "the visit before waits in the list"


async def test_of_who_was_found_nothing_known_is_typed_again(open_counter: Any, node: Any, card: Any) -> None:
    node.served = [card]
    async with open_counter() as counter:
        await counter.search(ASKED)
        await counter.press("enter")
        await counter.until(lambda: counter.walk.visit is not None and counter.walk.visit.opened)
        await counter.take("RS-001")
        assert not {need.code for need in counter.walk.open_needs()} & {"name", "sex", "birth"}
        await counter.finish()
        assert node.submissions[-1].facts["name"].source == "typed"

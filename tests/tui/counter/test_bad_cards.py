"""Cards that cannot be read, should not be trusted, or come at the wrong moment; numbers typed wrongly."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from textual import events

from backend.guide.steps import Step
from card_reader.cards import CardWarning, DocumentKind, IdentityRead, Sex, Source
from card_reader.events import CardPresent, CardRemoved, ReaderDown, ReaderUp, ReadFailed, ReadOk
from card_reader.faults import Fault, operator_text
from card_reader.numbers import check_character

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def number(first_seventeen: str) -> str:
    return first_seventeen + check_character(first_seventeen)


def a_read(**changes: Any) -> IdentityRead:
    told: dict[str, Any] = {
        "source": Source.SAM,
        "doc_type": DocumentKind.RESIDENT,
        "number": "999999199001011238",
        "read_at": NOW,
        "name": "李某某",
        "sex": Sex.MALE,
        "ethnicity": "01",
        "birth_date": date(1990, 1, 1),
        "address": "测试县样板镇东村2组8号",
        "valid_from": date(2015, 1, 1),
        "valid_to": date(2035, 1, 1),
    }
    return IdentityRead(**(told | changes))


async def test_the_reader_says_how_it_is_and_a_card_begins_a_visit(open_counter: Any) -> None:
    async with open_counter() as counter:
        said = counter.place.reception.reader_said
        said(ReaderUp("r"))
        await counter.settle()
        assert "Lay the ID card on the reader" in counter.text()
        said(CardPresent("r"))
        await counter.settle()
        assert "leave the card where it lies" in counter.text()
        said(ReadOk("r", a_read()))
        await counter.settle()
        assert counter.walk.step is Step.CHOOSE
        said(CardRemoved("r"))
        await counter.settle()
        assert "李*" in counter.text()


async def test_a_social_security_card_is_told_as_one(open_counter: Any) -> None:
    async with open_counter() as counter:
        counter.place.reception.reader_said(ReadOk("r", a_read(source=Source.SSC, doc_type=DocumentKind.SSC)))
        await counter.settle()
        assert "social security card" in counter.text()
        assert "● ID card" not in counter.text()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("fault", [Fault.READ_INTERRUPTED, Fault.UNREADABLE_CARD, Fault.UNSUPPORTED_CARD])
async def test_a_card_that_is_not_read_says_what_to_do_in_the_operators_language(
    open_counter: Any, fault: Fault, language: str
) -> None:
    async with open_counter((80, 24), language=language) as counter:
        counter.place.reception.reader_said(ReadFailed("r", fault, True))
        await counter.settle()
        shown = "".join(counter.text().split())
        assert "".join(operator_text(fault, language).split())[:30] in shown
        assert counter.walk.visit is None


async def test_a_reader_that_is_gone_leaves_the_number_to_be_typed(open_counter: Any) -> None:
    async with open_counter() as counter:
        counter.place.reception.reader_said(ReaderDown("r", Fault.PORT_LOST))
        await counter.settle()
        assert "The reader was disconnected" in counter.text()
        await counter.type("999999199001011238")
        await counter.press("enter")
        assert counter.walk.step is Step.CHOOSE
        assert counter.walk.visit.card.source == "manual"
        await counter.take("RS-001")
        asked = {need.code for need in counter.walk.open_needs()}
        assert "name" in asked
        assert not asked & {"sex", "birth"}, "the number says them"


async def test_an_expired_card_is_taken_and_said_to_be_expired(open_counter: Any) -> None:
    async with open_counter() as counter:
        read = a_read(valid_to=date(2020, 1, 1), warnings=(CardWarning.EXPIRED,))
        counter.place.reception.reader_said(ReadOk("r", read))
        await counter.settle()
        assert "expired" in counter.said
        assert "card expired 2020-01-01" in counter.text()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"birth_date": date(1990, 1, 2)}, "birth and number differ"),
        ({"sex": Sex.FEMALE}, "sex and number differ"),
        ({"number": "999999199001011236"}, "number fails its check"),
    ],
)
async def test_what_is_doubtful_on_a_card_stands_beside_it_to_the_end(
    open_counter: Any, told: dict[str, Any], words: str
) -> None:
    async with open_counter() as counter:
        counter.place.reception.reader_said(ReadOk("r", a_read(**told)))
        await counter.settle()
        assert words in " ".join(counter.text().split())
        await counter.take("RS-001")
        assert words in " ".join(counter.text().split())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("999999199001011236", "last character does not fit"),
        (number("99999919900230123"), "birth date in the number does not exist"),
        ("99999919900101123", "17 characters"),
        ("9999991990010112a8", "Character 17"),
        ("99999990010112", "14 characters"),
    ],
)
async def test_a_number_typed_wrongly_is_refused_with_what_is_wrong_and_stays(
    open_counter: Any, typed: str, words: str
) -> None:
    async with open_counter() as counter:
        await counter.type(typed)
        await counter.press("enter")
        assert words in counter.said
        assert counter.walk.visit is None
        assert counter.screen.identify.number.value == typed


async def test_blanks_hyphens_full_width_and_a_small_x_are_forgiven(open_counter: Any) -> None:
    async with open_counter() as counter:
        right = next(full for serial in range(100, 200) if (full := number(f"99999919900101{serial}"))[-1] == "X")
        counter.screen.identify.number.value = " ".join((right[:6], right[6:14], right[14:])).lower()
        await counter.press("enter")
        assert counter.walk.visit.card.id_number == right


async def test_an_unknown_area_is_a_word_of_warning_and_no_more(open_counter: Any) -> None:
    async with open_counter() as counter:
        await counter.type("999999199001011238")
        await counter.press("enter")
        assert "Area 99 is in no list" in counter.said
        assert counter.walk.step is Step.CHOOSE


async def test_an_absurd_paste_is_refused_and_said_to_be(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        field = counter.screen.identify.number
        field.post_message(events.Paste("9" * 200_000))
        await counter.settle()
        assert field.value == ""
        assert "far too long" in counter.said
        await counter.lay(card)
        counter.walk.pages.choose.search.post_message(events.Paste("\x1b[31mrm -rf\x00" * 50_000))
        await counter.settle()
        assert counter.walk.pages.choose.search.value == ""


async def test_a_second_card_may_be_an_agents(open_counter: Any, node: Any, card: Any, make_card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.press("enter")
        await counter.lay(make_card(number("99999919880202456"), "欧阳某"))
        assert "Another card: 欧*" in counter.text()
        await counter.press("1")
        await counter.press("down", "enter")
        visit = counter.walk.visit
        assert (visit.agent.name, visit.agent_relation) == ("欧阳某", "child")
        assert visit.book.value("attends") == "agent"
        assert node.visits[visit.id].agent is not None
        assert "Acts for the applicant" in counter.text()


async def test_a_second_card_may_be_the_next_citizens_and_nothing_is_lost(
    open_counter: Any, card: Any, make_card: Any
) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.press("enter")
        first = counter.walk.visit.id
        await counter.lay(make_card(number("99999919880202456"), "欧阳某"))
        await counter.press("2")
        assert counter.walk.visit.id != first
        await counter.press("escape")
        assert "李*" in counter.text()
        await counter.lay(card)
        assert "was begun at" in counter.text()
        await counter.press("1")
        assert counter.walk.visit.id == first
        assert [item.code for item in counter.walk.visit.items] == ["RS-001"]


async def test_the_same_card_again_disturbs_nothing(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.lay(card)
        await counter.press("enter")
        step, visit = counter.walk.step, counter.walk.visit
        await counter.lay(card)
        assert (counter.walk.step, counter.walk.visit) == (step, visit)


async def test_a_card_that_reads_after_its_number_was_typed_takes_the_numbers_place(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await counter.type(card.id_number)
        await counter.press("enter")
        await counter.until(lambda: counter.walk.visit.opened)
        visit = counter.walk.visit
        assert visit.card.source == "manual"
        await counter.lay(card)
        assert counter.walk.visit is visit
        assert (visit.card.source, visit.card.name) == ("sam", "李某某")
        assert node.visits[visit.id].card.source == "sam"
        assert "takes the place" in counter.said


async def test_an_expired_card_laid_again_is_said_to_be_expired_again(open_counter: Any) -> None:
    async with open_counter() as counter:
        said = counter.place.reception.reader_said
        said(ReadOk("r", a_read()))
        await counter.settle()
        said(ReadOk("r", a_read(valid_to=date(2020, 1, 1), warnings=(CardWarning.EXPIRED,))))
        await counter.settle()
        assert "expired" in counter.said


async def test_who_came_before_the_node_did_is_served_when_it_does(open_counter: Any, node: Any, card: Any) -> None:
    node.down = True
    async with open_counter() as counter:
        await counter.type(card.id_number)
        await counter.press("enter")
        assert counter.walk.visit is None
        assert "begins by itself" in counter.said
        node.down = False
        await counter.until(lambda: counter.walk.visit is not None)
        assert counter.walk.visit.card.id_number == card.id_number


async def test_a_card_the_reader_let_go_before_anybody_was_signed_in_begins_its_visit(
    open_counter: Any, node: Any
) -> None:
    node.down = True
    async with open_counter() as counter:
        said = counter.place.reception.reader_said
        said(ReadOk("r", a_read()))
        said(CardRemoved("r"))
        node.down = False
        await counter.until(lambda: counter.walk.visit is not None)


async def test_of_two_who_came_before_anybody_was_signed_in_the_last_is_served(
    open_counter: Any, node: Any, make_card: Any
) -> None:
    node.down = True
    async with open_counter() as counter:
        await counter.lay(make_card(number("99999919880202456"), "欧阳某"))
        await counter.lay(make_card())
        node.down = False
        await counter.until(lambda: counter.walk.visit is not None)
        assert counter.walk.visit.card.name == "李某某"


async def test_who_came_minutes_before_anybody_was_signed_in_is_asked_to_lay_the_card_again(
    open_counter: Any, node: Any, card: Any
) -> None:
    node.down = True
    async with open_counter() as counter:
        await counter.lay(card)
        station = counter.place.station
        station.clock = lambda: NOW + timedelta(minutes=2)
        node.down = False
        await counter.until(lambda: "Lay the card or type the number again" in counter.said)
        assert counter.walk.visit is None

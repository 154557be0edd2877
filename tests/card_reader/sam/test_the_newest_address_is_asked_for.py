"""The newest address is read in the pass of its card, or the read says that it was not."""

from card_reader import CardWarning, ReadOk
from card_reader.sam import frames
from card_reader.sam.actions import Ask, Silence
from tests.card_reader.conftest import Vectors
from tests.card_reader.sam.conftest import Driver


def test_the_newest_address_belongs_to_the_same_pass(driver: Driver, vectors: Vectors) -> None:
    driver.up()
    driver.find_and_select()
    driver.read()
    (event,) = driver.say(0x90, vectors.newest_address_answer[10:-1])
    assert isinstance(event, ReadOk)
    assert event.read.newest_address == "测试省测试市测试县测试镇新址3号"


def test_a_failed_newest_address_spoils_its_pass(driver: Driver) -> None:
    driver.up()
    driver.find_and_select()
    driver.read()
    assert driver.say(0x41) == ()
    assert driver.machine.action == Ask(frames.FIND, 0.5)


def test_a_newest_address_that_keeps_failing_is_given_up_and_said_so(driver: Driver) -> None:
    driver.up()
    for _ in range(2):
        driver.find_and_select()
        driver.read()
        assert driver.machine.unanswered(Silence.TIMEOUT) == ()
    driver.find_and_select()
    (event,) = driver.read()
    assert isinstance(event, ReadOk)
    assert event.read.warnings == (CardWarning.NEWEST_ADDRESS_UNREAD,)


def test_a_reader_that_does_not_know_the_newest_address_is_not_asked_again(driver: Driver) -> None:
    driver.up()
    driver.find_and_select()
    driver.read()
    driver.say(0x21)
    for _ in range(2):
        driver.find_and_select()
        (event,) = driver.read()
        assert isinstance(event, ReadOk)
        assert event.read.warnings == (CardWarning.NEWEST_ADDRESS_UNREAD,)
        driver.no_card()

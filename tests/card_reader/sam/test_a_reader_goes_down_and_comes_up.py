"""What is told of a reader that is silent, broken, unplugged or busy, and how it is taken up again."""

import pytest

from card_reader import CardPresent, Fault, ReaderDown, ReaderUp, ReadOk
from card_reader.sam import frames
from card_reader.sam.actions import Ask, Close, Pause, Silence
from tests.card_reader.sam.conftest import READER, Driver


def test_a_reader_that_answers_is_up(driver: Driver) -> None:
    assert driver.up() == (ReaderUp(READER),)
    assert driver.machine.action == Ask(frames.FIND, 0.5)


@pytest.mark.parametrize(("sw3", "reason"), [(0x60, Fault.SELF_TEST_FAILED), (0x66, Fault.NOT_AUTHORISED)])
@pytest.mark.parametrize("step", ["probe", "find", "select", "read"])
def test_a_broken_security_module_takes_the_reader_down_at_any_step(
    plain: Driver, sw3: int, reason: Fault, step: str
) -> None:
    if step == "probe":
        plain.machine.opened()
    else:
        plain.up()
    if step in ("select", "read"):
        plain.find()
    if step == "read":
        plain.say(0x90, bytes(8))
    assert plain.say(sw3) == (ReaderDown(READER, reason),)
    assert plain.machine.action == Pause(5.0)


def test_a_failed_self_test_is_answered_with_a_reset(driver: Driver) -> None:
    driver.machine.opened()
    driver.say(0x60)
    driver.machine.paused()
    assert driver.machine.action == Ask(frames.RESET, 0.5)
    driver.say(0x90)
    assert driver.say(0x90) == (ReaderUp(READER),)


def test_a_lasting_fault_is_told_once(driver: Driver) -> None:
    driver.machine.opened()
    driver.say(0x66)
    driver.machine.paused()
    assert driver.say(0x66) == ()


def test_a_reader_silent_three_times_is_opened_anew(driver: Driver) -> None:
    driver.machine.opened()
    assert driver.machine.unanswered(Silence.TIMEOUT) == (ReaderDown(READER, Fault.READER_SILENT),)
    driver.machine.paused()
    assert driver.machine.unanswered(Silence.TIMEOUT) == ()
    driver.machine.paused()
    driver.machine.unanswered(Silence.TIMEOUT)
    assert driver.machine.action == Close()
    driver.machine.closed()
    assert driver.machine.action == Pause(1.0)
    driver.machine.paused()
    assert driver.up() == (ReaderUp(READER),)


def test_three_missed_polls_make_it_ask_whether_the_reader_is_there(driver: Driver) -> None:
    driver.up()
    for _ in range(2):
        assert driver.machine.unanswered(Silence.TIMEOUT) == ()
        driver.machine.paused()
    driver.machine.unanswered(Silence.GARBLED)
    assert driver.machine.action == Ask(frames.STATUS, 0.5)
    assert driver.say(0x90) == (), "it never was down"


def test_reopening_waits_longer_and_longer_but_not_for_ever(driver: Driver) -> None:
    pauses = []
    for _ in range(5):
        driver.machine.lost(Fault.PORT_MISSING)
        pauses.append(driver.machine.action.seconds)
        driver.machine.paused()
    assert pauses == [1.0, 2.0, 5.0, 5.0, 5.0]


def test_a_missing_port_is_told_once_and_another_reason_again(driver: Driver) -> None:
    assert driver.machine.lost(Fault.PORT_MISSING) == (ReaderDown(READER, Fault.PORT_MISSING),)
    assert driver.machine.lost(Fault.PORT_MISSING) == ()
    assert driver.machine.lost(Fault.PORT_BUSY) == (ReaderDown(READER, Fault.PORT_BUSY),)


def test_a_reader_that_fell_silent_does_not_read_the_same_card_twice(plain: Driver) -> None:
    plain.up()
    plain.find_and_select()
    plain.read()
    plain.machine.paused()
    for _ in range(2):
        plain.machine.unanswered(Silence.TIMEOUT)
        plain.machine.paused()
    plain.machine.unanswered(Silence.TIMEOUT)
    assert plain.machine.unanswered(Silence.TIMEOUT) == (ReaderDown(READER, Fault.READER_SILENT),)
    plain.machine.paused()
    assert plain.say(0x90) == (ReaderUp(READER),)
    assert plain.find() == ()


def test_a_reader_plugged_in_again_reads_the_card_that_lies_there(plain: Driver) -> None:
    plain.up()
    plain.find_and_select()
    plain.read()
    assert plain.machine.lost(Fault.PORT_LOST) == (ReaderDown(READER, Fault.PORT_LOST),)
    plain.machine.paused()
    plain.up()
    assert plain.find_and_select() == (CardPresent(READER),)
    assert isinstance(plain.read()[0], ReadOk)

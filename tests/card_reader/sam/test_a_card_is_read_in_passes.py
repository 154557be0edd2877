"""A pass finds, selects and reads; trouble in it is tried again as often as its status says, then told by its code."""

from datetime import datetime

import pytest

from card_reader import CardPresent, CardRemoved, Fault, ReaderEvent, ReadFailed, ReadOk, SamOptions
from card_reader.sam import frames
from card_reader.sam.actions import Ask, Silence
from card_reader.sam.frames import Answer
from card_reader.sam.machine import State
from card_reader.sam.status import setback
from tests.card_reader.conftest import Vectors
from tests.card_reader.sam.conftest import READER, Driver

SETBACKS = {
    0x10: (Fault.REQUEST_GARBLED, 2, True),
    0x11: (Fault.REQUEST_LENGTH, 1, False),
    0x21: (Fault.COMMAND_REJECTED, 3, True),
    0x23: (Fault.NOT_PERMITTED, 1, False),
    0x24: (Fault.UNRECOGNISED, 3, True),
    0x31: (Fault.CARD_REFUSED_READER, 3, True),
    0x32: (Fault.READER_REFUSED_CARD, 3, True),
    0x33: (Fault.CARD_DATA_UNVERIFIED, 3, True),
    0x40: (Fault.UNSUPPORTED_CARD, 1, False),
    0x41: (Fault.READ_INTERRUPTED, 3, True),
    0x47: (Fault.NO_RANDOM_NUMBER, 3, True),
    0x81: (Fault.SELECT_FAILED, 3, True),
    0x80: (Fault.UNKNOWN_STATUS, 3, True),
    0x91: (Fault.UNKNOWN_STATUS, 3, True),
    0x9F: (Fault.UNKNOWN_STATUS, 3, True),
    0xEE: (Fault.UNKNOWN_STATUS, 3, True),
}
"""SW3 → code, passes tried in all, whether laying the card down again may help."""


def test_a_card_is_read_in_the_mandatory_order(driver: Driver) -> None:
    driver.up()
    assert driver.find() == (CardPresent(READER),)
    driver.say(0x90, bytes(8))
    assert driver.read() == ()
    (event,) = driver.say(0x91)
    assert isinstance(event, ReadOk)
    assert (event.read.name, event.read.newest_address, event.read.photo) == ("测试甲", None, None)
    order = [frames.STATUS, frames.FIND, frames.SELECT, frames.READ, frames.NEWEST_ADDRESS]
    assert driver.asked == order


def test_each_step_has_its_own_patience(driver: Driver) -> None:
    driver.up()
    patience = [driver.machine.action.timeout]
    for data in (bytes(4), bytes(8), driver.read_data):
        driver.say(0x9F if len(data) == 4 else 0x90, data)
        patience.append(driver.machine.action.timeout)
    assert patience == [0.5, 0.5, 3.0, 2.0]


def test_a_slow_line_gets_more_time_to_read() -> None:
    timing = SamOptions().timing
    assert (timing.for_baud(19200).read, timing.for_baud(38400).read) == (5.0, 3.0)


def test_the_photo_is_kept_only_on_request(vectors: Vectors, read_at: datetime) -> None:
    driver = Driver(SamOptions(newest_address=False, keep_photo=True), vectors.text_blocks["resident"], read_at)
    driver.up()
    driver.find_and_select()
    (event,) = driver.read()
    assert isinstance(event, ReadOk)
    assert event.read.photo == bytes(1024)


def test_an_answer_is_wiped_once_used(plain: Driver) -> None:
    plain.up()
    plain.find_and_select()
    answer = Answer(0, 0, 0x90, bytearray(plain.read_data))
    plain.machine.answered(answer, plain.at)
    assert not any(answer.data)


def test_a_card_that_stays_found_is_read_once(plain: Driver) -> None:
    plain.up()
    plain.find_and_select()
    plain.read()
    assert [plain.find() for _ in range(5)] == [()] * 5


def test_a_card_that_was_away_is_read_again(plain: Driver) -> None:
    plain.up()
    plain.find_and_select()
    plain.read()
    assert plain.no_card() == (CardRemoved(READER),)
    assert plain.no_card() == ()
    assert plain.find_and_select() == (CardPresent(READER),)
    assert isinstance(plain.read()[0], ReadOk)


@pytest.mark.parametrize("sw3", SETBACKS)
@pytest.mark.parametrize("step", [State.SELECT, State.READ])
def test_every_status_leads_to_its_code_after_its_number_of_passes(plain: Driver, sw3: int, step: State) -> None:
    fault, passes, retryable = SETBACKS[sw3]
    plain.up()
    events: tuple[ReaderEvent, ...] = ()
    for _ in range(passes):
        assert not any(isinstance(event, ReadFailed) for event in events)
        events = plain.find() if step is State.SELECT else plain.find_and_select()
        events = plain.say(sw3)
    assert events == (ReadFailed(READER, fault, retryable),)
    assert plain.find() == (), "the card is left alone until it is lifted"


@pytest.mark.parametrize("sw3", [code for code, (_, passes, _) in SETBACKS.items() if passes > 1])
def test_a_passing_trouble_is_not_told(plain: Driver, sw3: int) -> None:
    plain.up()
    plain.find_and_select()
    assert plain.say(sw3) == ()
    assert plain.machine.action == Ask(frames.FIND, 0.5), "a new pass starts from find, never from read"
    assert plain.find_and_select() == ()
    assert isinstance(plain.read()[0], ReadOk)


def test_every_status_of_the_sheet_is_in_the_table() -> None:
    assert {sw3: setback(sw3).fault for sw3 in SETBACKS} == {sw3: fault for sw3, (fault, _, _) in SETBACKS.items()}


@pytest.mark.parametrize("why", list(Silence))
def test_a_read_without_an_answer_is_tried_three_times(plain: Driver, why: Silence) -> None:
    fault = Fault.NO_ANSWER if why is Silence.TIMEOUT else Fault.GARBLED_ANSWER
    plain.up()
    events: tuple[ReaderEvent, ...] = ()
    for _ in range(3):
        plain.find_and_select()
        events = plain.machine.unanswered(why)
    assert events == (ReadFailed(READER, fault, True),)


def test_a_card_pulled_after_a_failed_pass_is_told_as_interrupted(plain: Driver) -> None:
    plain.up()
    plain.find_and_select()
    plain.say(0x41)
    assert plain.no_card() == (ReadFailed(READER, Fault.READ_INTERRUPTED, True), CardRemoved(READER))


def test_a_card_nobody_can_decode_is_told_as_unreadable(plain: Driver) -> None:
    plain.up()
    plain.read_data = bytes.fromhex("01000400") + " ".encode("utf-16-le") * 128 + bytes(1024)
    events: tuple[ReaderEvent, ...] = ()
    for _ in range(3):
        plain.find_and_select()
        events = plain.read()
    assert events == (ReadFailed(READER, Fault.UNREADABLE_CARD, True),)

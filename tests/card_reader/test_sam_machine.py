from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from card_reader import (
    CardPresent,
    CardRemoved,
    CardWarning,
    Fault,
    ReaderDown,
    ReaderEvent,
    ReaderUp,
    ReadFailed,
    ReadOk,
    SamOptions,
)
from card_reader.sam import frames
from card_reader.sam.frames import Answer
from card_reader.sam.machine import Ask, Close, Open, Pause, SamMachine, Silence, State
from card_reader.sam.status import setback

READER = "a reader"
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


class Driver:
    """Drives a machine by hand: every method is one outcome of what the machine wanted."""

    def __init__(self, options: SamOptions, text: bytes, at: datetime) -> None:
        self.machine = SamMachine(READER, options)
        self.read_data = bytes.fromhex("01000400") + text + bytes(1024)
        self.at = at
        self.asked: list[frames.Request] = []

    def say(self, sw3: int, data: bytes = b"") -> tuple[ReaderEvent, ...]:
        assert isinstance(self.machine.action, Ask)
        self.asked.append(self.machine.action.request)
        return self.machine.answered(Answer(0, 0, sw3, bytearray(data)), self.at)

    def up(self) -> tuple[ReaderEvent, ...]:
        assert self.machine.action == Open()
        self.machine.opened()
        return self.say(0x90)

    def find(self) -> tuple[ReaderEvent, ...]:
        """Wait out the pause, if any, then find a card."""
        if isinstance(self.machine.action, Pause):
            self.machine.paused()
        return self.say(0x9F, bytes(4))

    def no_card(self) -> tuple[ReaderEvent, ...]:
        if isinstance(self.machine.action, Pause):
            self.machine.paused()
        return self.say(0x80)

    def find_and_select(self) -> tuple[ReaderEvent, ...]:
        return self.find() + self.say(0x90, bytes(8))

    def read(self) -> tuple[ReaderEvent, ...]:
        return self.say(0x90, self.read_data)


@pytest.fixture
def driver(vectors, read_at) -> Driver:
    return Driver(SamOptions(), vectors.text_blocks["resident"], read_at)


@pytest.fixture
def plain(vectors, read_at) -> Driver:
    """Does not ask for the newest address."""
    return Driver(SamOptions(newest_address=False), vectors.text_blocks["resident"], read_at)


def test_a_reader_that_answers_is_up(driver):
    assert driver.up() == (ReaderUp(READER),)
    assert driver.machine.action == Ask(frames.FIND, 0.5)


def test_a_card_is_read_in_the_mandatory_order(driver):
    driver.up()
    assert driver.find() == (CardPresent(READER),)
    driver.say(0x90, bytes(8))
    assert driver.read() == ()
    (event,) = driver.say(0x91)
    assert isinstance(event, ReadOk)
    assert (event.read.name, event.read.newest_address, event.read.photo) == ("测试甲", None, None)
    order = [frames.STATUS, frames.FIND, frames.SELECT, frames.READ, frames.NEWEST_ADDRESS]
    assert driver.asked == order


def test_each_step_has_its_own_patience(driver):
    driver.up()
    patience = [driver.machine.action.timeout]
    for data in (bytes(4), bytes(8), driver.read_data):
        driver.say(0x9F if len(data) == 4 else 0x90, data)
        patience.append(driver.machine.action.timeout)
    assert patience == [0.5, 0.5, 3.0, 2.0]


def test_a_slow_line_gets_more_time_to_read():
    timing = SamOptions().timing
    assert (timing.for_baud(19200).read, timing.for_baud(38400).read) == (5.0, 3.0)


def test_the_photo_is_kept_only_on_request(vectors, read_at):
    driver = Driver(SamOptions(newest_address=False, keep_photo=True), vectors.text_blocks["resident"], read_at)
    driver.up()
    driver.find_and_select()
    (event,) = driver.read()
    assert isinstance(event, ReadOk)
    assert event.read.photo == bytes(1024)


def test_an_answer_is_wiped_once_used(plain):
    plain.up()
    plain.find_and_select()
    answer = Answer(0, 0, 0x90, bytearray(plain.read_data))
    plain.machine.answered(answer, plain.at)
    assert not any(answer.data)


def test_a_card_that_stays_found_is_read_once(plain):
    plain.up()
    plain.find_and_select()
    plain.read()
    assert [plain.find() for _ in range(5)] == [()] * 5


def test_a_card_that_was_away_is_read_again(plain):
    plain.up()
    plain.find_and_select()
    plain.read()
    assert plain.no_card() == (CardRemoved(READER),)
    assert plain.no_card() == ()
    assert plain.find_and_select() == (CardPresent(READER),)
    assert isinstance(plain.read()[0], ReadOk)


@pytest.mark.parametrize("sw3", SETBACKS)
@pytest.mark.parametrize("step", [State.SELECT, State.READ])
def test_every_status_leads_to_its_code_after_its_number_of_passes(plain, sw3, step):
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
def test_a_passing_trouble_is_not_told(plain, sw3):
    plain.up()
    plain.find_and_select()
    assert plain.say(sw3) == ()
    assert plain.machine.action == Ask(frames.FIND, 0.5), "a new pass starts from find, never from read"
    assert plain.find_and_select() == ()
    assert isinstance(plain.read()[0], ReadOk)


def test_every_status_of_the_sheet_is_in_the_table():
    assert {sw3: setback(sw3).fault for sw3 in SETBACKS} == {sw3: fault for sw3, (fault, _, _) in SETBACKS.items()}


@pytest.mark.parametrize(("sw3", "reason"), [(0x60, Fault.SELF_TEST_FAILED), (0x66, Fault.NOT_AUTHORISED)])
@pytest.mark.parametrize("step", ["probe", "find", "select", "read"])
def test_a_broken_security_module_takes_the_reader_down_at_any_step(plain, sw3, reason, step):
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


def test_a_failed_self_test_is_answered_with_a_reset(driver):
    driver.machine.opened()
    driver.say(0x60)
    driver.machine.paused()
    assert driver.machine.action == Ask(frames.RESET, 0.5)
    driver.say(0x90)
    assert driver.say(0x90) == (ReaderUp(READER),)


def test_a_lasting_fault_is_told_once(driver):
    driver.machine.opened()
    driver.say(0x66)
    driver.machine.paused()
    assert driver.say(0x66) == ()


def test_a_reader_silent_three_times_is_opened_anew(driver):
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


def test_three_missed_polls_make_it_ask_whether_the_reader_is_there(driver):
    driver.up()
    for _ in range(2):
        assert driver.machine.unanswered(Silence.TIMEOUT) == ()
        driver.machine.paused()
    driver.machine.unanswered(Silence.GARBLED)
    assert driver.machine.action == Ask(frames.STATUS, 0.5)
    assert driver.say(0x90) == (), "it never was down"


def test_reopening_waits_longer_and_longer_but_not_for_ever(driver):
    pauses = []
    for _ in range(5):
        driver.machine.lost(Fault.PORT_MISSING)
        pauses.append(driver.machine.action.seconds)
        driver.machine.paused()
    assert pauses == [1.0, 2.0, 5.0, 5.0, 5.0]


def test_a_missing_port_is_told_once_and_another_reason_again(driver):
    assert driver.machine.lost(Fault.PORT_MISSING) == (ReaderDown(READER, Fault.PORT_MISSING),)
    assert driver.machine.lost(Fault.PORT_MISSING) == ()
    assert driver.machine.lost(Fault.PORT_BUSY) == (ReaderDown(READER, Fault.PORT_BUSY),)


@pytest.mark.parametrize("why", list(Silence))
def test_a_read_without_an_answer_is_tried_three_times(plain, why):
    fault = Fault.NO_ANSWER if why is Silence.TIMEOUT else Fault.GARBLED_ANSWER
    plain.up()
    events: tuple[ReaderEvent, ...] = ()
    for _ in range(3):
        plain.find_and_select()
        events = plain.machine.unanswered(why)
    assert events == (ReadFailed(READER, fault, True),)


def test_a_card_pulled_after_a_failed_pass_is_told_as_interrupted(plain):
    plain.up()
    plain.find_and_select()
    plain.say(0x41)
    assert plain.no_card() == (ReadFailed(READER, Fault.READ_INTERRUPTED, True), CardRemoved(READER))


def test_a_card_nobody_can_decode_is_told_as_unreadable(plain):
    plain.up()
    plain.read_data = bytes.fromhex("01000400") + " ".encode("utf-16-le") * 128 + bytes(1024)
    events: tuple[ReaderEvent, ...] = ()
    for _ in range(3):
        plain.find_and_select()
        events = plain.read()
    assert events == (ReadFailed(READER, Fault.UNREADABLE_CARD, True),)


def test_the_newest_address_belongs_to_the_same_pass(driver, vectors):
    driver.up()
    driver.find_and_select()
    driver.read()
    (event,) = driver.say(0x90, vectors.newest_address_answer[10:-1])
    assert isinstance(event, ReadOk)
    assert event.read.newest_address == "测试省测试市测试县测试镇新址3号"


def test_a_failed_newest_address_spoils_its_pass(driver):
    driver.up()
    driver.find_and_select()
    driver.read()
    assert driver.say(0x41) == ()
    assert driver.machine.action == Ask(frames.FIND, 0.5)


def test_a_newest_address_that_keeps_failing_is_given_up_and_said_so(driver):
    driver.up()
    for _ in range(2):
        driver.find_and_select()
        driver.read()
        assert driver.machine.unanswered(Silence.TIMEOUT) == ()
    driver.find_and_select()
    (event,) = driver.read()
    assert isinstance(event, ReadOk)
    assert event.read.warnings == (CardWarning.NEWEST_ADDRESS_UNREAD,)


def test_a_reader_that_does_not_know_the_newest_address_is_not_asked_again(driver):
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


def test_a_reader_that_fell_silent_does_not_read_the_same_card_twice(plain):
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


def test_a_reader_plugged_in_again_reads_the_card_that_lies_there(plain):
    plain.up()
    plain.find_and_select()
    plain.read()
    assert plain.machine.lost(Fault.PORT_LOST) == (ReaderDown(READER, Fault.PORT_LOST),)
    plain.machine.paused()
    plain.up()
    assert plain.find_and_select() == (CardPresent(READER),)
    assert isinstance(plain.read()[0], ReadOk)


OUTCOMES = st.one_of(
    st.sampled_from([0x90, 0x9F, 0x80, 0x91, 0x41, 0x81, 0x21, 0x60, 0x66, 0x40, 0x10, 0x00]),
    st.sampled_from(list(Silence)),
    st.just("right"),
    st.just(Fault.PORT_LOST),
)
RIGHT = {
    State.PROBE: (0x90, 0),
    State.RESET: (0x90, 0),
    State.FIND: (0x9F, 4),
    State.SELECT: (0x90, 8),
    State.NEWEST_ADDRESS: (0x91, 0),
}


@settings(max_examples=200)
@given(st.lists(OUTCOMES, max_size=60), st.booleans())
def test_whatever_happens_a_reading_comes_only_from_one_whole_pass(vectors, read_at, outcomes, newest_address):
    options = replace(SamOptions(), newest_address=newest_address)
    driver = Driver(options, vectors.text_blocks["resident"], read_at)
    steps: list[tuple[State, object]] = []
    for outcome in outcomes:
        while not isinstance(driver.machine.action, Ask):
            match driver.machine.action:
                case Open():
                    driver.machine.opened()
                case Close():
                    driver.machine.closed()
                case Pause(seconds):
                    assert seconds > 0
                    driver.machine.paused()
        state = driver.machine.state
        steps.append((state, outcome))
        events = apply(driver, state, outcome)
        if any(isinstance(event, ReadOk) for event in events):
            assert_whole_pass(steps)


def apply(driver: Driver, state: State, outcome: object) -> tuple[ReaderEvent, ...]:
    if isinstance(outcome, Silence):
        return driver.machine.unanswered(outcome)
    if isinstance(outcome, Fault):
        return driver.machine.lost(outcome)
    if isinstance(outcome, int):
        return driver.say(outcome)
    if state is State.READ:
        return driver.read()
    sw3, length = RIGHT[state]
    return driver.say(sw3, bytes(length))


def assert_whole_pass(steps: list[tuple[State, object]]) -> None:
    tail = [state for state, _ in steps[-4:]]
    if tail[-1] is State.READ:
        tail = tail[1:]
    assert tail[:3] == [State.FIND, State.SELECT, State.READ]
    assert steps[-len(tail)][1] in ("right", 0x9F)
    assert steps[1 - len(tail)][1] in ("right", 0x90)
    assert steps[2 - len(tail)][1] == "right"

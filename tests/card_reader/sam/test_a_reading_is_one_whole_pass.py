"""Whatever a reader answers, loses or garbles: what is told as read came from one pass over one card."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from card_reader import Fault, ReaderEvent, ReadOk, SamOptions
from card_reader.sam.actions import Ask, Close, Open, Pause, Silence
from card_reader.sam.machine import State
from tests.card_reader.conftest import Vectors
from tests.card_reader.sam.conftest import Driver

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
def test_whatever_happens_a_reading_comes_only_from_one_whole_pass(
    vectors: Vectors, read_at: datetime, outcomes: list[object], newest_address: bool
) -> None:
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

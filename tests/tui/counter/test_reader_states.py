"""What the counter says of several readers: one that is down never hides another that works."""

import pytest

from card_reader import CardPresent, CardRemoved, Fault, ReaderDown, ReaderEvent, ReaderUp, ReadFailed
from tui.counter.arrivals.reader_states import ReaderStates

SAM, CHIP = "/dev/ttyUSB0", "pcsc:ACR39 00 00"
NO_SERVICE = ReaderDown("pcsc:*", Fault.CARD_SERVICE_DOWN)


def after(*events: ReaderEvent) -> ReaderStates:
    states = ReaderStates()
    for event in events:
        states.heard(event)
    return states


@pytest.mark.parametrize("events", [(ReaderUp(SAM), NO_SERVICE), (NO_SERVICE, ReaderUp(SAM))])
def test_a_card_service_that_is_down_does_not_hide_a_serial_reader(events: tuple[ReaderEvent, ...]) -> None:
    states = after(*events)
    assert (states.any_works, states.trouble) == (True, None)


def test_a_reader_that_broke_beside_one_that_works_is_told_and_hides_nothing() -> None:
    states = after(ReaderUp(SAM), ReaderUp(CHIP), ReaderDown(CHIP, Fault.PORT_LOST))
    assert states.any_works
    assert states.trouble == ReaderDown(CHIP, Fault.PORT_LOST)
    states.heard(ReaderUp(CHIP))
    assert states.trouble is None


def test_when_nothing_works_the_reader_for_id_cards_is_told_of_first() -> None:
    states = after(NO_SERVICE, ReaderDown(SAM, Fault.PORT_DENIED), ReaderDown("auto", Fault.PORT_MISSING))
    assert not states.any_works
    assert states.trouble == ReaderDown(SAM, Fault.PORT_DENIED)


def test_the_kinds_of_readers_are_no_readers() -> None:
    assert not after(ReaderUp("auto"), ReaderUp("pcsc:*"), ReaderDown(SAM, Fault.READER_SILENT)).any_works


def test_a_card_pulled_before_it_was_read_leaves_nothing_standing() -> None:
    assert after(CardPresent(SAM), CardRemoved(SAM)).card is None
    assert after(CardPresent(SAM), CardRemoved(CHIP)).card == CardPresent(SAM)
    failed = ReadFailed(SAM, Fault.READ_INTERRUPTED, True)
    assert after(CardPresent(SAM), failed, CardRemoved(SAM)).card is failed, "what to do stays to be read"


def test_a_reader_that_goes_takes_its_card_with_it_and_no_other() -> None:
    assert after(CardPresent(SAM), ReaderDown(SAM, Fault.PORT_LOST)).card is None
    assert after(CardPresent(SAM), NO_SERVICE).card == CardPresent(SAM)

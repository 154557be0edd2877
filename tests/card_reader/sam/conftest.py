"""A machine of the serial protocol, driven by hand."""

from datetime import datetime

import pytest

from card_reader import ReaderEvent, SamOptions
from card_reader.sam import frames
from card_reader.sam.actions import Ask, Open, Pause
from card_reader.sam.frames import Answer
from card_reader.sam.machine import SamMachine
from tests.card_reader.conftest import Vectors

READER = "a reader"


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
def driver(vectors: Vectors, read_at: datetime) -> Driver:
    return Driver(SamOptions(), vectors.text_blocks["resident"], read_at)


@pytest.fixture
def plain(vectors: Vectors, read_at: datetime) -> Driver:
    """Does not ask for the newest address."""
    return Driver(SamOptions(newest_address=False), vectors.text_blocks["resident"], read_at)

"""Finding out what is on a serial port: the status question at every speed a reader may be set to."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from serial.tools import list_ports

from card_reader.errors import ProtocolError
from card_reader.faults import Fault
from card_reader.sam import frames, status
from card_reader.sam.frames import Answer, FrameDecoder, Request
from card_reader.sam.line import PORT_ERRORS, SPEEDS, LineNotOpened, close_line, open_line
from card_reader.sam.payload import sam_number
from card_reader.sam.status import Sw3


@dataclass(frozen=True, slots=True)
class Probe:
    """What one port told. `baud` and `sam_number` only of a reader that answered; `fault` of everything that did not
    answer well: a port that cannot be opened, silence at every speed, a reader that reports trouble with itself.
    """

    address: str
    baud: int | None = None
    sam_number: str | None = None
    fault: Fault | None = None

    @property
    def is_reader(self) -> bool:
        """A reader answered, well or not."""
        return self.baud is not None


def serial_ports() -> list[str]:
    """Device names of this machine's serial ports, those on USB first."""
    ports = sorted(list_ports.comports(), key=lambda port: (port.vid is None, port.device))
    return [port.device for port in ports]


def probe(
    address: str,
    *,
    speeds: Iterable[int] = SPEEDS,
    patience: float = 0.5,
    given_up: Callable[[], bool] = lambda: False,
) -> Probe:
    """Ask one port at each of `speeds` until something answers, for `patience` seconds each. Blocks; use a thread.

    Ten bytes are written at each speed: what else hangs on a port hears them too. A port another program has open is
    left alone. `given_up` is looked at between the reads of the line and ends the questions.
    """
    for baud in speeds:
        try:
            line = open_line(address, baud)
        except LineNotOpened as error:
            return Probe(address, fault=error.fault)
        try:
            outcome = _interview(line, address, baud, patience, given_up)
        except PORT_ERRORS:
            return Probe(address, fault=Fault.PORT_LOST)
        finally:
            close_line(line)
        if outcome is not None:
            return outcome
        if given_up():
            break
    return Probe(address, fault=Fault.READER_SILENT)


def _interview(line: Any, address: str, baud: int, patience: float, given_up: Callable[[], bool]) -> Probe | None:
    answer = ask(line, frames.STATUS, patience, given_up)
    if answer is None:
        return None
    if answer.sw3 != Sw3.OK:
        return Probe(address, baud, fault=status.READER_FAULTS.get(answer.sw3, Fault.UNKNOWN_STATUS))
    number = ask(line, frames.SAM_ID, patience, given_up)
    return Probe(address, baud, None if number is None else _number(number))


def _number(answer: Answer) -> str | None:
    try:
        return sam_number(answer.data) if answer.sw3 == Sw3.OK else None
    except ProtocolError:
        return None


def ask(line: Any, request: Request, patience: float, given_up: Callable[[], bool]) -> Answer | None:
    """One request and its answer, or None when there is none in `patience` seconds. Raises the port's errors."""
    decoder = FrameDecoder()
    line.reset_input_buffer()
    line.write(request.to_bytes())
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and not given_up():
        for outcome in decoder.feed(line.read(max(1, line.in_waiting))):
            if isinstance(outcome, bytearray):
                return Answer.from_body(outcome)
    return None

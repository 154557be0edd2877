"""Opening and closing the line to a serial reader, and what it means when that fails."""

import errno
from contextlib import suppress
from typing import Any, Final

import serial

from card_reader.errors import CardReaderError
from card_reader.faults import Fault

SPEEDS: Final = (115200, 57600, 38400, 19200, 9600)
"""Bits per second a reader may be set to, the usual one first."""
READ_SLICE: Final = 0.05
_OPEN_FAULTS: Final = {
    errno.EAGAIN: Fault.PORT_BUSY,
    errno.EBUSY: Fault.PORT_BUSY,
    errno.EACCES: Fault.PORT_DENIED,
    errno.EPERM: Fault.PORT_DENIED,
}


def _port_errors() -> tuple[type[Exception], ...]:
    """What a vanished device raises. Only POSIX has termios, whose error is a family of its own."""
    try:
        from termios import error
    except ImportError:
        return (serial.SerialException, OSError)
    return (serial.SerialException, OSError, error)


PORT_ERRORS: Final = _port_errors()


class LineNotOpened(CardReaderError):
    """The port cannot be used. `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def is_usable_address(url: str) -> bool:
    """A device path or a plain `socket://host:port`.

    Other pyserial schemes and options are refused: some of them (`spy://`) print every byte that passes.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return bool(url)
    host, _, port = rest.rpartition(":")
    return scheme == "socket" and bool(host) and port.isascii() and port.isdigit() and 0 < int(port) < 65536


def address_and_speed(reader: str, usual: int) -> tuple[str, int]:
    """Cut `/dev/ttyUSB0@9600` into address and speed; without a known speed behind the last @ it is `usual`."""
    address, at, speed = reader.rpartition("@")
    if at and speed.isascii() and speed.isdigit() and int(speed) in SPEEDS:
        return address, int(speed)
    return reader, usual


def open_line(address: str, baud: int) -> Any:
    """An open pyserial port that nobody else can open meanwhile. Raises LineNotOpened."""
    if not is_usable_address(address):
        raise LineNotOpened(Fault.PORT_ADDRESS)
    try:
        return serial.serial_for_url(
            address, baudrate=baud, timeout=READ_SLICE, write_timeout=1, exclusive=True
        )  # fmt: skip
    except PORT_ERRORS as error:
        number = getattr(error, "errno", None) or 0
        raise LineNotOpened(_OPEN_FAULTS.get(number, Fault.PORT_MISSING)) from None


def close_line(line: Any) -> None:
    # pyserial forgets to close a socket whose peer has already gone
    socket = getattr(line, "_socket", None)
    with suppress(*PORT_ERRORS):
        line.close()
    if socket is not None:
        socket.close()

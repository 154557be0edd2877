"""Reads the terminal of a station with our own parser; all else about the terminal is Textual's."""

import os
from codecs import getincrementaldecoder
from select import select
from termios import TCIFLUSH, tcflush
from typing import Final

from textual.drivers.linux_driver import LinuxDriver

from tui.keyboard.paste import PasteParser

_PATIENCE: Final = 0.1
"""Seconds without input after which the parser is asked what it waits for."""


class KeyboardDriver(LinuxDriver):
    def start_application_mode(self) -> None:
        """What was typed before the screen is there was meant for none of it."""
        tcflush(self.fileno, TCIFLUSH)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual has no types here

    def run_input_thread(self) -> None:
        """Until the driver stops. Bytes that are no UTF-8, from noise on a line, become the mark for that."""
        parser = PasteParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            ready, _, _ = select([self.fileno], [], [], _PATIENCE)
            if ready:
                data = os.read(self.fileno, 65536)
                if not data:
                    return  # nobody will ever type here again
                text = decode(data)
                for message in parser.feed(text) if text else ():
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)

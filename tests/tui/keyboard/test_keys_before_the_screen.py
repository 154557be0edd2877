"""What is typed before a screen is there neither shows nor acts when it is."""

import os
import pty
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from select import select

import pytest

from tui.keyboard.ahead import keys_unseen
from tui.tour import Terminal

EARLY = b"RS-001\r\x1b[24~\x1bOP7"


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ends = pty.openpty()
    yield ends
    for end in ends:
        os.close(end)


def _has(end: int) -> bool:
    return bool(select([end], [], [], 0.05)[0])


def test_keys_pressed_while_a_demo_opens_are_neither_shown_nor_kept(terminal: tuple[int, int]) -> None:
    person, program = terminal
    before = termios.tcgetattr(program)
    with keys_unseen(program):
        os.write(person, EARLY)
        assert not _has(person)
    assert not _has(program)
    assert termios.tcgetattr(program) == before
    os.write(person, b"ls\n")
    assert os.read(program, 99) == b"ls\n"


PROGRAM = """
import time
from textual.app import App
from textual.widgets import Input
from tui.keyboard.driver import KeyboardDriver

class Screenful(App):
    def compose(self):
        yield Input(placeholder="here")

print("soon", flush=True)
time.sleep(0.4)
Screenful(driver_class=KeyboardDriver).run()
"""


def test_what_was_typed_ahead_gets_into_no_field(tmp_path: Path) -> None:
    program = tmp_path / "screenful.py"
    program.write_text(PROGRAM, encoding="utf-8")
    with Terminal([sys.executable, str(program)], environment={"PYTHONPATH": str(Path.cwd())}) as terminal:
        terminal.until("soon")
        terminal.send(b"early")
        terminal.until("here")
        terminal.type("late")
        field = next(line for line in terminal.until("late").lines if "late" in line)
        assert "early" not in field

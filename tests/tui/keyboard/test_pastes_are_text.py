"""Whatever a paste holds, no key comes out of it; and a terminal that says nothing any more is not lost for that."""

import sys
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste
from textual.message import Message

from tui.keyboard import PasteParser
from tui.tour import Terminal

START, END = "\x1b[200~", "\x1b[201~"
TRICKS = [START, END, "\x1b[24~", "\r", "\x07", "\x1b", "\x1b[", "\x1b[9999", "\x9b24~", "一", "x", "\x00", "\t"]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Line:
    """A parser, and what has come out of it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.parser = PasteParser(clock=self.clock)
        self.messages: list[Message] = []

    def send(self, *parts: str) -> "Line":
        for part in parts:
            self.messages += self.parser.feed(part)
            self.messages += self.parser.tick()
        return self

    def wait(self, seconds: float = 0.1) -> "Line":
        self.clock.now += seconds
        self.messages += self.parser.tick()
        return self

    @property
    def keys(self) -> list[str]:
        return [message.key for message in self.messages if isinstance(message, Key)]

    @property
    def pasted(self) -> list[str]:
        return [message.text for message in self.messages if isinstance(message, Paste)]


@pytest.fixture
def line() -> Line:
    return Line()


def test_a_paste_is_one_text_and_keys_after_it_are_keys(line: Line) -> None:
    line.send(f"a{START}一 二{END}").wait().send("\x1b[24~", "\r")
    assert (line.keys, line.pasted) == (["a", "f12", "enter"], ["一 二"])


def test_a_sequence_nobody_knows_does_not_end_a_paste(line: Line) -> None:
    line.send(f"{START}x\x1b[?1049l\x1b]0;t\x07\x1b[24~\r\x07y{END}").wait()
    assert line.keys == []
    assert line.pasted == ["x[?1049l]0;t[24~\ry"]


def test_a_mark_of_the_end_within_a_paste_lets_no_key_out(line: Line) -> None:
    line.send(f"{START}x{END}\x1b[24~\r", f"{START}\x1b[24~{END}").wait()
    assert line.keys == []
    assert line.pasted[0] == "x"


def test_keys_pressed_at_once_after_a_paste_come_after_it(line: Line) -> None:
    line.send(f"{START}x{END}\x1b[24~", "\r").wait()
    assert (line.pasted, line.keys) == (["x"], ["f12", "enter"])


def test_two_pastes_at_once_are_two_texts(line: Line) -> None:
    line.send(f"{START}x{END}", f"{START}y{END}").wait().send("z")
    assert (line.pasted, line.keys) == (["x", "y"], ["z"])


@given(st.lists(st.sampled_from(TRICKS), max_size=8).map("".join), st.lists(st.integers(0, 60), max_size=5))
def test_no_paste_holds_a_key_however_the_line_cuts_it(text: str, cuts: list[int]) -> None:
    line = Line()
    whole = f"{START}{text}{END}"
    line.send(*(part for begin, end in pairwise([0, *sorted(cuts), None]) if (part := whole[begin:end])))
    line.wait().send("\r")
    assert line.keys == ["enter"]
    assert not any(character in "\x1b\x07\x9b\x00" for character in "".join(line.pasted))


def test_a_mark_cut_in_two_by_a_bad_line_is_waited_for(line: Line) -> None:
    line.send("\x1b[20").wait(0.5).send(f"0~\r\r{END}").wait()
    assert (line.keys, line.pasted) == ([], ["\r\r"])


def test_a_paste_that_stalls_goes_on_as_text(line: Line) -> None:
    line.send(f"{START}one ").wait(9).send("two, and more \r\x1b[24~").wait(9).send(f"three\r{END}").wait()
    assert line.keys == []
    assert line.pasted == ["one ", "two, and more \r[24~", "three\r"]


def test_a_paste_that_never_ends_is_shown_and_the_next_key_is_a_key(line: Line) -> None:
    line.send(f"{START}half of it").wait(3)
    assert line.pasted == ["half of it"]
    line.send("\x1b[24~", "a")
    assert line.keys == ["f12", "a"]


def test_escape_by_itself_is_still_escape(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual._parser.get_time", line.clock)
    line.send("\x1b").wait(0.2)
    assert line.keys == ["escape"]


def test_of_an_endless_paste_only_a_beginning_is_kept(line: Line) -> None:
    line.send(START, *["x" * 60_000] * 40, END).wait().send("\r")
    assert 1_000_000 <= len(line.pasted[0]) <= 1_060_000
    assert line.keys == ["enter"]


ECHO = """
from textual.app import App
from tui.keyboard.driver import KeyboardDriver
class Echo(App[None]):
    def get_driver_class(self): return KeyboardDriver
    def on_mount(self): self.tell("ready")
    def on_key(self, event):
        self.tell(f"key {event.key}")
        if event.key == "q": self.exit()
    def on_paste(self, event): self.tell(f"text {len(event.text)} {event.text[:60]!r}")
    def tell(self, words):
        with open(sys.argv[1], "a") as file: file.write(words + "\\n")
import sys
Echo().run(mouse=False)
"""


@pytest.fixture
def typed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Terminal, Callable[[int], list[str]]]]:
    """A program in a real terminal, and what it was told (the first so many lines, waited for)."""
    told = tmp_path_factory.mktemp("told") / "told"
    with Terminal([sys.executable, "-c", ECHO, str(told)]) as terminal:

        def lines(count: int) -> list[str]:
            terminal.until(lambda _: told.exists() and len(told.read_text().splitlines()) >= count, 60)
            return told.read_text().splitlines()

        lines(1)
        yield terminal, lines


@pytest.mark.real
def test_in_a_real_terminal_a_paste_of_escapes_is_text_and_broken_bytes_end_nothing(
    typed: tuple[Terminal, Callable[[int], list[str]]],
) -> None:
    terminal, lines = typed
    terminal.paste("a\x07\x1b[31mRED\x1b[24~\x1b]0;t\x07\x1b[?1049l\r\x1b[201~\x1b[24~\r")
    assert len(lines(2)) == 2
    terminal.until_quiet(0.3)
    terminal.send(b"\xff\xfe")
    terminal.press("f12")
    said = lines(4)
    assert said[1].startswith("text ")
    assert [words for words in said[2:] if words.isascii()][-1] == "key f12"
    assert "key enter" not in said


@pytest.mark.real
def test_in_a_real_terminal_a_paste_of_a_million_characters_is_one_text(
    typed: tuple[Terminal, Callable[[int], list[str]]],
) -> None:
    terminal, lines = typed
    terminal.paste("x\r" * 500_000)
    assert lines(2)[1].startswith("text 1000000 ")
    terminal.press("q")
    assert terminal.wait(60) == 0

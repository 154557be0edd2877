import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tui.tour import NeverSeen, Snapshot, Terminal, TerminalClosed, UnknownKey, key_bytes

pytestmark = pytest.mark.real
ECHO = """
import os, sys, termios, tty
tty.setraw(0)
print("ready", end="", flush=True)
while (data := os.read(0, 1024)) != b"q":
    os.write(1, b"\\r\\n" + repr(data).encode())
sys.exit(7)
"""
SIZE = """
import os, signal, sys
def tell(*_):
    size = os.get_terminal_size()
    print(f"{size.columns}x{size.lines}", flush=True)
signal.signal(signal.SIGWINCH, tell)
tell()
while True:
    signal.pause()
"""
Start = Callable[..., Terminal]


@pytest.fixture
def run() -> Iterator[Start]:
    terminals: list[Terminal] = []

    def start(program: str, **options: object) -> Terminal:
        terminals.append(Terminal([sys.executable, "-c", program], **options))  # type: ignore[arg-type]
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


def test_keys_text_pastes_and_scans_arrive_as_terminals_send_them(run: Start) -> None:
    terminal = run(ECHO)
    terminal.until("ready")
    terminal.press("f9", "ctrl+g", "shift+tab")
    terminal.type("a城乡")
    terminal.scan("RS123")
    terminal.until_quiet()
    terminal.paste("一\n二")
    terminal.until("x1b[201~")
    lines = terminal.screen_lines()
    assert lines[1:4] == (r"b'\x1b[20~'", r"b'\x07'", r"b'\x1b[Z'")
    assert lines[4:6] == ("b'a'", repr("城乡".encode()))
    assert lines[6] == r"b'RS123\r'"
    assert lines[7].startswith(r"b'\x1b[200~")


def test_the_exit_code_is_known_and_nothing_can_be_typed_afterwards(run: Start) -> None:
    terminal = run(ECHO)
    terminal.until("ready")
    assert terminal.exit_code is None
    terminal.press("q")
    assert terminal.wait() == 7
    terminal.close()
    with pytest.raises(TerminalClosed):
        terminal.press("x")


def test_a_program_that_does_not_listen_is_ended_all_the_same(run: Start) -> None:
    terminal = run(
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\nsignal.pause()"
    )
    terminal.until("deaf")
    assert terminal.close(grace=0.2) == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(terminal.pid, 0)


def test_a_new_size_is_told_to_the_program(run: Start) -> None:
    terminal = run(SIZE, columns=80, lines=24)
    terminal.until("80x24")
    terminal.resize(120, 36)
    snapshot = terminal.until("120x36")
    assert (snapshot.columns, len(snapshot.rows)) == (120, 36)


def test_what_never_comes_is_an_error_that_shows_the_screen(run: Start) -> None:
    terminal = run("print('something else', flush=True); input()")
    with pytest.raises(NeverSeen) as caught:
        terminal.until("what we want", timeout=0.6)
    assert "something else" in caught.value.lines[0]


def test_waiting_ends_when_the_program_does(run: Start) -> None:
    with pytest.raises(NeverSeen):
        run("print('bye')").until("hello", timeout=30)


def test_the_environment_is_ours_to_set(run: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAKEN_AWAY", "here")
    show = (
        "import os; print(os.environ.get('TAKEN_AWAY'), os.environ['GIVEN'], os.environ['TERM'], flush=True); input()"
    )
    run(show, environment={"TAKEN_AWAY": None, "GIVEN": "yes"}).until("None yes xterm-256color")


def test_wide_characters_take_two_cells_and_lose_both_when_one_is_written_over(run: Start) -> None:
    terminal = run(r"print('城乡居民\r\x1b[3Cx', end='', flush=True); input()")
    row = terminal.until("x").rows[0]
    assert [glyph.text for glyph in row[:9]] == ["城", "", " ", "x", "居", "", "民", "", " "]
    assert row[0].wide
    assert not row[2].wide


def test_sequences_the_emulator_does_not_know_leave_no_text(run: Start) -> None:
    terminal = run(r"print('a\x1b[<u\x1b[>1u\x1b[?2026$pb\u200d\ufe0fc', flush=True); input()")
    assert terminal.until("abc").lines[0] == "abc"


def test_the_terminal_answers_where_its_cursor_is(run: Start) -> None:
    ask = "import os, tty; tty.setraw(0); os.write(1, b'\\x1b[6n'); print(os.read(0, 20), flush=True); os.read(0, 1)"
    run(ask).until(r"\x1b[1;1R")


def test_colours_and_marks_are_seen(run: Start) -> None:
    terminal = run(r"print('\x1b[1;4;7;31;48;2;1;2;3mA\x1b[0m', flush=True); input()")
    glyph = terminal.until("A").rows[0][0]
    assert (glyph.bold, glyph.underline, glyph.reverse) == (True, True, True)
    assert (glyph.foreground, glyph.background) == ("red", "010203")


def test_a_condition_can_be_waited_for(run: Start) -> None:
    def at_the_right(snapshot: Snapshot) -> bool:
        return snapshot.cursor == (5, 0)

    run("print('abcde', end='', flush=True); input()").until(at_the_right)


def test_a_command_that_does_not_exist_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Terminal([str(tmp_path / "nothing")])


@pytest.mark.parametrize("name", ["f13", "hyper+x", "nokey", "ctrl+é"])
def test_a_key_no_terminal_sends_is_refused(name: str) -> None:
    with pytest.raises(UnknownKey):
        key_bytes(name)

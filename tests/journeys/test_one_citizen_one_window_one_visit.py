"""The main job, as a person meets it: the `onewindow` command in a real terminal, every part a process of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tui.tour import Terminal

pytestmark = [pytest.mark.real, pytest.mark.timeout(240)]

ONEWINDOW = [sys.executable, "-m", "tui.cli"]
CASE_NUMBER = re.compile(r"\d{6} \d{6} \d{2} \d{6} \d{3} [0-9A-Z]")
PATIENCE = 60.0


@contextmanager
def _workstation(data: Path, columns: int = 80, lines: int = 24) -> Iterator[Terminal]:
    command = [*ONEWINDOW, "demo", "--data", str(data), "--language", "en", "--speed", "4"]
    with Terminal(command, columns=columns, lines=lines) as terminal:
        terminal.until("Lay the ID card on the reader.", PATIENCE)
        terminal.until("24/24", PATIENCE)
        yield terminal


def _to_the_form(terminal: Terminal) -> None:
    """The first demo person's card, and the residents' pension."""
    terminal.press("ctrl+d")
    terminal.until("82", PATIENCE)
    terminal.press("enter")
    terminal.until("What for?", PATIENCE)
    terminal.type("cxjmyl")
    terminal.until("RS-001", PATIENCE)
    terminal.press("enter")
    terminal.until("for example", PATIENCE)


def _children_of(pid: int, module: str) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    return [int(row[0]) for row in rows if int(row[1]) == pid and module in row[2]]


def _drafts(data: Path) -> dict[Path, int]:
    """When each was written."""
    return {path: path.stat().st_mtime_ns for path in data.rglob("*.draft")}


def test_the_tour_ends_with_a_closed_case_and_an_intact_chain(tmp_path: Path) -> None:
    ran = subprocess.run(
        [*ONEWINDOW, "demo", "--tour", str(tmp_path), "--size", "80x24"],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "已受理、已答复、已发放、已办结" in ran.stdout
    pictures = sorted(path.name for path in tmp_path.glob("*.png"))
    assert pictures[0] == "01-identify.png"
    assert pictures[-1].endswith("closed.png")


def test_a_screen_made_too_small_then_killed_in_the_middle_finds_its_draft_and_the_case_goes_on(tmp_path: Path) -> None:
    with _workstation(tmp_path) as terminal:
        _to_the_form(terminal)
        terminal.resize(40, 10)
        terminal.until("80x24", PATIENCE)
        terminal.resize(80, 24)
        terminal.until("for example", PATIENCE)
        terminal.type("13900005518")
        before = _drafts(tmp_path)
        terminal.press("enter")
        terminal.until(lambda _: _drafts(tmp_path) != before, PATIENCE)
        terminal.until("****5518", PATIENCE)
        os.kill(terminal.pid, signal.SIGKILL)
    with _workstation(tmp_path) as terminal:
        terminal.press("down", "enter")
        terminal.until("Contribution tier", PATIENCE)
        terminal.press("f6")
        terminal.until("****5518", PATIENCE)


def test_a_node_killed_before_the_hand_over_delays_it_and_loses_nothing(tmp_path: Path) -> None:
    with _workstation(tmp_path, 120, 36) as terminal:
        _to_the_form(terminal)
        terminal.type("13900005518")
        terminal.press("enter")
        terminal.until("1 200", PATIENCE)
        terminal.press("2")
        terminal.until("13/14", PATIENCE)
        terminal.press("enter")
        terminal.until("to be signed", PATIENCE)
        terminal.press("1", "enter")
        terminal.until("What will be sent", PATIENCE)
        for node in _children_of(terminal.pid, "tui.cli node"):
            os.kill(node, signal.SIGKILL)
        terminal.press("f12", "f12")
        seen = terminal.until(lambda screen: bool(CASE_NUMBER.search("\n".join(screen.lines))), PATIENCE)
        assert len(set(CASE_NUMBER.findall("\n".join(seen.lines)))) == 1
        terminal.press("ctrl+o")
        terminal.until("1 of 1", PATIENCE)


def test_without_a_terminal_it_says_what_to_do_instead() -> None:
    ran = subprocess.run(
        [*ONEWINDOW, "demo"], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False
    )
    assert ran.returncode == 0
    assert "--tour" in ran.stdout

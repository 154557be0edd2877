"""`onewindow counter` reads plain options by itself, and leaves everything else to Typer."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from tui.cli.commands import app
from tui.cli.front import COUNTER_OPTIONS, plain_options
from tui.tour import Terminal


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        ([], {}),
        (["--node", "http://10.0.0.1:8471"], {"node": "http://10.0.0.1:8471"}),
        (["--reader", "/dev/ttyUSB0", "--reader", "pcsc"], {"readers": ["/dev/ttyUSB0", "pcsc"]}),
        (["--data", "here", "--window", "3"], {"data_dir": Path("here"), "window": "3"}),
    ],
)
def test_pairs_of_option_and_value_become_settings(arguments: list[str], given: dict[str, Any]) -> None:
    assert plain_options(arguments) == given


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--node"], ["--nod", "x"], ["--node=x"], ["--node", "--help"], ["x"], ["--node", "x", "y"]],
)
def test_anything_else_is_left_to_be_explained_or_refused(arguments: list[str]) -> None:
    assert plain_options(arguments) is None


def test_both_ways_in_take_the_same_options() -> None:
    command = typer.main.get_command(app).commands["counter"]  # type: ignore[attr-defined]  # a group
    options = {option for parameter in command.params for option in parameter.opts} - {"--help"}
    assert options == set(COUNTER_OPTIONS)


@pytest.mark.parametrize(("charset", "chinese"), [("gb18030", True), ("ascii", False)])
def test_a_terminal_that_is_not_utf_8_is_told_so_in_words_it_can_show(charset: str, chinese: bool) -> None:
    script = "import sys; from tui.cli.front import check_terminal; sys.stdout.isatty = lambda: True; check_terminal()"
    environment = {**os.environ, "PYTHONIOENCODING": charset}
    refused = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment)
    told = refused.stderr.decode(charset)
    assert refused.returncode == 1
    assert "not UTF-8" in told
    assert ("字符集" in told) is chinese
    assert "\\u" not in told


def test_a_counter_that_is_closed_from_outside_says_that_drafts_are_kept(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tui.cli", "counter", "--data", str(tmp_path), "--language", "zh_CN"]
    with Terminal([*command, "--node", "http://127.0.0.1:9"]) as terminal:
        terminal.until("一窗", 60)
        terminal.until_quiet(0.5)
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.until("内容都已保存", 20)
        assert terminal.wait(20) == 0

"""`onewindow counter` and `onewindow node` read plain options by themselves, and leave everything else to Typer."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from tui.app import OneWindowApp
from tui.cli.commands import app
from tui.cli.front import COUNTER_OPTIONS, NODE_OPTIONS, plain_options
from tui.counter.screen import CounterScreen
from tui.settings import StationSettings
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
    assert plain_options(arguments, COUNTER_OPTIONS) == given


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--node"], ["--nod", "x"], ["--node=x"], ["--node", "--help"], ["x"], ["--node", "x", "y"]],
)
def test_anything_else_is_left_to_be_explained_or_refused(arguments: list[str]) -> None:
    assert plain_options(arguments, COUNTER_OPTIONS) is None


def test_a_node_is_given_its_settings_as_they_were_typed_and_a_port_that_is_none_is_refused_by_typer() -> None:
    assert plain_options(["--port", "0", "--county-data", "c"], NODE_OPTIONS) == {"port": "0", "county_data": "c"}
    assert plain_options(["--port", "x"], NODE_OPTIONS) is None
    assert plain_options(["--data", "d", "--village"], NODE_OPTIONS) is None


@pytest.mark.parametrize(
    ("command", "known", "flags"), [("counter", COUNTER_OPTIONS, set()), ("node", NODE_OPTIONS, {"--village"})]
)
def test_both_ways_in_take_the_same_options(command: str, known: dict[str, str], flags: set[str]) -> None:
    parameters = typer.main.get_command(app).commands[command].params  # type: ignore[attr-defined]  # a group
    assert {option for parameter in parameters for option in parameter.opts} - {"--help"} == {*known, *flags}


@pytest.mark.parametrize(("charset", "chinese"), [("gb18030", True), ("ascii", False)])
def test_a_terminal_that_is_not_utf_8_is_told_so_in_words_it_can_show(charset: str, chinese: bool) -> None:
    script = "import sys; from tui.cli.front import check_terminal; sys.stdout.isatty = lambda: True; check_terminal()"
    environment = {**os.environ, "PYTHONIOENCODING": charset}
    refused = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, check=False)
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


async def test_a_counter_that_is_closed_while_it_opens_closes_in_peace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_frame, ended = CounterScreen.put_frame, asyncio.Event()

    async def end_meanwhile(screen: CounterScreen) -> None:
        woken = asyncio.get_running_loop().create_future()

        def end() -> None:
            woken.set_result(None)
            screen.app.exit()
            ended.set()

        asyncio.get_running_loop().call_soon(end)
        await woken
        await put_frame(screen)

    monkeypatch.setattr(CounterScreen, "put_frame", end_meanwhile)
    counter = OneWindowApp(StationSettings(node="http://127.0.0.1:9", data_dir=tmp_path))
    async with counter.run_test():
        await asyncio.wait_for(ended.wait(), 20)
    assert counter.return_code == 0

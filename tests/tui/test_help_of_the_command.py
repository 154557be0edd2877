"""``onewindow --help`` fits the terminal of a hall: what a command does is told whole, in one line."""

import pytest
from typer.testing import CliRunner

from tui.cli.commands import app
from tui.widgets.cells import width


@pytest.mark.parametrize("group", [[], ["cards"], ["chain"], ["catalogue"]], ids=" ".join)
def test_no_line_of_a_list_of_commands_is_cut(group: list[str]) -> None:
    told = CliRunner().invoke(app, [*group, "--help"], env={"COLUMNS": "80", "ONEWINDOW_LANGUAGE": "en"})
    _, listed, commands = told.output.partition("Commands:\n")
    assert listed and commands.strip()
    assert [line for line in commands.splitlines() if line.endswith("...")] == []


def commands_of_the_catalogue() -> list[str]:
    told = CliRunner().invoke(app, ["catalogue", "--help"], env={"ONEWINDOW_LANGUAGE": "en"}).output
    return [line.split()[0] for line in told.partition("Commands:\n")[2].splitlines() if line[2:3].strip()]


@pytest.mark.parametrize("spoken", ["zh_CN", "en"])
def test_help_of_the_catalogue_is_in_the_readers_language_and_fits(spoken: str) -> None:
    for command in ["", *commands_of_the_catalogue()]:
        words = ["catalogue", *([command] if command else []), "--help"]
        told = CliRunner().invoke(app, words, env={"ONEWINDOW_LANGUAGE": spoken}).output
        assert ("用法：" in told) is (spoken == "zh_CN"), command
        assert max(width(line) for line in told.splitlines()) <= 80, command
        own = [line for line in told.splitlines() if "onewindow" not in line and "--" not in line]
        assert any("\u4e00" <= mark <= "\u9fff" for line in own for mark in line) is (spoken == "zh_CN"), command

"""``onewindow --help`` fits the terminal of a hall: what a command does is told whole, in one line."""

import pytest
from typer.testing import CliRunner

from tui.cli.commands import app


@pytest.mark.parametrize("group", [[], ["cards"], ["chain"], ["catalogue"]], ids=" ".join)
def test_no_line_of_a_list_of_commands_is_cut(group: list[str]) -> None:
    told = CliRunner().invoke(app, [*group, "--help"], env={"COLUMNS": "80"})
    _, listed, commands = told.output.partition("Commands:\n")
    assert listed and commands.strip()
    assert [line for line in commands.splitlines() if line.endswith("...")] == []

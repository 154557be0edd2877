"""The whole of ``onewindow`` speaks the reader's language, and its help fits the terminal of a hall."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from tui.cli.commands import app
from tui.widgets.cells import width


def ways(command: Any, *before: str) -> Iterator[tuple[str, ...]]:
    """The command and all below it."""
    yield before
    for name, below in getattr(command, "commands", {}).items():
        yield from ways(below, *before, name)


WAYS = sorted(ways(typer.main.get_command(app)))
NAMES_OF_THINGS = {"CSV", "HOST", "JSON", "PIN", "PORT", "RS", "URL", "XLSX"}
"""Words in capitals that are no stand-in for what the reader is to write."""
GROUPS = [(), ("cards",), ("chain",), ("catalogue",), ("staff",)]


pytestmark = pytest.mark.usefixtures("language_as_before")


def run(*words: str, spoken: str = "en") -> Result:
    return CliRunner().invoke(app, [*words], env={"COLUMNS": "80", "ONEWINDOW_LANGUAGE": spoken})


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= mark <= "\u9fff" for mark in text)


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_no_line_of_a_list_of_commands_is_cut(group: tuple[str, ...]) -> None:
    _, listed, commands = run(*group, "--help").output.partition("Commands:\n")
    assert listed and commands.strip()
    assert [line for line in commands.splitlines() if line.endswith("...")] == []


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_every_help_is_in_the_readers_language_and_fits(way: tuple[str, ...]) -> None:
    for spoken in ("zh_CN", "en"):
        told = run(*way, "--help", spoken=spoken).output
        assert ("用法：" in told) is (spoken == "zh_CN")
        assert max(width(line) for line in told.splitlines()) <= 80
        options = [line for line in told.splitlines() if line.strip().startswith("--") and "  " in line.strip()]
        assert all(is_chinese(line) is (spoken == "zh_CN") for line in options), options
        if spoken == "zh_CN":
            assert set(re.findall(r"\b[A-Z]{2,}\b", told)) <= NAMES_OF_THINGS


@pytest.mark.parametrize(
    "words",
    [
        ["--language", "zh", "catalogue", "--help"],
        ["catalogue", "--language", "zh_CN", "--help"],
        ["catalogue", "--help", "--language=zh"],
        ["--language", "en", "catalogue", "check", "--help", "--language", "zh"],
    ],
    ids=" ".join,
)
def test_the_language_may_be_asked_for_anywhere_on_the_line(words: list[str]) -> None:
    assert "用法：" in run(*words).output


def test_a_command_that_starts_a_screen_is_told_the_language_of_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[dict[str, Any]] = []
    monkeypatch.setattr("tui.cli.workstation.open_counter", opened.append)
    run("--language", "zh", "counter", "--window", "3")
    run("counter", "--window", "3")
    assert opened == [{"window": "3", "language": "zh"}, {"window": "3"}]


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["nonsense", "--help"], "没有命令“nonsense”。", "There is no command “nonsense”."),
        (["nonsense"], "没有命令“nonsense”。", "There is no command “nonsense”."),
        (["cards", "read", "--nonsense"], "没有选项 --nonsense。", "There is no option --nonsense."),
        (["chain", "verify"], "缺少：文件夹。", "FOLDER is missing."),
        (["chain", "verify", "nowhere"], "没有文件夹 nowhere。", "There is no folder nowhere."),
        (["demo", "--only", "RS-001"], "要和 --all-items 一起用", "go with --all-items"),
        (["demo", "--all-items", "--report", "x.pdf"], "报告写成", "A report is a .md or a .csv file."),
        (["demo", "--tour", "x", "--size", "80x"], "例如 120x36", "A size is written 120x36"),
        (["node", "--port", "x"], "--port 要写数字。", "--port must be a number."),
        (["node", "--village"], "村只用于演示", "The village is one of the demo"),
        (["catalogue", "publish", "--from"], "--from 后面要写值。", "--from needs a value."),
        (["catalogue", "show", "A", "B"], "多写了：B。", "This is too much: B."),
        (["--language", "fr", "node"], "不会“fr”", "not “fr”"),
    ],
    ids=" ".join,
)
def test_what_is_wrong_with_the_line_is_told_in_the_readers_language(words: list[str], zh: str, en: str) -> None:
    for spoken, part in (("zh_CN", zh), ("en", en)):
        told = run(*words, spoken=spoken)
        assert told.exit_code == 2
        assert part in told.output
        assert not told.stdout


def test_help_does_not_wait_for_what_draws_screens_or_reads_catalogues() -> None:
    script = "import sys; from tui.cli.commands import app; app(standalone_mode=False); print(*sys.modules)"
    words = ["catalogue", "publish", "--help"]
    told = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    loaded = told.stdout.splitlines()[-1].split()
    assert "tui.cli.spoken_help" in loaded
    assert not {"textual", "pydantic", "backend.catalogue.build", "sqlalchemy", "httpx"} & set(loaded)

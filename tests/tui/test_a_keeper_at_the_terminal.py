"""A keeper's whole way at a plain terminal, with a real node: export, change, compare, rehearse, publish, go back."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pyotp
import pytest
import typer
from typer.testing import CliRunner, Result

from backend.catalogue import Fault, load
from backend.catalogue.faults_told import fault_told
from backend.contract import FieldProblem, Problem
from tests.parts.hall import Part, free_port
from tests.parts.small_catalogue import edit, write_catalogue
from tui.cli.at_node import AtNode
from tui.cli.catalogue_sources import today
from tui.cli.commands import app
from tui.client import Connection, Line, Refused
from tui.client.keeping import Keeping
from tui.locale import language, set_language


class Terminal:
    """Somebody with the keeper's password and authenticator, whose codes work once each."""

    def __init__(self, node: str, data: Path, catalogue: Path) -> None:
        self._environment = {"ONEWINDOW_CATALOGUE_DIR": str(catalogue), "ONEWINDOW_LANGUAGE": "en"}
        self._where = ["--data", str(data)]
        self._node = ["--node", node, "--account", "keeper"]
        people = json.loads((data / "demo-staff.json").read_text("utf-8"))
        self._person = next(person for person in people if person["account"] == "keeper")
        self._codes_used = 0

    def prompt(self, words: str, **_options: object) -> str:
        if words == "Password":
            return str(self._person["password"])
        self._codes_used += 1
        return str(pyotp.TOTP(self._person["seed"]).at(time.time() + 30 * (self._codes_used - 1)))

    def run(self, *words: str, signs_in: bool = False) -> Result:
        where = self._node if signs_in else self._where
        return CliRunner().invoke(app, ["catalogue", *words, *where], env=self._environment)

    def says(self, *words: str, signs_in: bool = False) -> str:
        told = self.run(*words, signs_in=signs_in)
        assert told.exit_code == 0, told.output
        return " ".join(told.output.split())


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    catalogue, data, port = write_catalogue(tmp_path / "served"), tmp_path / "node", free_port()
    url = f"http://127.0.0.1:{port}"
    command = ["node", "--data", str(data), "--port", str(port), "--realm", "demo"]
    environment = {"ONEWINDOW_CATALOGUE_DIR": str(catalogue)}
    node = Part("node", command, f"{url}/api/v1/health", tmp_path / "node.log", environment)
    node.start()
    try:
        made = Terminal(url, data, catalogue)
        monkeypatch.setattr(typer, "prompt", made.prompt)
        yield made
    finally:
        node.stop()


@pytest.mark.real
def test_a_list_is_changed_rehearsed_published_and_taken_back(terminal: Terminal, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    assert "Nothing was published here" in terminal.says("versions")
    terminal.says("export", "--to", str(mine))
    old, new = load(mine).version, load(edit(mine, "promised_days: 3", "promised_days: 5")).version
    assert "time promised: 3 working days → 5 working days" in terminal.says("diff", "current", str(mine))

    day = today().isoformat()
    refused = terminal.run("publish", str(mine), "--from", day)
    assert refused.exit_code == 1
    assert "was not rehearsed" in refused.output
    assert "3 working days promised become 5" in terminal.says("rehearse", str(mine))
    published = terminal.says("publish", str(mine), "--from", day, signs_in=True)
    assert f"Version {new[:8]} holds now." in published
    assert f"In force: {new}" in terminal.says("versions")
    assert "There is no catalogue abcdef." in terminal.run("diff", "abcdef", str(mine)).output
    assert "The two catalogues say the same." in terminal.says("diff", new[:6], str(mine))

    back = terminal.says("rollback", "--why", "read the wrong file", signs_in=True)
    assert f"Version {old[:8]} holds now." in back
    story = terminal.says("versions")
    assert f"In force: {old}" in story
    assert "withdrawn by keeper" in story
    assert "read the wrong file" in story
    terminal.says("export", new[:8], "--to", str(tmp_path / "again"))
    assert load(tmp_path / "again").version == new


def test_mistakes_at_the_terminal_are_told_in_a_sentence(tmp_path: Path) -> None:
    nobody = ["--data", str(tmp_path / "nobody")]
    for words, part in (
        (["diff", "nonsense", "shipped"], "There is no catalogue nonsense."),
        (["versions", *nobody], "No node has kept its data in"),
        (["export", "--to", str(tmp_path / "made"), *nobody], "No node has kept its data in"),
        (["publish", str(tmp_path / "none"), "--from", "2099-01-01"], "There is no folder"),
        (["publish", str(tmp_path), "--from", "tomorrow"], "is no day"),
        (["publish", str(tmp_path), "--from", "2001-01-01"], "is over"),
        (["rollback", "--why", " "], "The reason is missing."),
        (["export"], "Say where to"),
        (["import", str(tmp_path / "none.csv"), "--to", str(tmp_path / "made")], "There is no"),
        (["rehearse", str(tmp_path / "none")], "There is no folder"),
    ):
        told = CliRunner().invoke(app, ["catalogue", *words], env={"ONEWINDOW_LANGUAGE": "en"})
        assert told.exit_code == 1, (words, told.output)
        assert part in " ".join(told.output.split()), told.output


def test_faults_the_node_finds_are_told_as_the_check_tells_them(capsys: pytest.CaptureFixture[str]) -> None:
    fault = Fault("items/RS-001.yaml", 7, "The stages take 5 days, 3 are promised.", "Shorten stages or promise more.")
    named = FieldProblem(pointer="items/RS-001.yaml:7", code="fault", detail="as it was", params=asdict(fault))
    other = FieldProblem(pointer="/plan/why", code="missing", detail="Field required")
    problem = Problem(
        type="/problems/catalogue_faulty", title="Faulty", status=422, detail="The catalogue has 1 faults.", remedy="",
        params={"count": 1}, errors=[named, other],
    )  # fmt: skip

    async def refused(_node: Keeping) -> None:
        raise Refused(problem)

    before = language()
    set_language("zh")
    try:
        with asyncio.Runner() as runner, pytest.raises(typer.Exit):
            AtNode(runner, Keeping(Line("http://node", Connection()))).ask(refused)
    finally:
        set_language(before)
    told = "".join(capsys.readouterr().err.split())
    assert "".join(fault_told(fault, "zh_CN").split()) in told
    assert "/plan/whyFieldrequired" in told
    assert "asitwas" not in told

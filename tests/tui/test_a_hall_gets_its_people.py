"""From an empty folder to an operator at a live window: what a real hall does, at a plain terminal with a real node."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyotp
import pytest
import typer
from typer.testing import CliRunner

from backend.access import second_factor
from tests.parts.hall import Part, free_port
from tests.parts.small_catalogue import write_catalogue
from tui.cli.commands import app
from tui.locale import language, set_language

HALL = "999999101000"
TOML = """\
realm = "live"
data_dir = "node"
master_key_file = "keys/master.key"
argon2 = { time_cost = 1, memory_kib = 8, parallelism = 1 }
[[halls]]
code = "999999101000"
name = "示范镇便民服务中心"
name_en = "Demonstration Township Service Hall"
"""


PASSWORD, PIN = "seven grey herons at noon", "481516"
CONFIRMS = "It counts once a second administrator says: onewindow staff confirm window1"


class Terminal:
    """People who type at it: all with one password, each with an authenticator that took the key it was shown."""

    def __init__(self) -> None:
        self.seeds: list[str] = []
        self._typed = iter(["security", "甄安全", "system", "郝系统"])
        self._codes_used: dict[str, int] = {}
        self._said = ""
        self._at_hand = ""

    def new_seed(self) -> str:
        self._at_hand = pyotp.random_base32()
        self.seeds.append(self._at_hand)
        return self._at_hand

    def prompt(self, words: str, **_options: object) -> str:
        if words != "Once more":
            self._said = self._answer(words)
        return self._said

    def code(self, seed: str) -> str:
        """One not used yet."""
        used = self._codes_used[seed] = self._codes_used.get(seed, -1) + 1
        return str(pyotp.TOTP(seed).at(time.time() + 30 * used))

    def says(self, *words: str, by: int | None = None, status: int = 0) -> str:
        """What the command says when the first (0) or second (1) administrator gives it."""
        who = [] if by is None else ["--account", ("security", "system")[by]]
        if by is not None:
            self._signing_in = self.seeds[by]
        told = CliRunner().invoke(app, ["staff", *words, *who], env={"ONEWINDOW_LANGUAGE": "en"}, input="y\n")
        assert told.exit_code == status, told.output
        return " ".join(told.output.split())

    def _answer(self, words: str) -> str:
        if words in {"Account", "Name"}:
            return next(self._typed)
        if words == "The code it shows now":
            return pyotp.TOTP(self._at_hand).now()
        if words == "Code of the authenticator":
            return self.code(self._signing_in)
        return PIN if "PIN" in words else PASSWORD


@pytest.fixture(autouse=True)
def language_as_before() -> Iterator[None]:
    before = language()
    yield
    set_language(before)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """In the folder of a live node that was never started."""
    (tmp_path / "onewindow.toml").write_text(TOML, "utf-8")
    (tmp_path / "keys").mkdir()
    monkeypatch.chdir(tmp_path)
    made = Terminal()
    monkeypatch.setattr(typer, "prompt", made.prompt)
    monkeypatch.setattr(second_factor, "new_seed", made.new_seed)
    return made


@pytest.fixture
def node(terminal: Terminal, tmp_path: Path) -> Iterator[str]:
    """At work, with its two administrators."""
    assert "Done. Start the node" in terminal.says("first")
    url = f"http://127.0.0.1:{(port := free_port())}"
    environment = {"ONEWINDOW_CATALOGUE_DIR": str(write_catalogue(tmp_path / "served"))}
    part = Part("node", ["node", "--port", str(port)], f"{url}/api/v1/health", tmp_path / "node.log", environment)
    part.start()
    yield url
    part.stop()


def signed_in(node: str, code: str, password: str = PASSWORD) -> httpx.Response:
    body = {"account": "window1", "password": password, "code": code, "station": "s", "window": "1"}
    return httpx.post(f"{node}/api/v1/sign-in", json=body, trust_env=False)


@pytest.mark.real
def test_from_an_empty_folder_to_an_operator_at_a_window(terminal: Terminal, node: str, tmp_path: Path) -> None:
    wanted = ["--name", "张一窗", "--hall", HALL, "--role", "operator"]
    assert CONFIRMS in terminal.says("add", "window1", *wanted, by=0)
    operator = terminal.seeds[2]
    assert signed_in(node, terminal.code(operator)).status_code == 403
    assert "It counts now." in terminal.says("confirm", "window1", by=1)
    assert signed_in(node, terminal.code(operator)).json()["operator"]["realm"] == "live"
    listed = terminal.says("list", by=1)
    assert f"operator {HALL}, until" in listed
    assert "counts (proposed by security, confirmed by system)" in listed
    assert "is taken away" in terminal.says("revoke", "window1", "--role", "operator", by=0)
    secrets = [PASSWORD, PIN, *terminal.seeds]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not [secret for secret in secrets if secret.encode() in kept and secret != PIN]

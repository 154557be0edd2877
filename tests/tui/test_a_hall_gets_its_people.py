"""From an empty folder to people at work in the live realm: what a real hall does, at a plain terminal, with a real
node."""

import json
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
CONFIRMS = "It counts once a second administrator says: onewindow staff confirm inspector1"


class Terminal:
    """People who type at it: all with one password, each with an authenticator that took the key it was shown."""

    def __init__(self) -> None:
        self.seeds: dict[str, str] = {}
        self.typed = ["security", "甄安全", "Security", "system", "郝系统"]
        self._made = iter(["security", "system", "inspector1"])
        self._codes_used: dict[str, int] = {}
        self._said = self._at_hand = self._by = ""

    def new_seed(self) -> str:
        self._at_hand = self.seeds[next(self._made)] = pyotp.random_base32()
        return self._at_hand

    def prompt(self, words: str, **_options: object) -> str:
        if words != "Once more":
            self._said = self._answer(words)
        return self._said

    def code(self, seed: str) -> str:
        """One not used yet."""
        used = self._codes_used[seed] = self._codes_used.get(seed, -1) + 1
        return str(pyotp.TOTP(seed).at(time.time() + 30 * used))

    def says(self, *words: str, by: str = "", status: int = 0) -> str:
        """What a command answers, given by whoever signs in for it."""
        self._by = by
        line = [*words, "--account", by] if by else [*words]
        told = CliRunner().invoke(app, line, env={"ONEWINDOW_LANGUAGE": "en"}, input="y\n")
        assert told.exit_code == status, told.output
        return " ".join(told.output.split())

    def _answer(self, words: str) -> str:
        if words in {"Account", "Name"}:
            self._by = self.typed.pop(0)
            return self._by
        if words == "The code it shows now":
            return pyotp.TOTP(self._at_hand).now()
        if words == "Code of the authenticator":
            return self.code(self.seeds.get(self._by, pyotp.random_base32()))
        return PIN if "PIN" in words else PASSWORD


pytestmark = pytest.mark.usefixtures("language_as_before")


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
    assert "Done. Start the node" in terminal.says("staff", "first")
    url = f"http://127.0.0.1:{(port := free_port())}"
    environment = {"ONEWINDOW_CATALOGUE_DIR": str(write_catalogue(tmp_path / "served"))}
    part = Part("node", ["node", "--port", str(port)], f"{url}/api/v1/health", tmp_path / "node.log", environment)
    part.start()
    yield url
    part.stop()


def signed_in(node: str, code: str, password: str = PASSWORD) -> httpx.Response:
    body = {"account": "inspector1", "password": password, "code": code, "station": "s", "window": "1"}
    return httpx.post(f"{node}/api/v1/sign-in", json=body, trust_env=False)


@pytest.mark.real
def test_from_an_empty_folder_to_an_inspector_with_the_chain_in_hand(
    terminal: Terminal, node: str, tmp_path: Path
) -> None:
    wanted = ["--name", "赵监察", "--hall", HALL, "--role", "inspector"]
    assert CONFIRMS in terminal.says("staff", "add", "inspector1", *wanted, by="security")
    assert signed_in(node, terminal.code(terminal.seeds["inspector1"])).status_code == 403
    assert "It counts now." in terminal.says("staff", "confirm", "inspector1", by="system")
    listed = terminal.says("staff", "list", by="system")
    assert "counts (proposed by security, confirmed by system)" in listed
    export = terminal.says("chain", "export", str(tmp_path / "taken"), "--node", node, by="inspector1")
    verified = terminal.says("chain", "verify", str(tmp_path / "taken"))
    assert verified.startswith(f"{Path(export).name} Intact: ")
    assert verified.endswith(terminal.says("chain", "verify", export))
    told = Path(export, "entries.jsonl").read_text("utf-8")
    person = json.loads(told.splitlines()[-1])["actor"]
    proven = terminal.says("chain", "prove", person, str(tmp_path / "proof"))  # beside the node at work
    assert proven.startswith(f"Case {person} ")
    assert " staff.enrolled ok " in terminal.says("chain", "verify", str(tmp_path / "proof"))
    assert '"act":"chain.export"' in told.splitlines()[-1]
    assert "is taken away" in terminal.says("staff", "revoke", "inspector1", "--role", "inspector", by="security")
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not [secret for secret in (PASSWORD, *terminal.seeds.values()) if secret.encode() in kept]
    (tmp_path / "taken" / "another").mkdir()
    assert "Cannot tell: 0 entries" in terminal.says("chain", "verify", str(tmp_path / "taken"), status=2)
    Path(export, "entries.jsonl").write_text(told + "{}", "utf-8")
    assert "Last good head: " in terminal.says("chain", "verify", str(tmp_path / "taken"), status=1)


def test_two_administrators_begin_the_log_anew_behind_what_is_known_elsewhere(
    terminal: Terminal, tmp_path: Path
) -> None:
    assert terminal.says("staff", "first").count("Somebody has this account name already. Choose another.") == 1
    kept = tmp_path / "heads" / f"{HALL}.1_2026-11-22"
    kept.parent.mkdir()
    kept.write_text(known := f"onewindow/{HALL}.1/sm3\n900\n{'A' * 43}=\n", "utf-8")
    recover = ["chain", "recover", str(kept.parent)]
    terminal.typed += ["nobody", "system"]
    assert "do not go together" in terminal.says(*recover, status=1)
    terminal.typed += ["system", "security"]
    done = terminal.says(*recover)
    assert f"{HALL}.1: 900 entries are known elsewhere." in done and "Done. Start the node." in done
    assert "Nothing is missing" in terminal.says(*recover, status=1)
    terminal.says("chain", "export", str(tmp_path / "taken"))
    assert terminal.says("chain", "verify", str(tmp_path / "taken")).count("Intact") == 2
    begun = (tmp_path / "taken" / f"{HALL}.2" / "entries.jsonl").read_text("utf-8").splitlines()
    first, second = map(json.loads, begun[:2])
    assert (first["act"], first["role"], second["act"], second["role"]) == (
        "node.recovery", "admin.sys", "node.recovery", "admin.sec",
    )  # fmt: skip
    assert first["obj"] == second["obj"] == " ".join(known.split())
    kept.write_text("900", "utf-8")
    assert "A kept head cannot be read." in terminal.says(*recover, status=1)

"""``onewindow chain`` as an inspector, and a court, uses it: away from any node, and told plainly what does not do."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from types import ModuleType

import pytest
from typer.testing import CliRunner

from backend.supervision import comparing, export_reading, proofs, verifying
from tests.parts.exported_chain import HALL, Exported, write_chain
from tui.cli.chain_told import REASONS
from tui.cli.commands import app

Says = Callable[..., str]
LOG = f"{HALL}.1"
BEHIND_A_COLON = "its fields are not those of a proof"
VERIFIERS = (comparing, export_reading, proofs, verifying)


pytestmark = pytest.mark.usefixtures("language_as_before")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    with write_chain(tmp_path_factory.mktemp("chain")) as written:
        yield written


def says(*words: object, status: int = 0, spoken: str = "en") -> str:
    told = CliRunner().invoke(app, ["chain", *map(str, words)], env={"ONEWINDOW_LANGUAGE": spoken})
    assert told.exit_code == status, told.output
    return " ".join(told.output.split())


def test_a_case_is_proven_out_of_an_export_and_checked_by_whoever_holds_the_proof(
    exported: Exported, tmp_path: Path
) -> None:
    proof = tmp_path / "proof"
    assert says("prove", "c2", proof, "--export", exported.directory) == f"Case c2 {proof / LOG}"
    told = says("verify", proof)
    assert told.startswith(f"{LOG} Intact: 4 entries. These entries of the case are in the log as it was at this head")
    assert told.count(" case.step ok staff-") == 4
    head = exported.heads[-1]
    shown = f"Head of the log: {LOG} {head.size} {head.root.hex()[:12]}"
    assert f"{shown} Only the proof itself says so" in told
    assert says("verify", proof, "--heads", exported.directory / "head").endswith(shown)
    file = proof / LOG / "proof.json"
    file.write_bytes(file.read_bytes().replace(b"staff-2", b"staff-7", 1))
    assert "Tampered with: 4 entries. An entry is not in the log that has this head" in says("verify", proof, status=1)
    file.write_bytes(file.read_bytes()[:-9])
    assert "无法判断" in says("verify", proof, status=2, spoken="zh_CN")


def test_a_proof_leads_to_a_head_kept_elsewhere(exported: Exported, tmp_path: Path) -> None:
    kept = exported.keep([23])
    says("prove", "c2", tmp_path, "--export", exported.directory, "--heads", kept)
    assert f"{LOG} 23 " in says("verify", tmp_path, "--heads", kept / "23")
    assert "Cannot tell" in says("verify", tmp_path, "--heads", exported.keep([22]), status=2)


def test_nothing_is_proven_out_of_a_log_that_was_altered(exported: Exported, tmp_path: Path) -> None:
    altered = exported.copy()
    entries = altered / "entries.jsonl"
    entries.write_bytes(entries.read_bytes().replace(b"staff-2", b"staff-7", 1))
    told = says("prove", "c2", tmp_path / "proof", "--export", altered, status=1)
    assert "Tampered with" in told and "First bad entry: 2" in told
    assert not (tmp_path / "proof").exists()


def test_a_log_that_was_altered_does_not_hide_a_case_in_another(exported: Exported, tmp_path: Path) -> None:
    copytree(exported.directory, tmp_path / "logs" / "sound")
    altered = tmp_path / "logs" / "altered"
    copytree(exported.directory, altered)
    (altered / "head").write_text(str(exported.heads[3]), "utf-8")
    told = says("prove", "c2", tmp_path / "proof", "--export", tmp_path / "logs", status=1)
    assert told.startswith("altered Tampered with") and told.endswith(f"Case c2 {tmp_path / 'proof' / LOG}")
    assert "Intact" in says("verify", tmp_path / "proof", "--heads", exported.directory / "head")


def test_what_a_forger_wrote_does_not_work_the_terminal(tmp_path: Path) -> None:
    with write_chain(tmp_path, act="\x1b[2J\x07case") as written:
        says("prove", "c2", tmp_path / "proof", "--export", written.directory)
    told = CliRunner().invoke(app, ["chain", "verify", str(tmp_path / "proof")])
    assert "?[2J?case" in told.output
    assert "\x1b" not in told.output


def test_two_heads_are_compared(exported: Exported, tmp_path: Path) -> None:
    kept = exported.keep([5, 9, 20])
    forked = tmp_path / "forked"
    forked.write_text(str(exported.heads[8]).replace("\n9\n", "\n8\n"), "utf-8")
    compare = ("compare", exported.directory)
    assert says(*compare, kept / "9", kept / "5").startswith("One history. ")
    assert says(*compare, kept / "5", forked, status=1).startswith("Two histories. ")
    assert says(*compare, kept / "5", forked, status=1, spoken="zh_CN").startswith("两段历史")
    assert says(*compare, kept / "5", tmp_path / "nowhere", status=2) == "Cannot tell. A kept head cannot be read."
    assert says("compare", tmp_path, kept / "5", kept / "9", status=2).startswith("Cannot tell. ")


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["c9", "--export", "{export}"], "没有这一件的记录", "No log here holds an entry of this case."),
        (["12345", "--realm", "demo"], "不是", "This is not a case number"),
        (["c2", "--export", "{export}/nowhere"], "无法判断", "Cannot tell"),
    ],
    ids=["no such case", "no number", "no export"],
)
def test_what_does_not_do_is_said_in_the_readers_language(
    exported: Exported, tmp_path: Path, words: list[str], zh: str, en: str
) -> None:
    case, *others = (word.format(export=exported.directory) for word in words)
    for spoken, part in (("zh_CN", zh), ("en", en)):
        assert part in says("prove", case, tmp_path / "proof", *others, status=2, spoken=spoken)
    assert not (tmp_path / "proof").exists()


def test_every_sentence_of_a_verifier_has_its_words_in_the_readers_language() -> None:
    said = {text.partition(": ")[0] for module in VERIFIERS for text in sentences_in(module)}
    assert len(said) > 25
    assert said - {BEHIND_A_COLON} == set(REASONS)


def sentences_in(module: ModuleType) -> Iterator[str]:
    """Texts that are no documentation: several words, begun small."""
    tree = ast.parse(inspect.getsource(module))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in documentation else None
        if isinstance(text, str) and re.fullmatch(r"[a-z]+ [a-z].*", text):
            yield text

"""Every fault a rule can name is told in the reader's language, with what it names."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import backend.catalogue
from backend.catalogue import Fault
from backend.catalogue.faults_told import fault_told, sentence_told

ROOM = Path(backend.catalogue.__file__).parent
READERS = ("build", "everyday", "expand", "load", "tree", "vocabulary")
SPEAKING = sorted(
    [*ROOM.glob("rules/*.py"), ROOM / "rehearsal" / "visits.py", *(ROOM / f"{name}.py" for name in READERS)]
)
KNOWN = tomllib.loads((ROOM / "faults_zh.toml").read_text("utf-8"))
NAMED = re.compile(r"\{[^}]*\}")


def sentences(path: Path) -> Iterator[str]:
    """Every text of a module that reads like a sentence for people, what is put into it as {}."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inside | documents:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def is_told(text: str) -> bool:
    return " " in text and text.endswith(".") and bool(re.match(r"[A-Z“{]", text)) and not text.startswith("{} “{}”")


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.stem)
def test_every_sentence_of_a_rule_has_its_chinese(path: Path) -> None:
    known = {NAMED.sub("{}", english) for english in KNOWN}
    assert [text for text in sentences(path) if is_told(text) and NAMED.sub("{}", text) not in known] == []


def test_what_a_sentence_names_is_named_in_chinese_too() -> None:
    for english, chinese in KNOWN.items():
        assert set(NAMED.findall(english)) >= set(NAMED.findall(chinese)), english
        assert re.search("[\u4e00-\u9fff]", chinese)
        values = {name: f"v{place}" for place, name in enumerate(re.findall(r"\{(\w+)\}", english))}
        said = sentence_told(english.format(**values) if values else english, "zh_CN")
        assert all(value in said for name, value in values.items() if f"{{{name}}}" in chinese), english


def test_a_fault_is_told_whole_and_an_unknown_one_as_it_is() -> None:
    fault = Fault("items/RS-001.yaml", 7, "The stages take 5 days, 3 are promised.", "Shorten stages or promise more.")
    assert fault_told(fault, "zh_CN") == (
        "items/RS-001.yaml:7: 各环节共要 5 天，承诺的只有 3 天。请缩短环节，或者延长承诺时限。"
    )
    assert fault_told(fault, "en") == str(fault)
    assert fault_told(Fault("x", 1, "Something else.", "Do it."), "zh_CN") == "x:1: Something else.Do it."

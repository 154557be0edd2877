"""Starting a node loads what its first answer needs. Each of these takes tens of milliseconds and megabytes."""

import subprocess
import sys

import pytest

LATER = {
    "alembic": "when there is something to migrate",
    "psycopg": "on PostgreSQL",
    "sqlalchemy.dialects.postgresql": "on PostgreSQL",
    "httpx": "beside the node at work, or at the first exchange with a department",
    "yaml": "when a catalogue is compiled, in another process",
    "backend.catalogue.rules": "when a catalogue is checked",
    "pypinyin": "when a catalogue is compiled, in another process",
    "typst": "at the first receipt",
    "PIL": "at the first paper handed in",
    "textual": "never: screens are another process",
}


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    program = "import sys, backend.serving, backend.schema; from backend.app import create_app; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


@pytest.mark.parametrize("module", LATER)
def test_a_node_starts_without_it(module: str, loaded: set[str]) -> None:
    assert "backend.start" in loaded
    assert module not in loaded, f"loaded at the start; its time is {LATER[module]}"

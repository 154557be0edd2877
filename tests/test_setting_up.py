"""`make run` sets up once, and anew what was moved, broken off, or made by a Python that is gone."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SET_UP = Path(__file__).parents[1] / ".ci" / "environment"
PYTHON = """\
#!/bin/sh
echo "$@" >> calls
case "$*" in
  "-m venv"*) rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
  "-m pip install"*) echo "#!$(pwd -P)/.venv/bin/python" > .venv/bin/onewindow ;;
esac
"""
"""Stands for Python: what it was called for is in `calls`."""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """As it is fetched: nothing set up."""
    folder = tmp_path / "house"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(SET_UP, folder / ".ci" / "environment")
    for name, text in (("bin/python3", PYTHON), ("house/.ci/system-packages", "#!/bin/sh\n")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    for name in ("pyproject.toml", ".ci/constraints.txt"):
        (folder / name).write_text("pins\n")
    return folder


def calls_of(house: Path, what: str = "run") -> str:
    """What a set-up called Python for."""
    (house / "calls").write_text("")
    environment = {**os.environ, "PATH": f"{house.parent / 'bin'}:{os.environ['PATH']}"}
    subprocess.run([".ci/environment", what], cwd=house, env=environment, check=True, capture_output=True)
    return (house / "calls").read_text()


def test_it_is_set_up_once_and_what_the_tests_need_serves_the_program_too(house: Path) -> None:
    told = calls_of(house, "test")
    assert "-m venv" in told and "-e .[dev" in told
    assert [line for what in ("test", "run") for line in calls_of(house, what).splitlines()] == ["-c import pip"] * 2
    (house / "pyproject.toml").write_text("other pins\n")
    told = calls_of(house)
    assert "-m venv" not in told and "pip install" in told
    assert "pip install" in calls_of(house, "test")


def _moved(house: Path) -> None:
    (house / ".venv/bin/onewindow").write_text("#!/another/place/.venv/bin/python\n")


def _without_its_python(house: Path) -> None:
    (house / ".venv/bin/python").unlink()


def _without_pip(house: Path) -> None:
    (house / ".venv/bin/python").write_text("#!/bin/sh\nexit 1\n")


@pytest.mark.parametrize("harm", [_moved, _without_its_python, _without_pip])
def test_an_environment_that_cannot_work_is_made_anew(house: Path, harm: Callable[[Path], None]) -> None:
    calls_of(house)
    harm(house)
    told = calls_of(house)
    assert "-m venv --clear .venv" in told and "pip install" in told
    assert "pip install" not in calls_of(house)

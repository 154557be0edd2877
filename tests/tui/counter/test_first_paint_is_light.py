"""What is imported before the counter is painted: nothing heavy, and nothing the screen must not know at all."""

import subprocess
import sys

LATER = ("pydantic", "httpx", "cryptography", "uuid_utils", "backend.contract", "backend.guide", "rapidfuzz", "pyotp")
NEVER = ("pypinyin", "typst", "lxml", "sqlmodel", "sqlalchemy", "alembic", "fastapi", "starlette", "barcode", "babel")


def modules_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )


def brought(modules: set[str], names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name in modules or any(module.startswith(f"{name}.") for module in modules)]


def test_the_application_is_there_before_anything_heavy_is() -> None:
    assert brought(modules_after("import tui.app"), LATER + NEVER) == []


def test_the_command_opens_the_counter_without_reading_in_the_others() -> None:
    start = "import sys\nsys.argv = ['onewindow', 'counter', '--language', 'en']\nimport tui.cli.front\n"
    stopped = "tui.cli.front.open_counter = lambda given: None\nfrom tui.cli import main\nmain()"
    assert brought(modules_after(start + stopped), (*LATER, *NEVER, "typer", "importlib.metadata")) == []


def test_the_whole_counter_brings_nothing_of_the_node() -> None:
    assert brought(modules_after("import tui.counter.workplace"), NEVER) == []

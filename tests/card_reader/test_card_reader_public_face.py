import subprocess
import sys

import pytest

import card_reader
import card_reader.virtual


@pytest.mark.parametrize("package", [card_reader, card_reader.virtual])
def test_everything_promised_exists_and_is_named_once(package):
    assert len(set(package.__all__)) == len(package.__all__)
    assert all(hasattr(package, name) for name in package.__all__)


def test_the_wing_knows_none_of_the_others_nor_the_virtual_readers():
    code = (
        "import sys, card_reader;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'tui','backend','textual','fastapi','sqlmodel'}"
        " | {m for m in sys.modules if m.startswith('card_reader.virtual')}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("room", ["frames", "layouts", "machine", "options", "payload", "status", "text_block"])
def test_the_protocol_is_pure(room):
    """No clock, no I/O, no threads in what decides."""
    from pathlib import Path

    source = Path(card_reader.__file__).with_name("sam") / f"{room}.py"
    imported = {line.split()[1].split(".")[0] for line in source.read_text().splitlines()
                if line.startswith(("import ", "from "))}  # fmt: skip
    assert not imported & {"time", "threading", "serial", "socket", "os", "asyncio", "random", "logging"}

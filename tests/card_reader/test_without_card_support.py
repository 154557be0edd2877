"""A machine without pyscard, without a card service, without any reader: what works, works; what lacks, is said."""

import subprocess
import sys

import pytest

SCRIPT = """
import asyncio, sys
sys.modules["smartcard"] = None
from card_reader import ReadOk, ReaderDown, watch
from card_reader.virtual import CardHolder, VirtualSamReader

async def main():
    told = set()
    with VirtualSamReader.open() as reader:
        reader.insert(CardHolder(number="999999199001011238", name="x").card())
        stream = watch(["pcsc:*", reader.url])
        async for event in stream:
            if isinstance(event, ReaderDown):
                told.add((event.reader, event.reason.value))
            if isinstance(event, ReadOk):
                told.add("read")
            if len(told) == 2:
                break
        await stream.aclose()
    print("read" in told, ("pcsc:*", "card_support_missing") in told)

asyncio.run(asyncio.wait_for(main(), 20))
"""


def test_without_pyscard_serial_readers_work_and_chip_cards_are_told_missing():
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=40)
    assert (ran.stdout.split(), ran.stderr) == (["True", "True"], "")


def test_pyscard_is_not_imported_before_a_chip_card_reader_is_watched():
    code = "import sys, card_reader; print('smartcard' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@pytest.mark.parametrize("room", ["apdu", "decoding", "files", "options", "reading", "status"])
def test_the_conversation_with_a_card_is_pure(room):
    """No clock, no I/O, no threads in what decides."""
    from pathlib import Path

    import card_reader.pcsc

    source = Path(card_reader.pcsc.__file__).with_name(f"{room}.py")
    imported = {line.split()[1].split(".")[0] for line in source.read_text().splitlines()
                if line.startswith(("import ", "from "))}  # fmt: skip
    assert not imported & {"time", "threading", "smartcard", "socket", "os", "asyncio", "random", "logging"}

"""Serial readers nobody configured: which port, at which speed, and what is wrong with it."""

import asyncio
import json
import os
import subprocess
import sys
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from card_reader import Fault, Probe, ReaderDown, ReaderUp, ReadOk, examine
from card_reader.entries import AUTO
from card_reader.sam.line import SPEEDS, address_and_speed
from card_reader.sam.options import SamOptions
from card_reader.sam.probe import probe, serial_ports
from card_reader.sam.scout import SamScout
from card_reader.virtual import ReaderFault, VirtualSamReader

PATIENCE = (0.06, 0.6, 6.0)
"""A busy machine is asked again with more of it."""


def found_at_last(reader: VirtualSamReader) -> Probe:
    for patience in PATIENCE:
        found = probe(reader.url, patience=patience)
        if found.is_reader:
            break
    return found


@pytest.fixture
def nothing_there() -> Iterator[str]:
    """A port with nobody at the other end."""
    controller, terminal = os.openpty()
    tty.setraw(terminal)
    yield os.ttyname(terminal)
    os.close(controller)
    os.close(terminal)


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_reader_is_found_at_every_speed(speed):
    with VirtualSamReader.open(speed=speed) as reader:
        found = found_at_last(reader)
    assert (found.baud, found.fault, found.sam_number) == (speed, None, "05.01-20240102-0000000001-0000099999")


def test_of_all_ports_those_with_a_reader_are_told_and_those_that_cannot_be_asked(nothing_there, tmp_path, monkeypatch):
    import serial

    with (
        VirtualSamReader.open(speed=9600) as slow,
        VirtualSamReader.open() as taken,
        serial.Serial(taken.url, exclusive=True),
    ):
        ports = [nothing_there, slow.url, taken.url, str(tmp_path / "missing")]
        monkeypatch.setattr("card_reader.doctor.serial_ports", lambda: ports)
        for patience in PATIENCE:
            found = {finding.reader: finding for finding in examine([AUTO], patience=patience)}
            if slow.url in found:
                break
    assert found.keys() & set(ports) == {slow.url, taken.url}
    assert (found[slow.url].fault, found[slow.url].facts["speed"]) == (None, "9600")
    assert found[taken.url].fault is Fault.PORT_BUSY


def test_ports_on_usb_come_first(monkeypatch):
    built_in, plugged_in = ListPortInfo("/dev/ttyS0"), ListPortInfo("/dev/ttyUSB0")
    plugged_in.vid = 0x1A86
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [built_in, plugged_in])
    assert serial_ports() == ["/dev/ttyUSB0", "/dev/ttyS0"]


@pytest.mark.parametrize(
    ("status", "fault"), [("60", Fault.SELF_TEST_FAILED), ("66", Fault.NOT_AUTHORISED), ("24", Fault.UNKNOWN_STATUS)]
)
def test_a_reader_in_trouble_is_a_reader_with_a_fault(status, fault):
    with VirtualSamReader.open() as reader:
        reader.fault(ReaderFault.parse(f"status:{status}@status"))
        found = found_at_last(reader)
    assert (found.is_reader, found.fault) == (True, fault)


def test_a_port_in_use_missing_or_silent_says_so(nothing_there, tmp_path):
    import serial

    assert probe(str(tmp_path / "missing")).fault is Fault.PORT_MISSING
    assert probe("loop://").fault is Fault.PORT_ADDRESS
    assert probe(nothing_there, patience=0.02).fault is Fault.READER_SILENT
    with VirtualSamReader.open() as reader, serial.Serial(reader.url, exclusive=True):
        assert probe(reader.url).fault is Fault.PORT_BUSY


AS_NOBODY = """
import getpass, grp, json, os, pwd, sys
from card_reader import examine
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
(finding,) = examine([sys.argv[1]])
print(json.dumps([finding.fault, dict(finding.facts)]))
"""


def test_a_port_this_account_may_not_open_says_whose_group_may():
    """For real: the port belongs to somebody else, and the one who asks is nobody."""
    with VirtualSamReader.open() as reader:
        Path(reader.url).chmod(0o000)
        asked = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, reader.url], capture_output=True, text=True, check=True
        )
        fault, facts = json.loads(asked.stdout)
        assert fault == Fault.PORT_DENIED
        assert facts["group"] == Path(reader.url).group()


def test_rubbish_on_the_line_is_not_a_reader():
    with VirtualSamReader.open() as reader:
        reader.fault(ReaderFault.parse("bad_checksum"))
        assert not probe(reader.url, patience=0.02).is_reader
        reader.clear_faults()
        reader.fault(ReaderFault.parse("noise"))
        assert found_at_last(reader).is_reader


def test_a_probe_given_up_ends_at_once(nothing_there):
    looks = iter((False, False))
    begun = time.monotonic()
    assert probe(nothing_there, patience=30, given_up=lambda: next(looks, True)).baud is None
    assert time.monotonic() - begun < 20, "the time for one speed is 30 s"


@pytest.mark.parametrize(
    ("reader", "meant"),
    [
        ("/dev/ttyUSB0@9600", ("/dev/ttyUSB0", 9600)),
        ("/dev/ttyUSB0", ("/dev/ttyUSB0", 115200)),
        ("/dev/tty@1234", ("/dev/tty@1234", 115200)),
        ("socket://host:99", ("socket://host:99", 115200)),
    ],
)
def test_a_speed_may_stand_behind_the_port(reader, meant):
    assert address_and_speed(reader, 115200) == meant


async def test_a_reader_set_to_another_speed_is_read_when_told(follow, first_card):
    with VirtualSamReader.open(speed=19200) as reader:
        reader.insert(first_card)
        async with follow(f"{reader.url}@19200") as events:
            ok = await events.until(ReadOk)
    assert (ok.reader, ok.read.name) == (f"{reader.url}@19200", "测试甲")


async def test_a_reader_plugged_in_later_is_found_and_one_unplugged_is_missed(quick, first_card, tmp_path):
    """What `auto` does, with ports of the test's own."""
    told: asyncio.Queue[object] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    ports: list[str] = []
    scout = SamScout(
        lambda event: loop.call_soon_threadsafe(told.put_nowait, event), quick, ports=lambda: list(ports), look=0.02
    )
    scout.start()
    with VirtualSamReader.open(speed=57600) as reader:
        assert await asyncio.wait_for(told.get(), 60) == ReaderDown(AUTO, Fault.PORT_MISSING)
        reader.insert(first_card)
        ports.append(reader.url)
        seen = []
        while not seen or not isinstance(seen[-1], ReadOk):
            seen.append(await asyncio.wait_for(told.get(), 60))
        assert ReaderUp(AUTO) in seen
        assert seen[-1].reader == reader.url
        ports.clear()
        while seen[-1] != ReaderDown(AUTO, Fault.PORT_MISSING):
            seen.append(await asyncio.wait_for(told.get(), 60))
        assert ReaderDown(reader.url, Fault.PORT_LOST) in seen
    scout.stop()
    assert await asyncio.to_thread(scout.join, 20)


async def test_auto_watches_what_there_is(follow):
    async with follow("auto") as events:
        down = await events.until(ReaderDown)
    assert down.reader in ("auto", "pcsc:*")


def test_the_usual_options_are_the_usual_speed():
    assert SamOptions().baud == SPEEDS[0] == 115200

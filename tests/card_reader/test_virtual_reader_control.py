import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from card_reader import CardRemoved, ControlError, Fault, ReaderDown, ReaderUp, ReadFailed, ReadOk
from card_reader.virtual import ControlServer, Presence, VirtualReaderControl, VirtualSamReader

pytestmark = pytest.mark.real


@asynccontextmanager
async def serving(control: Path, *arguments: str) -> AsyncGenerator[asyncio.subprocess.Process, None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "card_reader.virtual", "--control", str(control), *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.communicate()


@asynccontextmanager
async def controlled(
    path: Path, presence: Presence = Presence.HALT
) -> AsyncGenerator[tuple[VirtualSamReader, VirtualReaderControl], None]:
    with VirtualSamReader.open(presence=presence) as reader:
        server = ControlServer(reader, path)
        await server.start()
        try:
            yield reader, VirtualReaderControl(path)
        finally:
            await server.stop()


async def test_a_reader_in_another_process_takes_cards_and_faults(tmp_path, follow, first_holder):
    link, path = tmp_path / "reader", tmp_path / "control"
    control = VirtualReaderControl(path)
    async with serving(path, "--link", str(link), "--instant") as process:
        assert process.stdout is not None
        announced = json.loads(await process.stdout.readline())
        assert announced == {"url": str(link), "control": str(path)}
        async with follow(str(link)) as events:
            await events.until(ReaderUp)
            await control.insert(first_holder)
            assert (await events.until(ReadOk)).read.name == "测试甲"
            await control.remove()
            await events.until(CardRemoved)
            await control.fault("status:40@read")
            await control.insert(replace(first_holder, valid_to="2021-01-02"))
            assert (await events.until(ReadFailed)).code is Fault.UNSUPPORTED_CARD
            await control.fault("unplug")
            await events.until(ReaderDown)
            await control.plug()
            await control.fault("none")
            await events.until(ReaderUp)
            process.send_signal(signal.SIGTERM)
            await events.until(ReaderDown)
            assert await process.wait() == 0
    assert list(tmp_path.iterdir()) == []


async def test_a_reader_killed_hard_is_replaced_by_the_next_one(tmp_path, follow, first_holder):
    link, path = tmp_path / "reader", tmp_path / "control"
    control = VirtualReaderControl(path)
    async with serving(path, "--link", str(link), "--instant") as process:
        await control.wait_until_ready()
        process.kill()
        await process.wait()
    assert path.is_socket()
    with pytest.raises(ControlError, match="unreachable"):
        await control.remove()
    async with serving(path, "--link", str(link), "--instant"):
        await control.wait_until_ready()
        await control.insert(first_holder)
        async with follow(await control.url()) as events:
            await events.until(ReadOk)


async def test_a_network_reader_in_another_process_says_where_it_is(tmp_path, follow, first_holder):
    control = VirtualReaderControl(tmp_path / "control")
    async with serving(tmp_path / "control", "--tcp", "0", "--instant", "--presence", "sticky"):
        await control.wait_until_ready()
        url = await control.url()
        assert url.startswith("socket://127.0.0.1:")
        await control.insert(first_holder)
        async with follow(url) as events:
            await events.until(ReadOk)


async def test_a_second_reader_does_not_take_the_first_ones_place(tmp_path):
    path = tmp_path / "control"
    async with controlled(path), serving(path) as process:
        _, complaint = await process.communicate()
        assert process.returncode == 1
        assert b"in use" in complaint


async def test_a_real_file_is_never_replaced(tmp_path):
    (tmp_path / "control").write_text("precious")
    (tmp_path / "reader").write_text("precious")
    with VirtualSamReader.open() as reader, pytest.raises(FileExistsError):
        await ControlServer(reader, tmp_path / "control").start()
    with pytest.raises(FileExistsError):
        VirtualSamReader.open(link=tmp_path / "reader")
    assert {path.read_text() for path in tmp_path.iterdir()} == {"precious"}


async def test_the_control_socket_is_private(tmp_path):
    async with controlled(tmp_path / "control"):
        assert (tmp_path / "control").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "control").exists()


async def test_it_says_whether_a_card_lies_there(tmp_path, first_holder):
    async with controlled(tmp_path / "control") as (_, control):
        assert not await control.has_card()
        await control.insert(first_holder.to_mapping())
        assert await control.has_card()
        await control.remove()
        assert not await control.has_card()


@pytest.mark.parametrize("presence", Presence)
async def test_a_card_exchanged_at_once_is_read_like_any_other(tmp_path, follow, first_holder, presence):
    async with controlled(tmp_path / "control", presence) as (reader, control), follow(reader.url) as events:
        await events.until(ReaderUp)
        for _ in range(3):
            await control.exchange(first_holder)
            await events.until(ReadOk)


async def test_a_card_is_exchanged_where_nobody_reads_it(tmp_path, first_holder):
    async with controlled(tmp_path / "control") as (_, control):
        await control.exchange(first_holder)
        await control.exchange(first_holder)
        assert await control.has_card()


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        (b"rubbish", "not_json", None),
        (b"[" * 50_000, "not_json", None),
        (b"[]", "not_one_command", None),
        (b"{}", "not_one_command", None),
        (b'{"insert": {"number": "1"}, "remove": true}', "not_one_command", None),
        (b'{"explode": true}', "unknown_command", None),
        (b'{"insert": "me"}', "bad_person", None),
        (b'{"insert": {}}', "bad_person", "number"),
        (b'{"insert": {"number": 5}}', "bad_person", "number"),
        (b'{"insert": {"number": "1", "shoe_size": "42"}}', "bad_person", "unknown field"),
        (b'{"insert": {"number": "1", "valid_to": "soon"}}', "bad_person", "valid_to"),
        (b'{"insert": {"number": "1", "sex": "both"}}', "bad_person", "sex"),
        (b'{"insert": {"number": "1", "kind": "ssc"}}', "bad_person", "kind"),
        (b'{"insert": {"number": "1", "kind": "passport"}}', "bad_person", "kind"),
        (b'{"fault": "meltdown"}', "bad_fault", None),
        (b'{"fault": "status@read"}', "bad_fault", None),
        (b'{"fault": "delay"}', "bad_fault", None),
        (b'{"fault": "silent@lunch"}', "bad_fault", None),
        (b'{"fault": 7}', "bad_fault", None),
        (b"\xff\xfe{}", "not_json", None),
    ],
)
async def test_a_bad_line_is_refused_with_a_code_and_the_reader_lives_on(tmp_path, line, code, field):
    async with controlled(tmp_path / "control") as (reader, control):
        incoming, outgoing = await asyncio.open_unix_connection(str(tmp_path / "control"))
        outgoing.write(line + b"\n")
        answer = json.loads(await incoming.readline())
        assert (answer["error"], answer["field"]) == (code, field)
        outgoing.close()
        await outgoing.wait_closed()
        assert not await control.has_card()
        assert not reader.has_card


async def test_a_line_without_an_end_is_cut_off(tmp_path):
    async with controlled(tmp_path / "control") as (_, control):
        incoming, outgoing = await asyncio.open_unix_connection(str(tmp_path / "control"))
        outgoing.write(b"x" * 200_000)
        assert json.loads(await incoming.readline())["error"] == "line_too_long"
        outgoing.close()
        assert not await control.has_card()


async def test_a_text_that_does_not_fit_the_card_names_its_field(tmp_path, first_holder):
    async with controlled(tmp_path / "control") as (_, control):
        with pytest.raises(ControlError) as refused:
            await control.insert(replace(first_holder, name="测" * 16))
        assert (refused.value.code, refused.value.field) == ("bad_person", "name is longer than 15 characters")


async def test_a_control_nobody_serves_is_unreachable(tmp_path):
    control = VirtualReaderControl(tmp_path / "control")
    with pytest.raises(ControlError, match="unreachable"):
        await control.wait_until_ready(patience=0.05)


def test_a_link_follows_the_terminal_and_goes_with_it(tmp_path):
    link = tmp_path / "reader"
    with VirtualSamReader.open(link=link) as reader:
        assert reader.url == str(link)
        assert os.readlink(link).startswith("/dev/pts/")  # noqa: PTH115
        reader.unplug()
        assert not link.exists()
        reader.plug()
        assert link.exists()
    assert not link.is_symlink()

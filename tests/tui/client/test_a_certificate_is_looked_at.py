"""A node behind TLS is believed as far as its certificate goes; what is wrong with it is said, and nothing is sent."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.parts.authority import Authority
from tui.client import Call, Connection, Distrusted, Line, Reach, Unreachable, told

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


class Requests(list[bytes]):
    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (first := await reader.readexactly(1)) != b"\x16":  # the greeting of TLS, where nobody speaks it
            self.append(first + await reader.readuntil(b"\r\n\r\n"))
        writer.write(ANSWER)
        writer.close()


@asynccontextmanager
async def node(served: ssl.SSLContext | None, port: int = 0) -> AsyncIterator[tuple[int, Requests]]:
    asked = Requests()
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)  # the handshakes that fail
    async with await asyncio.start_server(asked.answer, "127.0.0.1", port, ssl=served) as server:
        yield server.sockets[0].getsockname()[1], asked


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def _line(port: int) -> Line:
    return Line(f"https://127.0.0.1:{port}", Connection(), pauses=())


async def test_a_certificate_that_expired_is_said_and_the_next_one_is_believed(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    async with node(authority.signed(timedelta(seconds=-1))) as (port, asked):
        line = _line(port)
        with pytest.raises(Distrusted) as refused:
            await line.send(Call("GET", "health"))
        assert "证书不在有效期内" in told(refused.value)
        assert line.connection.state.why is refused.value
        assert not asked
    async with node(authority.signed(timedelta(hours=1)), port) as (_port, asked):
        await line.send(Call("GET", "health"))
        assert line.connection.state.up
        assert len(asked) == 1
    await line.close()


async def test_a_certificate_of_nobody_this_station_trusts_is_said_to_be_one(authority: Authority) -> None:
    async with node(authority.signed(timedelta(hours=1))) as (port, asked):
        line = _line(port)
        with pytest.raises(Distrusted) as refused:
            await line.send(Call("GET", "health"))
        assert "可能有人冒充服务端" in told(refused.value)
        assert not asked
    await line.close()


async def test_an_address_with_http_for_https_or_https_for_http_is_said_to_be_one(
    authority: Authority,
) -> None:
    async with node(authority.signed(timedelta(hours=1))) as (port, asked):
        line = Line(f"http://127.0.0.1:{port}", Connection(), pauses=())
        with pytest.raises(Distrusted) as refused:
            await line.send(Call("GET", "health"))
        assert "必须以 https 开头" in told(refused.value)
        assert not asked
        await line.close()
    async with node(None) as (port, asked):
        line = _line(port)
        with pytest.raises(Distrusted) as refused:
            await line.send(Call("GET", "health"))
        assert "没有加密" in told(refused.value)
        assert not asked
        await line.close()


async def test_a_plain_node_that_hangs_up_is_taken_for_nothing_else() -> None:
    async with await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0) as server:
        line = Line(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", Connection(), pauses=())
        with pytest.raises(Unreachable) as refused:
            await line.send(Call("GET", "health"))
        assert type(refused.value) is Unreachable
        assert refused.value.sent, "it may have been done"
        await line.close()


async def test_watchers_hear_that_it_is_the_certificate_also_when_the_node_was_away_before(
    authority: Authority,
) -> None:
    async with node(authority.signed(timedelta(hours=1))) as (port, _asked):
        line = _line(port)
        heard: list[tuple[Reach, str]] = []
        line.connection.watch(lambda state: heard.append((state.reach, type(state.why).__name__)))
        line.connection.failed(Unreachable(sent=False))
        with pytest.raises(Distrusted):
            await line.send(Call("GET", "health"))
        line.connection.alive()  # on a stream that was begun before
    assert heard == [(Reach.OFFLINE, "Unreachable"), (Reach.OFFLINE, "Distrusted")]
    await line.close()

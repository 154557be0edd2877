"""A node takes up a new certificate at work; half a renewal changes nothing."""

import asyncio
import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from backend.certificate import Certificate
from tests.parts.authority import Authority


async def _believed(port: int, authority: Authority) -> bool:
    trusting = ssl.create_default_context(cafile=authority.file)
    try:
        _reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
    except ssl.SSLCertVerificationError:
        return False
    writer.close()
    return True


async def test_a_new_certificate_is_taken_up_when_its_files_are_whole(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    authority = Authority(tmp_path)
    served = authority.signed(timedelta(seconds=-1))
    certificate = Certificate(served, authority.node_file, None)
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)  # the handshakes that fail
    async with await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", ssl=served) as server:
        port = server.sockets[0].getsockname()[1]
        assert not await _believed(port, authority)
        authority.signed(timedelta(hours=1))
        assert not await _believed(port, authority)
        whole = authority.node_file.read_bytes()
        authority.node_file.write_bytes(whole[: len(whole) // 2])
        await certificate.renew()
        assert "cannot be used" in caplog.text
        assert not await _believed(port, authority)
        authority.node_file.write_bytes(whole)
        await certificate.renew()
        assert await _believed(port, authority)


async def test_files_replaced_while_they_are_read_do_not_end_the_node(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class ReadAMomentLater(ssl.SSLContext):
        def load_cert_chain(self, *_: object) -> None:
            raise ssl.SSLError("key values mismatch")

    authority = Authority(tmp_path)
    certificate = Certificate(ReadAMomentLater(ssl.PROTOCOL_TLS_SERVER), authority.node_file, None)
    authority.signed(timedelta(hours=1))
    await certificate.renew()
    assert "cannot be used" in caplog.text
